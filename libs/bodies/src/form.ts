import type { JsonObject } from '@millrace/model';
import { quoted, Unreadable, type BodyFault } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';
import { decoderOf } from './charset.ts';
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
  const charset = declared ?? charsetNamed(text);
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

function charsetNamed(text: string): string | undefined {
  // Looking for the plain text first takes a hundredth of the time.
  if (!text.includes('_charset_=')) return undefined;
  return /(?:^|&)_charset_=([\w.:-]{1,40})(?:&|$)/.exec(text)?.[1];
}

/** `text` holds one character a byte. */
function parseFields(text: string, charset: string | undefined): Form {
  const decode = fieldDecoder(text, charset);
  const fields = new Fields();
  let undecoded: string | undefined;
  const read = (raw: string): string => {
    const plain = decode(raw);
    if (plain !== undefined) return plain;
    undecoded ??= raw;
    return asSent(raw);
  };
  for (let at = 0; at < text.length;) {
    const ampersand = text.indexOf('&', at);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > at) {
      const equals = equalsOf(text, at, end);
      fields.add(read(text.slice(at, equals)), read(text.slice(equals + 1, end)));
    }
    at = end + 1;
  }
  const value = fields.toJson();
  if (undecoded === undefined) return { value };
  const what = quoted(asSent(undecoded));
  const { fault } = new Unreadable('charset', `${what} is no text in ${charset ?? 'UTF-8'}`);
  return { value, fault };
}

/** Where the name of a field ends. It is looked for in the field alone, which may have none. */
function equalsOf(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== EQUALS) at += 1;
  return at;
}

/** Printable ASCII other than `%` and `+` is the same in every charset. */
const ENCODED = /[^ -$&-*,-~]/;

/** Gives undefined for a field when the bytes that it stands for are no text in the charset. */
function fieldDecoder(
  text: string,
  charset: string | undefined,
): (raw: string) => string | undefined {
  if (!ENCODED.test(text)) return (raw) => raw;
  const decode = decoderOf(charset);
  let scratch = Buffer.allocUnsafe(256);
  return (raw) => {
    if (!ENCODED.test(raw)) return raw;
    // One buffer for all fields: one each would cost more than all else that is done with them.
    if (raw.length > scratch.length) scratch = Buffer.allocUnsafe(raw.length * 2);
    return decode?.(scratch.subarray(0, writeDecoded(raw, scratch)));
  };
}

/** The bytes that a field stands for, which are never more than it has; gives how many. */
function writeDecoded(raw: string, bytes: Buffer): number {
  let length = 0;
  for (let at = 0; at < raw.length; at += 1) {
    let byte = raw.charCodeAt(at);
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT) {
      const high = hexDigit(raw.charCodeAt(at + 1));
      const low = hexDigit(raw.charCodeAt(at + 2));
      if (high !== -1 && low !== -1) {
        byte = high * 16 + low;
        at += 2;
      }
    }
    bytes[length++] = byte;
  }
  return length;
}

const EQUALS = 0x3d;
const AMPERSAND = 0x26;
const PLUS = 0x2b;
const SPACE = 0x20;
const PERCENT = 0x25;

/** -1 for what is none, NaN among it: the end of a field. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** A field as it was sent, in characters that every charset has. */
function asSent(raw: string): string {
  return raw.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
