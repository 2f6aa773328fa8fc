import { isJsonNumber, type JsonValue } from '@millrace/connector-kit';

/** What the driver sends for a value: text, an array, or nothing. */
export type Parameter = string | null | ParameterList;
type ParameterList = Parameter[];

/** How a column wants its values; guessed from the value when absent. */
export type ColumnKind = 'json' | 'array' | 'other';

/**
 * A value as a parameter. Numbers go as their digits, so none is changed; lists of plain values as arrays,
 * other lists and objects as JSON, unless the column says which it is.
 */
export function parameterOf(value: JsonValue, kind?: ColumnKind): Parameter {
  if (value === null) return null;
  if (kind === 'json') return JSON.stringify(value);
  if (typeof value === 'string') return value;
  if (isJsonNumber(value) || typeof value === 'boolean') return String(value);
  const isArray = Array.isArray(value) && (kind === 'array' || value.every(isPlain));
  if (isArray && kind !== 'other') return value.map((item) => parameterOf(item, kind));
  return JSON.stringify(value);
}

function isPlain(value: JsonValue): boolean {
  return value === null || typeof value !== 'object' || isJsonNumber(value);
}
