import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../../testing/test-server.ts';

const MB = 1024 * 1024;
let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { maxBody: 30 * MB });
  flow = await server.flow({
    steps: [
      {
        id: 'seen',
        kind: 'set',
        fields: { a: { $path: '$.trigger.body.a', missing: { default: 'no JSON' } } },
      },
    ],
  });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

interface Sent {
  status: number;
  body: Record<string, unknown>;
}

function open(headers: Record<string, string | number>): [ClientRequest, Promise<Sent>] {
  const call = request(server.url + flow.hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  const answer = new Promise<Sent>((resolve, reject) => {
    call.once('error', reject).once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const body = JSON.parse(text) as Record<string, unknown>;
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
  });
  return [call, answer];
}

/** Sends a body whole, or in chunks without saying how long it is. */
async function send(body: Buffer, chunk?: number): Promise<Sent> {
  const [call, answer] = open(chunk === undefined ? { 'content-length': body.length } : {});
  if (chunk === undefined) call.end(body);
  else {
    for (let at = 0; at < body.length; at += chunk) {
      if (!call.write(body.subarray(at, at + chunk))) await once(call, 'drain');
    }
    call.end();
  }
  return answer;
}

async function seen({ status, body }: Sent): Promise<unknown> {
  expect(status).toBe(200);
  const run = await server.until(String(body['run']), 'succeeded');
  return run.attempts[0]?.output;
}

const padded = (bytes: number, a: string): Buffer =>
  Buffer.from(`{"a":"${a}","pad":"${'x'.repeat(bytes)}"}`);

describe('a body', () => {
  it('with a byte order mark is the JSON behind it', async () => {
    expect(await seen(await send(Buffer.from('\uFEFF{"a":"marked"}')))).toEqual({ a: 'marked' });
  });

  it('that is no JSON although it says so is refused, unless it is too large to look', async () => {
    expect(await send(Buffer.from('{"a":'))).toMatchObject({
      status: 400,
      body: { code: 'BODY_MALFORMED' },
    });
    const large = Buffer.from(`{"a": "${'x'.repeat(MB)}`);
    expect(await seen(await send(large))).toEqual({ a: 'no JSON' });
  });

  it.each([
    ['read with its event', MB / 8],
    ['too large to be handed over in memory', MB / 2],
    ['too large to be looked at before it is stored', 2 * MB],
  ])('%s is what the run sees', async (_, bytes) => {
    expect(await seen(await send(padded(bytes, 'whole')))).toEqual({ a: 'whole' });
    expect(await seen(await send(padded(bytes, 'chunked'), 10_000))).toEqual({ a: 'chunked' });
  });

  it('over the limit is refused, announced or not, and the next is taken', async () => {
    const call = open({ 'content-length': 31 * MB });
    call[0].flushHeaders();
    expect(await call[1]).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    const chunked = await send(Buffer.alloc(31 * MB, 'x'), 64 * 1024).catch(
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    // The refusal may cross what is still being sent.
    if (typeof chunked === 'string') expect(['EPIPE', 'ECONNRESET']).toContain(chunked);
    else expect(chunked).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    expect(await seen(await send(padded(10, 'next')))).toEqual({ a: 'next' });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])(
    'packed with %s is what it holds, and its signature is of the bytes sent',
    async (name, pack) => {
      const packed = pack('{"a":"packed"}');
      const [call, answer] = open({ 'content-encoding': name });
      call.end(packed);
      const sent = await answer;
      expect(await seen(sent)).toEqual({ a: 'packed' });
      const event = await server.api('GET', `/events/${String(sent.body['event'])}`);
      expect(event.body['body_base64']).toBe(packed.toString('base64'));
    },
  );

  it('packed is read up to the size a body may have, and past it the event names the setting', async () => {
    const post = async (bytes: number): Promise<Sent> => {
      const [call, answer] = open({ 'content-encoding': 'gzip' });
      call.end(gzipSync(padded(bytes, 'unpacked')));
      return answer;
    };
    // Larger than the default, which is not the bound here.
    expect(await seen(await post(28 * MB))).toEqual({ a: 'unpacked' });
    const { body } = await post(31 * MB);
    await server.until(String(body['run']), 'succeeded');
    const event = await server.api('GET', `/events/${String(body['event'])}`);
    expect(event.body).toMatchObject({
      body: null,
      body_fault: `it decompresses to more than ${String(30 * MB)} bytes, the bound of MILLRACE_MAX_BODY`,
    });
  });

  it('that says it is packed and is not is refused and kept', async () => {
    const [call, answer] = open({ 'content-encoding': 'gzip' });
    call.end('{"a":1}');
    expect(await answer).toMatchObject({ status: 400, body: { code: 'BODY_MALFORMED' } });
  });
});
