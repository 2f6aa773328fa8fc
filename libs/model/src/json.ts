import { z } from 'zod';
import { isExactNumber, isJsonNumber, type ExactNumber } from './exact-number.ts';

/** Any value JSON can hold. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | JsonObject;

/** A JSON object; only its own properties are data. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** As z.json(), which knows only the numbers of JavaScript. */
export const jsonValueSchema: z.ZodType<JsonValue> = z.lazy(() => anyValue);
const anyValue: z.ZodType<JsonValue> = z.union([
  z.string(),
  z.number(),
  z.custom<ExactNumber>(isExactNumber).meta({ type: 'number' }),
  z.boolean(),
  z.null(),
  z.array(jsonValueSchema),
  z.record(z.string(), jsonValueSchema),
]);

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
