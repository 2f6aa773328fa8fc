import { createHash } from 'node:crypto';
import type { FileContent } from '../http/request-body.ts';
import { named } from '../wire/unwritable.ts';
import {
  cannotEncode,
  isFileContent,
  isRecord,
  requireText,
  type Encodable,
} from './codec-value.ts';
import { addressHeader, header } from './mime-headers.ts';

const MEMBERS = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'text',
  'html',
  'headers',
  'attachments',
]);

/** What the message writes itself. */
const OURS = /^(?:from|to|cc|bcc|subject|mime-version|content-.*)$/i;

/**
 * A mail message (RFC 5322, 2045) of `{ from, to, cc, bcc, subject, text, html, headers,
 * attachments }`, all optional: text and HTML are alternatives, attachments are files. Addresses are
 * texts such as `Ada <ada@example.org>, b@example.org`, objects with `address` and `name`, or lists of
 * these. All of it is ASCII. The same value gives the same message: Date and Message-ID are left to
 * the application that sends it, unless `headers` has them; Bcc stands in it, as APIs such as Gmail's
 * read it from there and take it out.
 *
 * Throws VALUE_UNWRITABLE for unknown members, for what is no address, and for line breaks in headers.
 */
export function mime(value: Encodable): string {
  if (!isRecord(value)) throw cannotEncode('mail message', 'it takes an object');
  const unknown = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined)
    throw cannotEncode('mail message', `it has no member ${named(unknown)}`);
  const lines = [...addressHeaders(value), ...otherHeaders(value), 'MIME-Version: 1.0'];
  return `${lines.join('\r\n')}\r\n${bodyOf(value)}`;
}

type Message = Readonly<Record<string, Encodable>>;

function addressHeaders(message: Message): string[] {
  return ['From', 'To', 'Cc', 'Bcc'].flatMap((name) => {
    const value = message[name.toLowerCase()] ?? null;
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    return isEmpty ? [] : [addressHeader(name, value)];
  });
}

function otherHeaders({ subject = null, headers = null }: Message): string[] {
  const lines = subject === null ? [] : [header('Subject', requireText(subject, 'mail message'))];
  if (headers === null) return lines;
  if (!isRecord(headers)) throw cannotEncode('mail message', '"headers" takes an object');
  for (const [name, value] of Object.entries(headers)) {
    if (OURS.test(name))
      throw cannotEncode('mail message', `the header ${named(name)} has its own place`);
    if (value !== null) lines.push(header(name, requireText(value, 'mail message')));
  }
  return lines;
}

/** Its own headers, an empty line, its content. */
type Part = string;

function bodyOf({ text = null, html = null, attachments = null }: Message): Part {
  const bodies: Part[] = [];
  if (text !== null || html === null) bodies.push(textPart('plain', text ?? ''));
  if (html !== null) bodies.push(textPart('html', html));
  const body = joined('alternative', bodies);
  const files = attachments === null ? [] : [attachments].flat().map(filePart);
  return joined('mixed', [body, ...files]);
}

/** The boundary is a hash of the parts, which none of them can hold. */
function joined(kind: 'alternative' | 'mixed', parts: readonly Part[]): Part {
  const [only, second] = parts;
  if (only !== undefined && second === undefined) return only;
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
  const boundary = `=_${kind}_${hash}`;
  const content = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n${content}--${boundary}--\r\n`;
}

/** As it is when every mail server passes it on unchanged, otherwise in base64. */
function textPart(kind: 'plain' | 'html', value: Encodable): Part {
  const text = requireText(value, 'mail message').replace(/\r\n|\r|\n/g, '\r\n');
  if (!text.isWellFormed()) throw cannotEncode('mail message', 'its text holds half a character');
  const isPlain = /^[\t\r\n\x20-\x7e]*$/.test(text) && !/[^\r\n]{77}|^From |[\t ]$/m.test(text);
  const head = `Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: `;
  return isPlain
    ? `${head}7bit\r\n\r\n${text}`
    : `${head}base64\r\n\r\n${lines(Buffer.from(text))}`;
}

/** Multipart and message types must not be in base64 (RFC 2046 §5), so that they go as mere bytes. */
const TYPE =
  /^(?!multipart\/|message\/)[\w.+-]{1,60}\/[\w.+-]{1,100}(?:; ?[\w-]{1,40}=[\w.+-]{1,100}){0,4}$/i;

function filePart(file: Encodable): Part {
  if (!isFileContent(file))
    throw cannotEncode('mail message', '"attachments" takes a list of files');
  const type = TYPE.test(file.type) ? file.type : 'application/octet-stream';
  const head = `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n`;
  return `${head}Content-Disposition: attachment;${fileName(file)}\r\n\r\n${lines(file.bytes)}`;
}

/** RFC 2231, in numbered pieces as lines are short; the plain one is for readers that do not know it. */
function fileName({ name }: FileContent): string {
  const whole = name
    .toWellFormed()
    .replace(/\p{Cc}/gu, '_')
    .slice(0, 255);
  if (/^[\w. -]{1,60}$/.test(whole)) return `\r\n filename="${whole}"`;
  const plain = whole.replace(/[^\w. -]/g, '_').slice(0, 60);
  const encoded = encodeURIComponent(whole.toWellFormed()).replace(/['()*!]/g, escaped);
  const pieces = encoded.match(/(?:%..|[^%]){1,20}/g) ?? [];
  const numbered = pieces.map(
    (piece, at) => `\r\n filename*${at}*=${at === 0 ? "UTF-8''" : ''}${piece}`,
  );
  return `\r\n filename="${plain}";${numbered.join(';')}`;
}

function escaped(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

function lines(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');
}
