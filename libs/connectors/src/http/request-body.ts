import {
  isJsonNumber,
  isJsonObject,
  type FileRoom,
  type FormPart,
  type JsonValue,
  type RequestBody,
} from '@millrace/connector-kit';
import { contentOf, isFile } from './files.ts';
import { pairsOf } from './form-pairs.ts';
import { membersOf, printed, wrong } from './input-values.ts';
import { jsonTextFault } from './json-text.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * The body of a call as its Content-Type declares it, and the headers that go with it. Without one,
 * text is sent as it is, a file with its own type, and all else as JSON. Throws INPUT_INVALID for a
 * body that is not what the header says.
 */
export async function bodyOf(
  body: JsonValue | undefined,
  headers: Headers,
  files: FileRoom | undefined,
): Promise<{ body: RequestBody | undefined; headers: Headers }> {
  if (body === undefined || body === null || body === '') return { body: undefined, headers };
  const declared = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  const type = declared?.[1] ?? '';
  const kind = kindOf(type);
  if (kind === 'multipart' && typeof body !== 'string') {
    const others = Object.entries(headers).filter(([name]) => name !== declared?.[0]);
    return { body: { parts: await partsOf(body, files) }, headers: Object.fromEntries(others) };
  }
  return { body: await plainBody(kind, type, body, files), headers };
}

type Kind = 'none' | 'json' | 'form' | 'multipart' | 'lines' | 'other';

function kindOf(type: string): Kind {
  const name = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (name === '') return 'none';
  if (name === 'multipart/form-data') return 'multipart';
  if (name === 'application/x-www-form-urlencoded') return 'form';
  if (/\/(x-)?(ndjson|jsonl|json-lines)$/.test(name)) return 'lines';
  // Also application/problem+json and application/x-amz-json-1.1.
  return /[/+.-]json(?![a-z])(?!-seq)/.test(name) ? 'json' : 'other';
}

async function plainBody(
  kind: Kind,
  type: string,
  body: JsonValue,
  files: FileRoom | undefined,
): Promise<RequestBody> {
  if (isFile(body) && kind !== 'json' && kind !== 'form' && kind !== 'lines') {
    const content = await contentOf(['body'], body, files);
    return { bytes: content.bytes, type: content.type };
  }
  if (typeof body === 'string') return textBody(kind, type, body);
  if (kind === 'none' || kind === 'json') return { json: body };
  if (kind === 'form' && isJsonObject(body)) return { form: pairsOf('body', body) };
  if (kind === 'lines' && Array.isArray(body)) {
    return { text: body.map((item) => `${JSON.stringify(item)}\n`).join(''), type };
  }
  if (kind === 'other' && isScalar(body)) return { text: printed(body), type };
  throw mismatch(type, body);
}

/** A number or true or false; text is dealt with before. */
function isScalar(body: JsonValue): boolean {
  return typeof body === 'boolean' || isJsonNumber(body);
}

function textBody(kind: Kind, type: string, body: string): RequestBody {
  if (kind === 'none') return { text: body, type: 'text/plain; charset=utf-8' };
  if (kind === 'json') {
    const fault = jsonTextFault(body);
    if (fault === undefined) return { text: body, type };
    const advice = 'Give the body as an object, so that values are quoted by themselves.';
    throw wrong(
      ['body'],
      `body is text that is no JSON, although Content-Type says so: ${fault}. ${advice}`,
    );
  }
  if (kind === 'multipart') {
    const boundary = /;\s*boundary="?([^";]+)/i.exec(type)?.[1];
    if (boundary === undefined || !body.includes(`--${boundary}`)) throw mismatch(type, body);
  }
  return encoded(type, body);
}

/** Text in the declared charset: UTF-8, or one of the few others that can be written. */
function encoded(type: string, text: string): RequestBody {
  const charset = /;\s*charset\s*=\s*"?([\w:.-]+)/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
  if (/^(utf-?8|unicode-1-1-utf-8)$/.test(charset)) return { text, type };
  if (charset === 'utf-16le') return { bytes: Buffer.from(text, 'utf16le'), type };
  const most = { 'us-ascii': 0x7f, 'iso-8859-1': 0xff, latin1: 0xff }[charset];
  if (most === undefined)
    throw wrong(['headers'], `Text cannot be written in the charset ${charset}; use utf-8.`);
  const strange = Array.from(text).find((sign) => (sign.codePointAt(0) ?? 0) > most);
  if (strange === undefined) return { bytes: Buffer.from(text, 'latin1'), type };
  throw wrong(
    ['body'],
    `body has the character "${strange}", which ${charset} does not have; use utf-8.`,
  );
}

/** One part for each value; a list gives its name once for each item. */
async function partsOf(body: JsonValue, files: FileRoom | undefined): Promise<FormPart[]> {
  if (!isJsonObject(body) || isFile(body)) throw mismatch('multipart/form-data', body);
  const parts: FormPart[] = [];
  for (const [name, member] of membersOf(body)) {
    for (const value of Array.isArray(member) && member.some(isFile) ? member : [member]) {
      if (isFile(value)) parts.push({ name, file: await contentOf(['body', name], value, files) });
      else parts.push(...pairsOf('body', { [name]: value }).map(asField));
    }
  }
  return parts;
}

function asField([name, value]: readonly [string, string]): FormPart {
  return { name, value };
}

function mismatch(type: string, body: JsonValue) {
  const found =
    typeof body === 'string'
      ? 'text'
      : Array.isArray(body)
        ? 'a list'
        : isJsonObject(body)
          ? 'an object'
          : 'a value';
  const wanted = WANTED[kindOf(type)];
  return wrong(['body'], `body is ${found}, but Content-Type says ${type}, which takes ${wanted}.`);
}

const WANTED: Readonly<Record<Kind, string>> = {
  none: 'anything',
  json: 'anything',
  form: 'an object of fields, or text that is a form already',
  multipart: 'an object of fields and files',
  lines: 'a list, or text with one JSON value a line',
  other: 'text or a file',
};
