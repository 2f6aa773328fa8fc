import { AppError, parseJson, type JsonValue } from '@millrace/model';
import { readBody } from './answer-body.ts';
import type { RawAnswer } from './exchange.ts';
import { inflaterOf } from './inflate.ts';
import type { FollowedRedirect } from './redirects.ts';
import type { FileContent } from './request-body.ts';

/** The answer to a call, whatever its status. */
export interface HttpResponse {
  status: number;
  /** Names in lower case; values of repeated ones are joined with a comma. */
  headers: Record<string, string>;
  /** Parsed when it is JSON, otherwise text; null when there is none, and when it is a file. */
  body: JsonValue;
  /** A body that is no text. */
  file?: FileContent | undefined;
  /** The body as it was read; absent for a file and where it is not read. */
  text?: string | undefined;
  /** Size of the body as it came. */
  bytes?: number | undefined;
  /** The redirects that were followed, in order; absent when there was none. */
  redirects?: FollowedRedirect[] | undefined;
}

/** What the body of an answer is read as; `auto` goes by its type, and `plain` too, with XML as text. */
export type ReadAs = 'auto' | 'plain' | 'json' | 'text' | 'xml' | 'form' | 'file' | 'none';

const TYPES: Partial<Record<ReadAs, string>> = {
  json: 'application/json',
  text: 'text/plain',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  file: 'application/octet-stream',
};

/** Reads what came back from a URL. Throws ANSWER_TOO_LARGE and ANSWER_UNREADABLE. */
export async function readAnswer(
  app: string,
  url: URL,
  answer: RawAnswer,
  limit: number,
  readAs: ReadAs = 'auto',
): Promise<HttpResponse> {
  const { status } = answer;
  const headers = plainHeaders(answer.headers);
  const encoding = headers['content-encoding'];
  const bytes =
    encoding === undefined ? answer.bytes : await inflated(app, answer, encoding, limit);
  // What went wrong is told in the application's own form, whatever was asked for.
  const isDone = status >= 200 && status < 300;
  const size = { bytes: answer.bytes.length };
  if (readAs === 'none' && isDone) return { status, headers, body: null, ...size };
  const isContent = readAs === 'file' || readAs === 'none';
  const type = isContent && !isDone ? undefined : TYPES[readAs];
  const read = type === undefined ? headers : { ...headers, 'content-type': type };
  const content = readBody(bytes, read, url);
  if (readAs === 'json' && isDone && typeof content.body === 'string' && !isJsonText(bytes)) {
    throw unreadable(app, status, 'it is to be read as JSON and is none');
  }
  return { status, headers, ...content, ...size };
}

/** A text that came back is the JSON it was, or what could not be read. */
function isJsonText(bytes: Buffer): boolean {
  try {
    return typeof parseJson(bytes.toString()) === 'string';
  } catch {
    return false;
  }
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
  { bytes, status }: RawAnswer,
  encoding: string,
  limit: number,
): Promise<Buffer> {
  const name = encoding.trim().toLowerCase().replace(/^x-/, '');
  if (bytes.length === 0 || name === 'identity' || name === '') return bytes;
  const inflate = inflaterOf(name);
  if (inflate === undefined) {
    // As it was written: a secret that an application repeats is known in its own letters only.
    throw unreadable(app, status, `its encoding ${shown(encoding)} is unknown`);
  }
  try {
    return await inflate(bytes, limit);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(app, status, limit);
    throw unreadable(app, status, `it says that it is compressed (${name}) but is not`);
  }
}

function shown(encoding: string): string {
  return encoding.length <= 60 ? encoding : `${encoding.slice(0, 60)}…`;
}

/** The error of an answer that came but says nothing readable. The call itself was made. */
export function unreadable(app: string, status: number, reason: string, cause?: Error): AppError {
  return new AppError('ANSWER_UNREADABLE', { app, reason }, { details: { status }, cause });
}

/** The error of an answer with more bytes than are read. */
export function tooLarge(app: string, status: number, limit: number): AppError {
  return new AppError('ANSWER_TOO_LARGE', { app, limit }, { details: { status } });
}
