import {
  encode,
  isJsonNumber,
  isJsonObject,
  type AppError,
  type CodePrepared,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { isFile, type CallFiles } from './files.ts';
import { writePairs } from './form-pairs.ts';
import { membersOf, printed, wrong } from './input-values.ts';
import { jsonTextFault } from './json-text.ts';

type Headers = Readonly<Record<string, string>>;
type Body = NonNullable<CodePrepared['body']>;
type Parts = Extract<Body, { parts: unknown }>['parts'];

/** How a body is written. */
type Kind =
  'none' | 'json' | 'form' | 'multipart' | 'ndjson' | 'other' | 'text' | 'xml' | 'graphql' | 'file';

/** What is sent, and how it says what it is. */
interface Content {
  kind: Kind;
  /** What is declared, or goes without saying for the kind; empty when neither. */
  type: string;
  body: JsonValue;
  style: JsonValue | undefined;
  files: CallFiles;
}

/** What goes without saying when nobody declares a type. */
const USUAL: Partial<Record<Kind, string>> = {
  json: 'application/json',
  graphql: 'application/json',
  xml: 'application/xml; charset=utf-8',
  ndjson: 'application/x-ndjson',
  text: 'text/plain; charset=utf-8',
};

/**
 * The body of a call and the headers that go with it: as `body_as` says, or else as its Content-Type
 * declares it. Without either, text is sent as it is, a file with its own type, and all else as JSON. Throws
 * INPUT_INVALID for a body that is not what it should be.
 */
export function bodyOf(
  input: JsonObject,
  headers: Headers,
  files: CallFiles,
): { body: Body | undefined; headers: Headers } {
  const { body = null, body_as: asked, style } = input;
  if (body === null || body === '') return { body: undefined, headers };
  const { 'content-type': declared = '', ...others } = headers;
  const kind = KINDS.find((one) => one === asked) ?? kindOf(declared);
  const content = { kind, type: declared, body, style, files };
  if (kind === 'multipart' && typeof body !== 'string') {
    if (declared !== '' && kindOf(declared) !== 'multipart') throw mismatch(content);
    return { body: { parts: partsOf(content) }, headers: others };
  }
  const type = declared === '' ? (USUAL[kind] ?? '') : declared;
  return { body: plainBody({ ...content, body: asGraphql(input, kind), type }), headers };
}

/** Those that can be asked for. */
const KINDS: readonly Kind[] = [
  ...(['json', 'form', 'multipart', 'ndjson', 'text', 'xml', 'graphql', 'file'] as const),
];

function kindOf(type: string): Kind {
  const name = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (name === '') return 'none';
  if (name === 'multipart/form-data') return 'multipart';
  if (name === 'application/x-www-form-urlencoded') return 'form';
  if (/\/(x-)?(ndjson|jsonl|json-lines)$/.test(name)) return 'ndjson';
  // Also application/problem+json and application/x-amz-json-1.1.
  return /[/+.-]json(?![a-z])(?!-seq)/.test(name) ? 'json' : 'other';
}

/** A query alone, or the whole of what is sent for one. */
function asGraphql({ body = null, variables }: JsonObject, kind: Kind): JsonValue {
  if (kind !== 'graphql') return body;
  const whole = typeof body === 'string' ? { query: body } : body;
  if (!isJsonObject(whole) || typeof whole['query'] !== 'string') {
    throw wrong(
      ['body'],
      'body is no GraphQL: it takes the text of a query, or an object with it.',
    );
  }
  return variables === undefined || variables === null ? whole : { ...whole, variables };
}

/** Kinds whose values are data and never files. */
const DATA: readonly Kind[] = ['json', 'form', 'ndjson', 'graphql'];

function plainBody(content: Content): Body {
  const { kind, type, body, files } = content;
  if (isFile(body) && !DATA.includes(kind)) {
    return { file: files.handle(['body'], body), type: type === '' ? undefined : type };
  }
  if (kind === 'file') throw mismatch(content);
  if (typeof body === 'string') return textBody(content, body);
  return kind === 'none' || kind === 'json' || kind === 'graphql'
    ? { json: body, type: type === '' ? 'application/json' : type }
    : structuredBody(content);
}

/** Of what is no text. */
function structuredBody(content: Content): Body {
  const { kind, type, body, style } = content;
  if (isScalar(body) && (kind === 'other' || kind === 'text')) return { text: printed(body), type };
  if (kind === 'ndjson' && Array.isArray(body)) {
    return { text: body.map((item) => `${JSON.stringify(item)}\n`).join(''), type };
  }
  if (!isJsonObject(body)) throw mismatch(content);
  if (kind === 'form') return { form: writePairs('body', body, style) };
  const xml = kind === 'xml' ? encode('xml', body) : undefined;
  if (typeof xml === 'string') return encoded(content, xml);
  throw mismatch(content);
}

/** A number or true or false; text is dealt with before. */
function isScalar(body: JsonValue): boolean {
  return typeof body === 'boolean' || isJsonNumber(body);
}

function textBody(content: Content, text: string): Body {
  const { kind, type } = content;
  if (kind === 'none') return { text, type: 'text/plain; charset=utf-8' };
  if (kind === 'json') {
    const fault = jsonTextFault(text);
    if (fault === undefined) return { text, type };
    const advice = 'Give the body as an object, so that values are quoted by themselves.';
    const why = `although ${type === USUAL.json ? 'it is sent as JSON' : 'Content-Type says so'}`;
    throw wrong(['body'], `body is text that is no JSON, ${why}: ${fault}. ${advice}`);
  }
  if (kind === 'multipart') {
    const boundary = /;\s*boundary="?([^";]+)/i.exec(type)?.[1];
    if (boundary === undefined || !text.includes(`--${boundary}`)) throw mismatch(content);
  }
  if (kind === 'form' && type === '') {
    return { text, type: 'application/x-www-form-urlencoded' };
  }
  return encoded(content, text);
}

