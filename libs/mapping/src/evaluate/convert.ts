import {
  AppError,
  isExactNumber,
  isJsonNumber,
  numberOfText,
  parseJson,
  type Conversion,
  type JsonNumber,
  type JsonValue,
} from '@millrace/model';
import { requireShallow, shorten } from '../path/path-limits.ts';
import { momentOf, momentText } from './convert-date.ts';

/** The conversions, by name; each gives undefined for a value it does not take. */
const CONVERSIONS: Readonly<Record<Conversion, (value: JsonValue) => JsonValue | undefined>> = {
  string: toText,
  number: toNumber,
  boolean: toBoolean,
  json: toJson,
  date: toDate,
};

/**
 * Converts a value as a mapping's `as` asks. Strict: nothing is guessed, null and "" become nothing
 * else. `source` names the path for the error. Throws CONVERSION_FAILED, DATA_TOO_DEEP.
 */
export function convert(value: JsonValue, conversion: Conversion, source: string): JsonValue {
  const converted = CONVERSIONS[conversion](value);
  if (converted !== undefined) return converted;
  throw cannotBecome(value, source, conversion);
}

/** CONVERSION_FAILED: names the value, where it is from and what it should be. */
export function cannotBecome(
  value: JsonValue,
  source: string,
  type: string,
  hint?: string,
): AppError {
  return new AppError(
    'CONVERSION_FAILED',
    { value: printed(value), path: source, type },
    { details: { path: source, type }, ...(hint !== undefined && { hint }) },
  );
}

function toText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'boolean' || isExactNumber(value) ? String(value) : undefined;
}

/** The number a value is, or writes as text; undefined for anything else. */
export function toNumber(value: JsonValue): JsonNumber | undefined {
  const number = typeof value === 'string' ? numberOfText(value) : value;
  if (typeof number === 'number') return Number.isFinite(number) ? number : undefined;
  return isJsonNumber(number) ? number : undefined;
}

function toBoolean(value: JsonValue): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function toJson(value: JsonValue): JsonValue | undefined {
  const parsed = typeof value === 'string' ? jsonOrNothing(value) : value;
  if (parsed !== undefined) requireShallow(parsed);
  return parsed;
}

function jsonOrNothing(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function toDate(value: JsonValue): string | undefined {
  const moment = momentOf(value);
  return moment && momentText(moment);
}

function printed(value: JsonValue): string {
  if (Array.isArray(value)) return `(a list of ${value.length})`;
  if (isExactNumber(value)) return shorten(value.text, 80);
  if (typeof value === 'object' && value !== null) return '(an object)';
  return shorten(JSON.stringify(value), 80);
}
