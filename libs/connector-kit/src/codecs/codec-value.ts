import { isExactNumber, type JsonValue } from '@millrace/model';
import type { FileContent } from '../http/request-body.ts';
import { scalarText } from '../wire/styles.ts';
import { unwritable } from '../wire/unwritable.ts';

/** What a codec takes: JSON, with the contents of files where their handles stood. */
export type Encodable = JsonValue | FileContent | Encodable[] | { [key: string]: Encodable };

/** The bytes a codec writes, as text or as they are, or a structure. */
export type Written = { text: string } | { bytes: Uint8Array } | { json: JsonValue };

/** The content of a file; JSON holds no bytes, so that no data can pose as one. */
export function isFileContent(value: unknown): value is FileContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'bytes' in value &&
    value.bytes instanceof Uint8Array
  );
}

/** True for a value without files in it. Never overflows the stack. */
function isJson(value: Encodable): value is JsonValue {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (isFileContent(one)) return false;
    if (typeof one === 'object' && one !== null && !isExactNumber(one)) {
      for (const member of Object.values(one)) open.push(member);
    }
  }
  return true;
}

/** The JSON of a value. Throws VALUE_UNWRITABLE for one with a file in it. */
export function requireJson(value: Encodable, codec: string): JsonValue {
  if (isJson(value)) return value;
  throw cannotEncode(codec, 'a file is in it, whose bytes need the codec base64');
}

/** A text, number or boolean as text. Throws VALUE_UNWRITABLE for anything else. */
export function requireText(value: Encodable, codec: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || isExactNumber(value)) {
    return scalarText(value);
  }
  throw cannotEncode(codec, 'it takes text');
}

export function isRecord(value: Encodable | undefined): value is { [key: string]: Encodable } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isExactNumber(value) &&
    !isFileContent(value)
  );
}

export function cannotEncode(codec: string, reason: string) {
  return unwritable('The value', codec, reason);
}
