import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PeopleModule } from '../people/people.module.ts';
import { Public } from './public.ts';
import { startApi, type TestApi } from './testing.ts';

const SCRIPT = 'export const answer = 42;\n'.repeat(200);
const PAGE = `<!doctype html><title>Editor</title>${'<!-- -->'.repeat(200)}`;

@Controller('sizes')
@Public()
class SizesController {
  @Get('large')
  large(): object {
    return { items: Array.from({ length: 200 }, (_, at) => ({ at, name: 'the same again' })) };
  }

  @Get('small')
  small(): object {
    return { ok: true };
  }

  @Get('stream')
  stream(@Res() response: Response): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`data: ${'x'.repeat(5_000)}\n\n`);
    response.end();
  }
}

@Module({ controllers: [SizesController] })
class SizesModule {}

let api: TestApi;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace editor '));
  await mkdir(join(dir, 'assets'));
  for (const [path, text] of [
    ['index.html', PAGE],
    ['assets/index-abc123.js', SCRIPT],
  ] as const) {
    await writeFile(join(dir, path), text);
    await writeFile(join(dir, `${path}.br`), brotliCompressSync(text));
    await writeFile(join(dir, `${path}.gz`), gzipSync(text));
  }
  await writeFile(join(dir, 'favicon.svg'), '<svg/>');
  api = await startApi([PeopleModule, SizesModule], { editorDir: dir });
});

afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

interface Raw {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
}

/** A request whose answer is left as it was sent. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}${path}`, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const { statusCode: status, headers: got } = response;
        resolve({ status, headers: got, bytes: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const BROWSER = { 'accept-encoding': 'gzip, deflate, br, zstd' };
const ASSET = '/assets/index-abc123.js';

describe('a file of the editor', () => {
  it('is sent as the build compressed it, with its own type, for a year', async () => {
    const { status, headers, bytes } = await raw(ASSET, BROWSER);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(bytes).toString()).toBe(SCRIPT);
  });

  it.each([
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['identity', undefined],
    ['', undefined],
  ])('for "%s" comes as %s', async (accept, encoding) => {
    const { headers, bytes } = await raw(ASSET, { 'accept-encoding': accept });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('Accept-Encoding');
    expect((encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()).toBe(SCRIPT);
  });

  it('has a tag for each of its forms, and is not sent again', async () => {
    const plain = await raw(ASSET);
    const pressed = await raw(ASSET, BROWSER);
    expect(plain.headers['etag']).not.toBe(pressed.headers['etag']);
    const tag = String(pressed.headers['etag']);
    const again = await raw(ASSET, { ...BROWSER, 'if-none-match': tag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect((await raw(ASSET, { 'if-none-match': tag })).status).toBe(200);
  });

  it('answers HEAD and ranges of the form that is sent', async () => {
    const whole = await raw(ASSET, BROWSER);
    const head = await raw(ASSET, BROWSER, 'HEAD');
    expect(head.bytes.length).toBe(0);
    expect(head.headers['content-length']).toBe(String(whole.bytes.length));
    const part = await raw(ASSET, { ...BROWSER, range: 'bytes=5-9' });
    expect(part.status).toBe(206);
    expect(part.bytes).toEqual(whole.bytes.subarray(5, 10));
  });

  it('is the page at every path that is none, asked for again each time', async () => {
    const { status, headers, bytes } = await raw('/flows/some?tab=runs', BROWSER);
    expect([status, headers['content-encoding']]).toEqual([200, 'br']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(brotliDecompressSync(bytes).toString()).toBe(PAGE);
  });

  it('is sent plain where the build compressed nothing, and is not reached by its ending', async () => {
    const icon = await raw('/favicon.svg', BROWSER);
    expect([icon.headers['content-encoding'], icon.bytes.toString()]).toEqual([
      undefined,
      '<svg/>',
    ]);
    expect((await raw(`${ASSET}.br`, BROWSER)).status).toBe(404);
    expect((await raw('/assets/../../secret', BROWSER)).headers['content-type']).toContain('html');
    expect((await raw('/assets/..%2f..%2fsecret', BROWSER)).status).toBe(404);
  });
});

describe('an answer of the API', () => {
  it('over a kilobyte is compressed', async () => {
    const { headers, bytes } = await raw('/api/v1/sizes/large', { 'accept-encoding': 'gzip' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(JSON.parse(gunzipSync(bytes).toString())).toHaveProperty('items.199.at', 199);
    const plain = await raw('/api/v1/sizes/large');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.bytes.length).toBeGreaterThan(5 * bytes.length);
  });

  it('below that is sent as it is', async () => {
    const { headers } = await raw('/api/v1/sizes/small', BROWSER);
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('that is a stream of events is never held back', async () => {
    const { headers, bytes } = await raw('/api/v1/sizes/stream', BROWSER);
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.toString()).toContain('data: xxx');
  });
});
