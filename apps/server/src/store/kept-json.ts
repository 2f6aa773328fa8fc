import { inputError } from '@millrace/connector-kit';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '@millrace/model';

/** Largest value or row, as JSON. */
const MOST_BYTES = 256 * 1024;

/** A NUL character as JSON writes it; a backslash before it would make it plain text. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** A value as it is kept. Throws INPUT_INVALID for one that is too large. */
export function asKept(label: string, place: string, value: JsonValue): string {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  throw wrong(label, place, `It has ${bytes} bytes as JSON; at most ${MOST_BYTES} are kept.`);
}

/** The same for what is searched: PostgreSQL searches no text with a NUL character. */
export function asSearched(label: string, place: string, value: JsonObject): string {
  const text = asKept(label, place, value);
  if (!NUL.test(text)) return text;
  throw wrong(label, place, 'It holds a NUL character, which a row cannot have.');
}

/** The name of an entry, a table or a row. Throws INPUT_INVALID. */
export function asName(label: string, place: string, text: string): string {
  if (text !== '' && text.length <= 500 && !text.includes('\0')) return text;
  throw wrong(label, place, 'A key or table has 1 to 500 characters, none of them NUL.');
}

/** What was kept, as data. */
export function asData(text: string): JsonValue {
  return parseJson(text);
}

/** The same for an object. */
export function asObject(text: string): JsonObject {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}

/** INPUT_INVALID at a field of the action. */
export function wrong(label: string, place: string, message: string): Error {
  return inputError(label, [{ path: `/${place}`, message }]);
}
