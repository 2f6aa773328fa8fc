import type { JsonObject } from '@millrace/model';
import { quoted, Unreadable, type BodyFault } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';
import { decoderOf, type Decode } from './charset.ts';
import { Fields } from './fields.ts';
import { readPayload } from './payload.ts';

/** Fields as an object, and what of them could not be read. */
export interface Form {
  value: JsonObject;
  fault?: BodyFault;
}

/**
 * An `application/x-www-form-urlencoded` body. Its charset is the declared one, else the one that
 * its field `_charset_` names, else UTF-8. Throws Unreadable when there are too many fields.
 */
export function parseForm(body: Buffer, declared: string | undefined): Form {
  requireFew(body);
  const text = body.toString('latin1');
  const charset = declared ?? /(?:^|&)_charset_=([\w.:-]{1,40})(?:&|$)/.exec(text)?.[1];
  const form = parseFields(text, charset);
  readPayload(form.value);
  return form;
}

/**
 * A query, without its question mark, by the rule of forms. One with too many fields is not taken
 * apart: all of it stands under the empty name.
 */
export function readQuery(query: string): JsonObject {
  if (query === '') return {};
  const bytes = Buffer.from(query);
  try {
    requireFew(bytes);
  } catch {
    return { '': query };
  }
  return parseFields(bytes.toString('latin1'), undefined).value;
}

function requireFew(bytes: Buffer): void {
  let fields = 0;
  for (let at = bytes.indexOf(AMPERSAND); at !== -1; at = bytes.indexOf(AMPERSAND, at + 1)) {
    fields += 1;
    if (fields >= BODY_LIMITS.fields) {
      throw new Unreadable('limit', `it has more than ${String(BODY_LIMITS.fields)} fields`);
    }
  }
}

/** `text` holds one character a byte. */
function parseFields(text: string, charset: string | undefined): Form {
  const decode = decoderOf(charset);
  const fields = new Fields();
  let undecoded: string | undefined;
  const read = (raw: string): string => {
    const plain = decodeField(raw, decode);
    if (plain !== undefined) return plain;
    undecoded ??= raw;
    return asSent(raw);
  };
  for (const field of text.split('&')) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    const name = equals === -1 ? field : field.slice(0, equals);
    const value = equals === -1 ? '' : field.slice(equals + 1);
    fields.add(read(name), read(value));
  }
  const value = fields.toJson();
  if (undecoded === undefined) return { value };
  const what = quoted(asSent(undecoded));
  const { fault } = new Unreadable('charset', `${what} is no text in ${charset ?? 'UTF-8'}`);
  return { value, fault };
}

/** Undefined when the bytes that a field stands for are no text in its charset. */
function decodeField(raw: string, decode: Decode | undefined): string | undefined {
  // Printable ASCII other than `%` and `+` is the same in every charset.
  if (!/[^ -$&-*,-~]/.test(raw)) return raw;
  // Decoded in place: what is written is never ahead of what is read.
  const bytes = Buffer.from(raw, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes.readUInt8(at);
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT) {
      const high = hexDigit(bytes[at + 1]);
      const low = hexDigit(bytes[at + 2]);
      if (high !== -1 && low !== -1) {
        byte = high * 16 + low;
        at += 2;
      }
    }
    bytes[length++] = byte;
  }
  return decode?.(bytes.subarray(0, length));
}

const AMPERSAND = 0x26;
const PLUS = 0x2b;
const SPACE = 0x20;
const PERCENT = 0x25;

function hexDigit(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** A field as it was sent, in characters that every charset has. */
function asSent(raw: string): string {
  return raw.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