/** Text in the declared charset: UTF-8, or one of the few others that can be written. */
function encoded({ type, files }: Content, text: string): Body {
  const charset = /;\s*charset\s*=\s*"?([\w:.-]+)/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
  if (/^(utf-?8|unicode-1-1-utf-8)$/.test(charset)) return { text, type };
  const asFile = (bytes: Buffer): Body => ({
    file: files.add({ name: 'body', type, bytes }),
    type,
  });
  if (charset === 'utf-16le') return asFile(Buffer.from(text, 'utf16le'));
  const most = { 'us-ascii': 0x7f, 'iso-8859-1': 0xff, latin1: 0xff }[charset];
  if (most === undefined)
    throw wrong(['headers'], `Text cannot be written in the charset ${charset}; use utf-8.`);
  const strange = Array.from(text).find((sign) => (sign.codePointAt(0) ?? 0) > most);
  if (strange === undefined) return asFile(Buffer.from(text, 'latin1'));
  throw wrong(
    ['body'],
    `body has the character "${strange}", which ${charset} does not have; use utf-8.`,
  );
}

/** One part for each value; a list gives its name once for each item. */
function partsOf(content: Content): Parts {
  const { body, style, files } = content;
  if (!isJsonObject(body) || isFile(body)) throw mismatch(content);
  return membersOf(body).flatMap(([name, member]) =>
    (Array.isArray(member) && member.some(isFile) ? member : [member]).flatMap((value): Parts => {
      if (isFile(value)) return [{ name, file: files.handle(['body', name], value) }];
      const pairs = writePairs('body', { [name]: value }, style);
      return pairs.map(([key, text]) => ({ name: key, value: text }));
    }),
  );
}

function mismatch({ kind, type, body }: Content): AppError {
  const found =
    typeof body === 'string'
      ? 'text'
      : Array.isArray(body)
        ? 'a list'
        : isJsonObject(body)
          ? 'an object'
          : 'a value';
  const says = kindOf(type) === kind ? `Content-Type says ${type}` : `it is sent as ${kind}`;
  const wanted =
    WANTED[kind] + (kind === 'multipart' ? `, and no Content-Type of another kind` : '');
  return wrong(['body'], `body is ${found}, but ${says}, which takes ${wanted}.`);
}

const WANTED: Readonly<Record<Kind, string>> = {
  none: 'anything',
  json: 'anything',
  graphql: 'the text of a query, or an object with it',
  form: 'an object of fields, or text that is a form already',
  multipart: 'an object of fields and files',
  ndjson: 'a list, or text with one JSON value a line',
  xml: 'an object, text or a file',
  text: 'text or a file',
  file: 'a file',
  other: 'text or a file',
};
