import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { AppError, parseJson, type JsonValue } from '@millrace/model';
import type { RawAnswer } from './exchange.ts';

/** The answer to a call, whatever its status. */
export interface HttpResponse {
  status: number;
  /** Names in lower case; values of repeated ones are joined with a comma. */
  headers: Record<string, string>;
  /** Parsed when it is JSON, otherwise text; null when there is none. */
  body: JsonValue;
}

/** Answers nested deeper stay text: code that walks them must not run out of stack. */
const MAX_DEPTH = 100;

/**
 * We ask for plain answers, but not every server cares. The limit holds for the inflated size, and
 * only for one layer: layers of layers are an attack.
 */
const INFLATE: Readonly<Record<string, (bytes: Buffer, limit: number) => Promise<Buffer>>> = {
  gzip: (bytes, limit) => promisify(gunzip)(bytes, { maxOutputLength: limit }),
  deflate: (bytes, limit) => promisify(inflate)(bytes, { maxOutputLength: limit }),
  br: (bytes, limit) => promisify(brotliDecompress)(bytes, { maxOutputLength: limit }),
};

/** Reads what came back. Throws ANSWER_TOO_LARGE and ANSWER_UNREADABLE. */
export async function readAnswer(
  app: string,
  answer: RawAnswer,
  limit: number,
): Promise<HttpResponse> {
  const headers = plainHeaders(answer.headers);
  const encoding = headers['content-encoding'];
  const bytes =
    encoding === undefined ? answer.bytes : await inflated(app, answer.bytes, encoding, limit);
  return { status: answer.status, headers, body: parseBody(bytes, headers) };
}

function plainHeaders(headers: RawAnswer['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(headers)) {
    // Such a header would set the prototype instead of a member.
    if (name !== '__proto__') plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

async function inflated(
  app: string,
  bytes: Buffer,
  encoding: string,
  limit: number,
): Promise<Buffer> {
  const name = encoding.trim().toLowerCase().replace(/^x-/, '');
  if (bytes.length === 0 || name === 'identity' || name === '') return bytes;
  const inflate = Object.hasOwn(INFLATE, name) ? INFLATE[name] : undefined;
  if (inflate === undefined) throw unreadable(app, `its encoding ${name.slice(0, 60)} is unknown`);
  try {
    return await inflate(bytes, limit);
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    if (tooLarge) throw new AppError('ANSWER_TOO_LARGE', { app, limit });
    throw unreadable(app, `it says that it is compressed (${name}) but is not`);
  }
}

function unreadable(app: string, reason: string): AppError {
  return new AppError('ANSWER_UNREADABLE', { app, reason });
}

function parseBody(bytes: Buffer, headers: Readonly<Record<string, string>>): JsonValue {
  if (bytes.length === 0) return null;
  const type = headers['content-type'] ?? '';
  const text = decoded(bytes, type);
  if (!/^[\w.+-]+\/([\w.-]+\+)?json\b/i.test(type)) return text;
  try {
    const value = parseJson(text);
    return isJson(value) ? value : text;
  } catch {
    return text;
  }
}

function decoded(bytes: Buffer, type: string): string {
  const charset = /;\s*charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  // The same for what is valid and has no mark in front, at a fraction of the cost.
  if (/^utf-?8$/i.test(charset) && isUtf8(bytes) && bytes[0] !== 0xef) return bytes.toString();
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset nobody knows.
    return new TextDecoder().decode(bytes);
  }
}

function isJson(value: unknown, depth = 0): value is JsonValue {
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((member) => isJson(member, depth + 1));
}
