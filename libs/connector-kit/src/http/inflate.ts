import { promisify } from 'node:util';
import {
  brotliDecompress,
  gunzip,
  inflate as inflateZlib,
  inflateRaw,
  zstdDecompress,
} from 'node:zlib';

type Inflate = (bytes: Buffer, limit: number) => Promise<Buffer>;

/**
 * We ask for plain answers, but not every server cares. The limit holds for the inflated size, and
 * only for one layer: layers of layers are an attack.
 */
const INFLATE: Readonly<Record<string, Inflate>> = {
  gzip: (bytes, limit) => promisify(gunzip)(bytes, { maxOutputLength: limit }),
  deflate: inflateEither,
  br: (bytes, limit) => promisify(brotliDecompress)(bytes, { maxOutputLength: limit }),
  zstd: (bytes, limit) => promisify(zstdDecompress)(bytes, { maxOutputLength: limit }),
};

/** How to inflate a content coding; undefined for one that is not known. */
export function inflaterOf(coding: string): Inflate | undefined {
  return Object.hasOwn(INFLATE, coding) ? INFLATE[coding] : undefined;
}

/** `deflate` is zlib (RFC 9110 §8.4.1.2), but some servers send it raw, without zlib's two bytes in front. */
async function inflateEither(bytes: Buffer, limit: number): Promise<Buffer> {
  const options = { maxOutputLength: limit };
  try {
    return await promisify(inflateZlib)(bytes, options);
  } catch (error) {
    if (error instanceof RangeError || isZlib(bytes)) throw error;
    return promisify(inflateRaw)(bytes, options);
  }
}

/** RFC 1950 §2.2: method 8, and the two bytes are a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
