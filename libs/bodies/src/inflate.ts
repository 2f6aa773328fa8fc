import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { quoted, Unreadable, type BodyFault } from './body-fault.ts';
import { BODY_LIMITS } from './body-limits.ts';

/** A body as it came, and the `Content-Encoding` it came with. */
export interface EncodedBody {
  bytes: Buffer;
  contentEncoding: string | undefined;
  /** Most bytes that are given out, and the setting that says so, for the reason of a refusal. */
  limit?: number | undefined;
  setting?: string | undefined;
}

export type Inflated = { ok: true; bytes: Buffer } | { ok: false; fault: BodyFault };

/** What undoes one coding: in one go, or as a stream. */
interface Coding {
  now(bytes: Buffer, maxOutputLength: number): Buffer;
  stream(): NodeJS.ReadWriteStream;
}

const GZIP: Coding = {
  now: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  stream: () => createGunzip(),
};

/** `deflate` means zlib; some senders leave its two bytes of header out. */
const DEFLATE: Coding = {
  now: (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }),
  stream: () => createInflate(),
};

const RAW_DEFLATE: Coding = {
  now: (bytes, maxOutputLength) => inflateRawSync(bytes, { maxOutputLength }),
  stream: () => createInflateRaw(),
};

const BROTLI: Coding = {
  now: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  stream: () => createBrotliDecompress(),
};

const ZSTD: Coding = {
  now: (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }),
  stream: () => createZstdDecompress(),
};

const CODINGS = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['deflate', DEFLATE],
  ['br', BROTLI],
  ['zstd', ZSTD],
]);

/**
 * Undoes every coding of a body, several in a row too, in another thread and in small pieces: what
 * grows past the limit ends there, whatever it would become.
 */
export async function inflate(body: EncodedBody): Promise<Inflated> {
  try {
    const codings = codingsOf(body);
    return { ok: true, bytes: codings.length === 0 ? body.bytes : await flow(body, codings) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

/** {@link inflate}, at once: for places that cannot wait. 25 MB take about 50 ms. */
export function inflateNow(body: EncodedBody): Inflated {
  const { limit = BODY_LIMITS.inflated } = body;
  try {
    let { bytes } = body;
    for (const coding of codingsOf(body)) bytes = coding(bytes).now(bytes, limit);
    return { ok: true, bytes };
  } catch (error) {
    const isLarge = error instanceof RangeError && 'code' in error;
    return { ok: false, fault: faultOf(isLarge ? tooLarge(body) : error) };
  }
}

async function flow(body: EncodedBody, codings: Choose[]): Promise<Buffer> {
  const { limit = BODY_LIMITS.inflated } = body;
  // The first piece of a stream tells nothing of the next coding, so only the first may be raw.
  const streams = codings.map((choose, at) => choose(at === 0 ? body.bytes : ZLIB_HEADER).stream());
  const pieces: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write: (piece: Buffer, _, done) => {
      size += piece.length;
      pieces.push(piece);
      done(size > limit ? tooLarge(body) : undefined);
    },
  });
  await pipeline([Readable.from(slices(body.bytes)), ...streams, collect]);
  return Buffer.concat(pieces, size);
}

const SLICE = 64 * 1024;

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

type Choose = (bytes: Buffer) => Coding;

const ZLIB_HEADER = Buffer.from([0x78, 0x9c]);

/** The codings in the order in which they are undone: the last one applied comes first. */
function codingsOf({ contentEncoding = '' }: EncodedBody): Choose[] {
  const names = contentEncoding
    .slice(0, 200)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
  if (names.length > BODY_LIMITS.encodings) {
    throw new Unreadable('encoding', `it has ${String(names.length)} content codings in a row`);
  }
  return names.map((name) => {
    const coding = CODINGS.get(name);
    if (coding === undefined) {
      throw new Unreadable('encoding', `nobody knows the content coding ${quoted(name)}`);
    }
    return (bytes) => (coding === DEFLATE && !hasZlibHeader(bytes) ? RAW_DEFLATE : coding);
  });
}

/** RFC 1950 §2.2: the method is 8, and both bytes together are a multiple of 31. */
function hasZlibHeader(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function tooLarge({ limit = BODY_LIMITS.inflated, setting }: EncodedBody): Unreadable {
  const most = `it decompresses to more than ${String(limit)} bytes`;
  return new Unreadable('limit', setting === undefined ? most : `${most}, the bound of ${setting}`);
}

/** What the decompressor says is shown as it is: there are a dozen messages, all short. */
function faultOf(error: unknown): BodyFault {
  if (error instanceof Unreadable) return error.fault;
  return new Unreadable('encoding', String(error).replace(/^\w*Error: /, '')).fault;
}
