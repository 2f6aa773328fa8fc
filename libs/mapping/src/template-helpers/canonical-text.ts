import { isJsonObject, type JsonValue } from '@millrace/model';
import { requirePrintable } from '../template/template-text.ts';
import { isComposite } from './params.ts';

/** JSON with sorted names, so that equal values have equal texts. */
export function canonicalText(value: JsonValue): string {
  if (!isComposite(value)) return JSON.stringify(value);
  requirePrintable(value);
  return JSON.stringify(withSortedNames(value));
}

function withSortedNames(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withSortedNames);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, withSortedNames(member)]),
  );
}
