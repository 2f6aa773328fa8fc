import { isJsonObject, type JsonValue } from '@millrace/model';

/** Stands in the place of a secret. */
export const HIDDEN = '[hidden]';
/** Shorter values stand in too many texts by chance. */
const SHORTEST = 6;

/** Hides what must not be read in a text. */
export type Redact = (text: string) => string;

/** Stands behind the beginning of a text that was cut. */
const CUT = '…';

/**
 * Hides secrets in a text: as they are, in the encodings they travel in, and in part where the text was
 * cut in the middle of one. A text without any comes back as it is.
 */
export function redactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(partsOf).flatMap(formsOf))]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  if (forms.length === 0) return asItIs;
  return (text) => {
    let hidden = text;
    for (const form of forms) hidden = hidden.replaceAll(form, HIDDEN);
    return hidden.includes(CUT) ? withoutBeginnings(hidden, forms) : hidden;
  };
}

const asItIs: Redact = (text) => text;

/** A secret, and what of a secret address is secret by itself: applications give back its path alone, too. */
function partsOf(secret: string): string[] {
  if (secret.length < SHORTEST) return [];
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null;
  if (url === null) return [secret];
  const path = url.pathname + url.search;
  const parts = [path, ...path.split(/[/?&=]/)].filter((part) => part.length >= SHORTEST_PART);
  return [secret, url.href, ...parts, ...parts.map(decoded)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Shorter ones are words, such as `webhooks`. */
const SHORTEST_PART = 16;

/** Removes the beginnings of secrets that a cut left at the end of a text. */
function withoutBeginnings(text: string, forms: readonly string[]): string {
  let hidden = text;
  for (const form of forms) {
    const start = form.slice(0, SHORTEST);
    for (let at = hidden.indexOf(start); at !== -1; at = hidden.indexOf(start, at + 1)) {
      const length = hidden.slice(at, at + form.length).indexOf(CUT);
      if (length === -1 || !form.startsWith(hidden.slice(at, at + length))) continue;
      hidden = hidden.slice(0, at) + HIDDEN + hidden.slice(at + length);
    }
  }
  return hidden;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const encoded = [form, encodeURIComponent(secret)];
  return [
    ...new Set([
      ...[secret, hex, hex.toUpperCase(), ...encoded, ...encoded.map(inSmallLetters)],
      ...jsonForms(secret),
      ...htmlForms(secret),
      ...base64Cores(bytes),
    ]),
  ];
}

function inSmallLetters(encoded: string): string {
  return encoded.replaceAll(/%../g, (code) => code.toLowerCase());
}

/**
 * As JSON text, also in ASCII alone, with slashes escaped, and as text inside of JSON text: an application that
 * repeats a JSON body as a text of its own is recorded as JSON in JSON in JSON.
 */
function jsonForms(secret: string): string[] {
  const json = inJson(secret);
  const ascii = json.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const forms = [json, ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
  const inside = forms.map(inJson);
  return [...forms, ...inside, ...inside.map(inJson)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As the usual libraries escape text for HTML. */
function htmlForms(secret: string): string[] {
  const plain = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const strict = plain.replaceAll('`', '&#x60;').replaceAll('=', '&#x3D;');
  return [
    plain,
    plain.replaceAll("'", '&#39;'),
    plain.replaceAll("'", '&#x27;'),
    strict.replaceAll("'", '&#x27;'),
  ];
}

/**
 * What stands in base64 for a secret wherever it begins in the encoded text, as in the
 * `user:password` of Basic authentication. The characters at its ends, which mix with its
 * neighbours, are left out.
 */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = Math.floor((shifted.length * 8) / 6);
    const core = shifted.toString('base64').slice(Math.ceil((offset * 8) / 6), whole);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/**
 * What a text was read as, without secrets. The text is scanned once; its value is walked only when it holds
 * one, or escapes behind which one may stand that the scan does not see.
 */
export function redactRead(value: JsonValue, text: string | undefined, hide: Redact): JsonValue {
  if (hide === asItIs) return value;
  const isClean =
    text !== undefined && !text.includes('\\u') && !text.includes('\\/') && hide(text) === text;
  return isClean ? value : redactJson(value, hide);
}

/** Headers without secrets, scanned together. */
export function redactHeaders(
  headers: Record<string, string>,
  hide: Redact,
): Record<string, string> {
  if (hide === asItIs) return headers;
  let all = '';
  for (const name in headers) all += `${name}: ${headers[name] ?? ''}\n`;
  return hide(all) === all ? headers : redactJson(headers, hide);
}

/** Hides secrets in every text and key of a JSON value. */
export function redactJson<T extends JsonValue>(value: T, hide: Redact): T;
export function redactJson(value: JsonValue, hide: Redact): JsonValue {
  if (hide === asItIs) return value;
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, hide));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [hide(key), redactJson(member, hide)]),
  );
}
