import { isJsonObject, type JsonValue } from '@millrace/model';

/** Stands in the place of a secret. */
export const HIDDEN = '[hidden]';
/** Shorter values stand in too many texts by chance. */
const SHORTEST = 6;

/** Hides what must not be read in a text. */
export type Redact = (text: string) => string;

/** Hides secrets in a text: as they are, and in the encodings they travel in. */
export function redactor(secrets: readonly string[]): Redact {
  if (secrets.length === 0) return asItIs;
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((hidden, form) => hidden.replaceAll(form, HIDDEN), text);
}

const asItIs: Redact = (text) => text;

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

/** As JSON text, also in ASCII alone, with slashes escaped, and as text inside of JSON text. */
function jsonForms(secret: string): string[] {
  const json = inJson(secret);
  const ascii = json.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const forms = [json, ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
  return [...forms, ...forms.map(inJson)];
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
