import { isUtf8 } from 'node:buffer';
import { parseJson, type JsonValue } from '@millrace/model';
import { faultOf, Unreadable, type BodyFault } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';

export type JsonBody =
  { ok: true; json: JsonValue; fault?: BodyFault } | { ok: false; reason: string };

/**
 * A body read as JSON text in UTF-8 (RFC 8259 §8.1), or why it is none. JSON past the bounds is
 * still JSON: it stays text, and `fault` says why.
 */
export function readJson(body: Buffer): JsonBody {
  try {
    return { ok: true, json: parseJsonBody(body) };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === 'limit') return { ok: true, json: plainText(body), fault };
    return { ok: false, reason: fault.reason };
  }
}

/** Throws Unreadable. */
export function parseJsonBody(body: Buffer): JsonValue {
  if (!isUtf8(body)) throw new Unreadable('malformed', 'it is not UTF-8');
  requireBounded(body);
  return parseJsonText(plainText(body));
}

/** `place` says where in the body the text stands. Throws Unreadable. */
export function parseJsonText(text: string, place = ''): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Unreadable('malformed', `${place}${String(error).replace(/^\w*Error: /, '')}`);
  }
}

/** A byte order mark is not part of the text. */
function plainText(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Throws Unreadable when JSON nests too deep or holds too many values. Looks at the bytes before
 * anything is built of them: about 1 ms a MB. What is no JSON passes or not, the parser will tell.
 */
export function requireBounded(body: Uint8Array): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      at += 1;
      for (; at < body.length && body[at] !== QUOTE; at += 1) if (body[at] === BACKSLASH) at += 1;
    } else if (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values += 1;
      if (values > BODY_LIMITS.values) {
        throw new Unreadable('limit', `it holds more than ${String(BODY_LIMITS.values)} values`);
      }
      if (byte === COMMA) continue;
      depth += 1;
      if (depth > BODY_LIMITS.depth) {
        throw new Unreadable('limit', `it nests more than ${String(BODY_LIMITS.depth)} deep`);
      }
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
}
