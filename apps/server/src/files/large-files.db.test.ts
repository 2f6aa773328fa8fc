import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

const MB = 1024 * 1024;
let database: TestDatabase;
let server: TestServer;
let target: Server;
let flow: TestFlow;
const received: { type: string | undefined; length: number; hash: string }[] = [];

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  target = createServer((request, response) => {
    const hash = createHash('sha256');
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      length += chunk.length;
    });
    request.on('end', () => {
      received.push({ type: request.headers['content-type'], length, hash: hash.digest('hex') });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/files`;
  const body = { $path: '$.trigger.body.film' };
  flow = await server.flow({
    steps: [
      { id: 'pass', kind: 'action', action: 'http.request', input: { method: 'PUT', url, body } },
    ],
  });
});

afterEach(() => {
  Reflect.deleteProperty(server.app.get<Pool>(PG_POOL), 'query');
});

afterAll(async () => {
  await server.stop();
  target.close();
  await database.drop();
});

const film = randomBytes(20 * MB);

function formOf(): { body: Buffer; type: string } {
  const part = (disposition: string, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(`--edge\r\nContent-Disposition: form-data; ${disposition}\r\n`),
      Buffer.from('Content-Type: video/mp4\r\n\r\n'),
      content,
      Buffer.from('\r\n'),
    ]);
  const body = Buffer.concat([
    part('name="cover"; filename="cover.mp4"', randomBytes(4 * MB)),
    part('name="film"; filename="film.mp4"', film),
    Buffer.from('--edge--\r\n'),
  ]);
  return { body, type: 'multipart/form-data; boundary=edge' };
}

/**
 * Runs the flow for an event with this body, once it succeeded. The body is put in its place by hand:
 * a commit of that size is one that a busy disk may be refused for.
 */
async function run(body: Buffer, headers: [string, string][], watch: () => void = () => undefined) {
  const { body: sent } = await server.send(flow, {});
  await server.until(String(sent['run']));
  received.length = 0;
  await server.pool.query('UPDATE events SET body = $2, headers = $3 WHERE id = $1', [
    sent['event'],
    body,
    JSON.stringify(headers),
  ]);
  watch();
  const { body: again } = await server.api('POST', `/runs/${String(sent['run'])}/replay`, {});
  await expect
    .poll(async () => (await server.run(String(again['run']))).status, { timeout: 90_000 })
    .toBe('succeeded');
}

/** What is read from the database through the pool that files are read with, in bytes an answer. */
function watchReads(): number[] {
  const pool = server.app.get<Pool>(PG_POOL);
  const reads: number[] = [];
  const query = pool.query.bind(pool) as (...input: unknown[]) => Promise<{ rows: object[] }>;
  const watched = async (...input: unknown[]) => {
    const result = await query(...input);
    const values = result.rows.flatMap((row) => Object.values(row) as unknown[]);
    for (const value of values) if (Buffer.isBuffer(value)) reads.push(value.length);
    return result;
  };
  // Hides the method of the class until it is taken away again.
  Object.assign(pool, { query: watched });
  return reads;
}

describe('a file of 20 MB in an event of 24 MB', () => {
  it(
    'is sent on byte for byte, and no more than the file is read for it, a piece at a time',
    { timeout: 120_000 },
    async () => {
      const { body, type } = formOf();
      let reads: number[] = [];
      await run(body, [['Content-Type', type]], () => (reads = watchReads()));
      expect(received).toEqual([{ type: 'video/mp4', length: film.length, hash: hashOf(film) }]);
      const sum = reads.reduce((all, one) => all + one, 0);
      expect(sum).toBeGreaterThanOrEqual(film.length);
      expect(sum).toBeLessThan(film.length + 64 * 1024);
      expect(Math.max(...reads)).toBeLessThanOrEqual(MB);
    },
  );

  it('is sent on byte for byte too when the event came packed', { timeout: 120_000 }, async () => {
    const { body, type } = formOf();
    await run(gzipSync(body, { level: 1 }), [
      ['Content-Type', type],
      ['Content-Encoding', 'gzip'],
    ]);
    expect(received).toEqual([{ type: 'video/mp4', length: film.length, hash: hashOf(film) }]);
  });
});
