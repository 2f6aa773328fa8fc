import {
  compareNumbers,
  isExactNumber,
  isJsonNumber,
  isJsonObject,
  type JsonValue,
} from '@millrace/model';
import { MAX_DATA_DEPTH, tooDeep } from './path/path-limits.ts';

/** Characters that are compared in the time it takes to compare one value. */
const CHARACTERS_A_VALUE = 256;

/** Asking both sides for a name and its value, counted in values; more than that in wide objects. */
const WORK_A_KEY = 4;

/**
 * Equality of JSON values by type and content; nothing is converted: 200 is not "200". `spend` is
 * told of the work, in values. Throws DATA_TOO_DEEP.
 */
export function sameValue(
  left: JsonValue,
  right: JsonValue,
  spend: (work: number) => void = () => undefined,
  depth = 0,
): boolean {
  if (typeof left !== 'object' || left === null) return sameScalar(left, right, spend);
  if (left === right) return true;
  if (isExactNumber(left)) return isJsonNumber(right) && compareNumbers(left, right) === 0;
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  const same = (one: JsonValue | undefined, other: JsonValue | undefined) =>
    one !== undefined && other !== undefined && sameValue(one, other, spend, depth + 1);
  spend(1);
  if (Array.isArray(left)) {
    spend(left.length);
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((member, index) => same(member, right[index]))
    );
  }
  if (!isJsonObject(right)) return false;
  const keys = Object.keys(left);
  const others = Object.keys(right).length;
  spend(WORK_A_KEY * (keys.length + others));
  return (
    keys.length === others &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  );
}

function sameScalar(
  left: string | number | boolean | null,
  right: JsonValue,
  spend: (work: number) => void,
): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length !== right.length) return false;
    spend(1 + left.length / CHARACTERS_A_VALUE);
  }
  return left === right;
}
