import type { JsonValue } from '@millrace/model';

/** What `#if` and the logical helpers take as true: all but nothing, false, 0, "" and []. */
export function isTruthy(value: JsonValue | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
