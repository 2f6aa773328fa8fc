import { isUtf8 } from 'node:buffer';
import { nestsWithin, parseJson, type JsonValue } from '@millrace/model';
import type { FileContent } from './request-body.ts';

/** Answers nested deeper stay text: code that walks them must not run out of stack. */
const MAX_DEPTH = 100;

type Headers = Readonly<Record<string, string>>;

/**
 * A body as JSON or text by its declared type and charset, or as a file when it is neither: bytes that
 * are not the text they claim to be are kept, never replaced.
 */
export function readBody(
  bytes: Buffer,
  headers: Headers,
  url: URL,
): { body: JsonValue; file?: FileContent; text?: string } {
  if (bytes.length === 0) return { body: null };
  const type = headers['content-type'] ?? '';
  const text = BINARY.test(type) && !TEXT.test(type) ? undefined : decoded(bytes, type);
  if (text !== undefined) return { body: JSON_TYPE.test(type) ? jsonOf(text) : text, text };
  return { body: null, file: fileOf(bytes, headers, url) };
}

/** A body as a file, by the type and the name that the answer gives it. */
export function fileOf(bytes: Buffer, headers: Headers, url: URL): FileContent {
  const type =
    /^[\w.+-]+\/[\w.+-]+/.exec(headers['content-type'] ?? '')?.[0] ?? 'application/octet-stream';
  return { name: nameOf(headers, url), type: type.toLowerCase(), bytes };
}

const JSON_TYPE = /^[\w.+-]+\/([\w.-]+\+)?json\b/i;
/** Known to be text whatever its bytes look like. */
const TEXT = /^text\/|[/+](json|xml|yaml|javascript|x-www-form-urlencoded)\b|;\s*charset=/i;
/** Never text, not even when its bytes happen to be: the same call always gives the same kind. */
const BINARY =
  /^(image|audio|video|font|model)\/|^[\w-]+\/(octet-stream|pdf|zip|gzip|x-tar|x-7z-compressed|vnd\.)/i;

function jsonOf(text: string): JsonValue {
  try {
    const value = parseJson(text);
    return nestsWithin(value, MAX_DEPTH) ? value : text;
  } catch {
    return text;
  }
}

/** The text, by its byte order mark, its declared charset, or what it says of itself; undefined for bytes that are none. */
function decoded(bytes: Buffer, type: string): string | undefined {
  const charset = markOf(bytes) ?? charsetOf(type) ?? charsetInside(bytes, type);
  if (charset === undefined || /^utf-?8$/i.test(charset)) {
    if (!isUtf8(bytes) || (!TEXT.test(type) && hasControls(bytes))) return undefined;
    return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0);
  }
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    const unknown = error instanceof RangeError;
    return unknown && isUtf8(bytes) ? bytes.toString() : undefined;
  }
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

function charsetOf(type: string): string | undefined {
  return /;\s*charset\s*=\s*["']?\s*([\w:.+-]+)/i.exec(type)?.[1];
}

/** XML and HTML may declare it in their first lines. */
function charsetInside(bytes: Buffer, type: string): string | undefined {
  if (!/xml|html/i.test(type)) return undefined;
  const head = bytes.toString('latin1', 0, 1_024);
  const xml = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w:.-]+)/i.exec(head);
  return (xml ?? /<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w:.-]+)/i.exec(head))?.[1];
}

/** Control characters that text does not have, in its beginning. */
function hasControls(bytes: Buffer): boolean {
  return bytes.subarray(0, 4_096).some((byte) => byte < 9 || (byte > 13 && byte < 27));
}

const LONGEST_NAME = 200;

/** The name of the file, from `Content-Disposition` (RFC 6266) or the end of the URL. */
function nameOf(headers: Headers, url: URL): string {
  const disposition = headers['content-disposition'] ?? '';
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  const [, quoted, token] =
    /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  const given =
    extended === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? token) : percentDecoded(extended);
  const name = given ?? percentDecoded(url.pathname.split('/').at(-1) ?? '');
  const plain = name.replace(/^.*[/\\]/s, '').replace(/\p{Cc}/gu, '');
  return plain === '' || plain === '.' || plain === '..' ? 'answer' : plain.slice(0, LONGEST_NAME);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
