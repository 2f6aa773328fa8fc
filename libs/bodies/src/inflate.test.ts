import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflate, inflateNow, type EncodedBody } from './inflate.ts';

const PLAIN = Buffer.from('{"a":1}'.repeat(50_000));

/** Both ways: streaming and at once. */
async function both(body: EncodedBody) {
  const streamed = await inflate(body);
  expect(inflateNow(body).ok).toBe(streamed.ok);
  return streamed;
}

describe('Content-Encoding', () => {
  it.each<[string, string, Buffer]>([
    ['none', '', PLAIN],
    ['identity', 'identity', PLAIN],
    ['gzip', 'gzip', gzipSync(PLAIN)],
    ['its old name', 'X-GZip', gzipSync(PLAIN)],
    ['deflate', 'deflate', deflateSync(PLAIN)],
    ['deflate without its header', 'deflate', deflateRawSync(PLAIN)],
    ['brotli', 'br', brotliCompressSync(PLAIN)],
    ['zstd', 'zstd', zstdCompressSync(PLAIN)],
    ['two in a row', 'gzip, br', brotliCompressSync(gzipSync(PLAIN))],
    [
      'three in a row',
      'deflate,gzip , identity, br',
      brotliCompressSync(gzipSync(deflateSync(PLAIN))),
    ],
  ])('%s is undone', async (_, contentEncoding, bytes) => {
    const body = { bytes, contentEncoding };
    expect(await both(body)).toEqual({ ok: true, bytes: PLAIN });
    expect(inflateNow(body)).toEqual({ ok: true, bytes: PLAIN });
  });

  it('is undefined where none is sent', async () => {
    const body = { bytes: PLAIN, contentEncoding: undefined };
    expect(await both(body)).toEqual({ ok: true, bytes: PLAIN });
  });

  it.each<[string, string, Buffer, string]>([
    ['unknown', 'rot13', PLAIN, 'nobody knows the content coding "rot13"'],
    ['piled up', 'gzip,gzip,gzip,gzip', PLAIN, 'it has 4 content codings in a row'],
    ['not gzip', 'gzip', PLAIN, 'incorrect header check'],
    ['cut off', 'gzip', gzipSync(PLAIN).subarray(0, 50), 'unexpected end of file'],
    ['damaged', 'br', PLAIN, ''],
  ])('that is %s is a fault', async (_, contentEncoding, bytes, reason) => {
    const inflated = await both({ bytes, contentEncoding });
    expect(inflated).toMatchObject({ ok: false, fault: { kind: 'encoding' } });
    expect(!inflated.ok && inflated.fault.reason).toContain(reason);
  });

  it('stops where the limit is', async () => {
    const limit = PLAIN.length;
    const bytes = gzipSync(PLAIN);
    expect((await both({ bytes, contentEncoding: 'gzip', limit })).ok).toBe(true);
    const fault = { kind: 'limit', reason: `it decompresses to more than ${limit - 1} bytes` };
    const body = { bytes, contentEncoding: 'gzip', limit: limit - 1 };
    expect(await both(body)).toEqual({ ok: false, fault });
    expect(inflateNow(body)).toEqual({ ok: false, fault });
    const named = await both({ ...body, setting: 'MILLRACE_MAX_BODY' });
    expect(named).toMatchObject({
      fault: { reason: `${fault.reason}, the bound of MILLRACE_MAX_BODY` },
    });
  });
});
