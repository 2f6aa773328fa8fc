import { z } from 'zod';
import { isExactNumber, isJsonNumber, type ExactNumber } from './exact-number.ts';

/** Any value JSON can hold. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | JsonObject;

/** A JSON object; only its own properties are data. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Any JSON, kept as it is: zod's own schema leaves out members named `__proto__`, which are data here. */
export const jsonValueSchema: z.ZodType<JsonValue> = z
  .custom<JsonValue>(isJson, {
    error: 'Give JSON: text, a number, true, false, null, a list or an object.',
  })
  .meta({ description: 'Any JSON.' });

/** True for what JSON can write. Never overflows the stack. */
function isJson(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'object' && one !== null && !isExactNumber(one)) {
      for (const member of Object.values(one)) open.push(member);
    } else if (!isScalar(one)) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    isExactNumber(value)
  );
}

/** True for a plain JSON object: not null, not a list, not a number with many digits. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
  );
}

/** The JSON type name of a value, as people read it on screen. */
export function jsonTypeOf(
  value: JsonValue,
): 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'string';
  if (isJsonNumber(value)) return 'number';
  return typeof value === 'object' ? 'object' : 'boolean';
}

/** True when lists and objects lie at most `most` deep inside one another. Never overflows the stack. */
export function nestsWithin(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return true;
  return most > 0 && Object.values(value).every((member) => nestsWithin(member, most - 1));
}
