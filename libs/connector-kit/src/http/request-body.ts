import { randomUUID } from 'node:crypto';
import { AppError, type JsonValue } from '@millrace/model';

/** A file with its content. */
export interface FileContent {
  name: string;
  /** Its media type. */
  type: string;
  bytes: Uint8Array;
}

/** One part of a multipart form. */
export type FormPart = { name: string; value: string } | { name: string; file: FileContent };

/** What a call sends: a value as JSON, with its text where that is written already; pairs as a form, parts, text as it is, or bytes. */
export type RequestBody =
  | { json: JsonValue; text?: string }
  | { form: readonly (readonly [name: string, value: string])[] }
  | { parts: readonly FormPart[] }
  | { text: string; type: string }
  | { bytes: Uint8Array; type: string };

/** A body ready to be sent: text, or chunks that are not copied into one. */
export interface EncodedBody {
  content: string | readonly Uint8Array[] | null;
  headers: Record<string, string>;
}

/** Largest body with files: they are in memory while they are sent. */
const MOST_BYTES = 100 * 1024 * 1024;

/** Writes a body. Throws CALL_TOO_LARGE. */
export function encodeBody(app: string, body: RequestBody | undefined): EncodedBody {
  if (body === undefined) return { content: null, headers: {} };
  if ('json' in body) return asText(body.text ?? JSON.stringify(body.json), 'application/json');
  if ('text' in body) return asText(body.text, body.type);
  if ('form' in body) {
    const pairs = new URLSearchParams();
    for (const [name, value] of body.form) pairs.append(name, value);
    return asText(pairs.toString(), 'application/x-www-form-urlencoded');
  }
  if ('bytes' in body) return inChunks(app, [body.bytes], body.type);
  const boundary = boundaryOf(body.parts);
  return inChunks(app, chunksOf(body.parts, boundary), `multipart/form-data; boundary=${boundary}`);
}

/** One body has one boundary: what signs it has to see the bytes that are sent. */
const boundaries = new WeakMap<readonly FormPart[], string>();

function boundaryOf(parts: readonly FormPart[]): string {
  const boundary = boundaries.get(parts) ?? `millrace-${randomUUID()}`;
  boundaries.set(parts, boundary);
  return boundary;
}

function asText(content: string, type: string): EncodedBody {
  return { content, headers: { 'content-type': type } };
}

function inChunks(app: string, content: readonly Uint8Array[], type: string): EncodedBody {
  const size = content.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (size > MOST_BYTES) throw new AppError('CALL_TOO_LARGE', { app, size, limit: MOST_BYTES });
  return { content, headers: { 'content-type': type, 'content-length': String(size) } };
}

/** RFC 7578, with names and file names written as browsers do (WHATWG HTML, multipart/form-data). */
function chunksOf(parts: readonly FormPart[], boundary: string): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.name)}"`;
    if ('value' in part) chunks.push(Buffer.from(`${head}\r\n\r\n${part.value}\r\n`));
    else {
      const { name, type, bytes } = part.file;
      const plain = /^[\x20-\x7e]+$/.test(type) ? type : 'application/octet-stream';
      const more = `; filename="${quoted(name)}"\r\nContent-Type: ${plain}\r\n\r\n`;
      chunks.push(Buffer.from(head + more), bytes, Buffer.from('\r\n'));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return chunks;
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
