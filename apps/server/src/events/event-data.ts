import { isUtf8 } from 'node:buffer';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '@millrace/model';
import type { StoredEvent } from './event.ts';

/** How a body reads, decided by its content type alone. */
export type BodyKind = 'json' | 'form' | 'text' | 'empty';

const MAX_FORM_DEPTH = 8;

/** The kind of a body, from its Content-Type. */
export function bodyKind(contentType: string | undefined, body: Buffer): BodyKind {
  if (body.length === 0) return 'empty';
  const media = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (media === 'application/json' || media.endsWith('+json')) return 'json';
  if (media === 'application/x-www-form-urlencoded') return 'form';
  return 'text';
}

/**
 * What mappings see under `trigger`. A body that is not what its type says stays text. `parsed` is
 * the body when somebody has read it as JSON already.
 */
export function triggerData(event: StoredEvent, parsed?: { json: JsonValue }): JsonObject {
  const headers = headerObject(event.headers);
  return {
    body: parsed === undefined ? readBody(headers['content-type'], event.body) : parsed.json,
    headers,
    query: event.query === '' ? {} : Object.fromEntries(new URLSearchParams(event.query)),
    method: event.method,
    received_at: event.receivedAt.toISOString(),
    event_id: event.id,
  };
}

export type JsonBody = { ok: true; json: JsonValue } | { ok: false; reason: string };

/** A body read as JSON text in UTF-8 (RFC 8259 §8.1), or why it is none. */
export function readJson(body: Buffer): JsonBody {
  if (!isUtf8(body)) return { ok: false, reason: 'it is not UTF-8' };
  try {
    return { ok: true, json: parseJson(plainText(body)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be parsed';
    return { ok: false, reason: printable(reason).slice(0, 120) };
  }
}

/** A byte order mark is not part of the text. */
function plainText(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The parser quotes what it stumbled over; PostgreSQL's text holds no U+0000. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u00b7').toWellFormed();
}

/** Header names in lower case; repeated ones joined with a comma (RFC 9110 §5.3). */
export function headerObject(
  pairs: readonly (readonly [string, string])[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    // Assigning it would set the prototype.
    if (key === '__proto__') continue;
    const earlier = headers[key];
    headers[key] =
      earlier === undefined || !Object.hasOwn(headers, key) ? value : `${earlier}, ${value}`;
  }
  return headers;
}

/** The Content-Type among header pairs, if there is one. */
export function contentTypeOf(pairs: readonly (readonly [string, string])[]): string | undefined {
  return pairs.find(([name]) => name.length === 12 && name.toLowerCase() === 'content-type')?.[1];
}

/** A body as mappings see it: JSON, form fields as an object, otherwise text. */
function readBody(contentType: string | undefined, body: Buffer): JsonValue {
  const kind = bodyKind(contentType, body);
  if (kind === 'empty') return null;
  const text = plainText(body);
  if (kind === 'form') return readForm(text);
  if (kind === 'json' || looksLikeJson(text)) return tryJson(text);
  return text;
}

/** Senders without a content type still mostly send JSON. */
function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function tryJson(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Form fields, with `a[b][c]=1` as nested objects and `a[]=1` as lists. */
function readForm(text: string): JsonObject {
  const form: JsonObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    assign(form, keysOf(name), value);
  }
  return form;
}

function keysOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return [name];
  const keys = name.slice(open + 1, -1).split('][');
  return keys.length >= MAX_FORM_DEPTH ? [name] : [name.slice(0, open), ...keys];
}

function assign(target: JsonObject, keys: readonly string[], value: string): void {
  const [key = '', next, ...rest] = keys;
  if (next === undefined) return define(target, key, value);
  const present = Object.hasOwn(target, key) ? target[key] : undefined;
  if (next === '' && rest.length === 0) {
    define(target, key, Array.isArray(present) ? [...present, value] : [value]);
    return;
  }
  const inner = isJsonObject(present) ? present : {};
  assign(inner, [next, ...rest], value);
  define(target, key, inner);
}

/** An own property whatever its name: `__proto__` is data here. */
function define(target: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
