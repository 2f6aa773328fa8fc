import { compareNumbers, isJsonNumber } from '../exact-number.ts';
import { isJsonObject } from '../json.ts';

/** True when two documents say the same, whatever the order of their keys. */
export function documentEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => documentEquals(item, b[index]));
  }
  if (isJsonNumber(a) && isJsonNumber(b)) return compareNumbers(a, b) === 0;
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = definedKeys(a);
  return (
    keys.length === definedKeys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && documentEquals(a[key], b[key]))
  );
}

function definedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
