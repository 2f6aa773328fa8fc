import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, startMillrace, type Millrace } from '../support/millrace.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures/woocommerce');
const SECRET = 's3cr3t-woo';
let server: Millrace;
let hook: string;
let flowId: string;

beforeAll(async () => {
  server = await startMillrace({ env: { MILLRACE_MAX_BODY: '1mb' } });
  await server.api('POST', '/connections', {
    connector: 'woocommerce',
    name: 'shop',
    values: { webhook_secret: SECRET },
  });
  ({ id: flowId, hook } = await liveFlow('Orders', verified));
});

afterAll(async () => {
  await server.stop();
  await cleanUp(server.dataDir);
});

const verified = {
  kind: 'webhook',
  verify: { preset: 'woocommerce', secret: { connection: 'shop', field: 'webhook_secret' } },
};

async function liveFlow(name: string, trigger: object): Promise<{ id: string; hook: string }> {
  const document = { millrace: 1, name, trigger, steps: [] };
  const { body } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
    document,
  });
  await server.api('POST', `/flows/${body.id}/publish`);
  return { id: body.id, hook: body.hook_url };
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** Sends exactly these bytes and headers. */
function send(url: string, headers: string[], body: Buffer, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const complete = headers.includes('Host') ? headers : ['Host', '127.0.0.1', ...headers];
    const call = request(url, { method, headers: complete }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
          headers: response.headers,
        });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

function signed(body: Buffer, secret = SECRET): string[] {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return ['Content-Type', 'application/json', 'X-WC-Webhook-Signature', signature];
}

async function event(id: unknown): Promise<Record<string, unknown>> {
  return (await server.api('GET', `/events/${String(id)}`)).body;
}

describe('a trigger URL', () => {
  it('answers a signed delivery with the event and run it stored', async () => {
    const body = Buffer.from('{"id":1}');
    const answer = await send(hook, signed(body), body);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      event: expect.any(String) as string,
      run: expect.any(String) as string,
    });
    expect(await event(answer.body['event'])).toMatchObject({
      flow: flowId,
      verdict: 'accepted',
      body: { id: 1 },
      run: answer.body['run'],
    });
  });

  it('makes one run of the same request sent twice, and says so', async () => {
    const body = Buffer.from('{"id":2}');
    const first = await send(hook, signed(body), body);
    const second = await send(hook, signed(body), body);
    expect(second.status).toBe(first.status);
    expect(second.body).toEqual({ ...first.body, duplicate: true });
  });

  it('makes one run of many copies at once', async () => {
    const body = Buffer.from('{"id":3}');
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send(hook, signed(body), body)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map((answer) => answer.body['run'])).size).toBe(1);
    expect(answers.filter((answer) => answer.body['duplicate'] !== true)).toHaveLength(1);
  });

  it('keeps a request with a wrong signature, starts no run, and answers 401', async () => {
    const body = Buffer.from('{"id":4}');
    const answer = await send(hook, signed(body, 'another secret'), body);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'SIGNATURE_REFUSED' });
    const { body: list } = await server.api<{ items: Record<string, unknown>[] }>(
      'GET',
      `/events?flow=${flowId}&verdict=bad_signature`,
    );
    expect(list.items[0]).toMatchObject({ run: null });
  });

  it('keeps malformed JSON with its verdict and answers 400', async () => {
    const body = Buffer.from('{"id":');
    const answer = await send(hook, signed(body), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'BODY_MALFORMED' });
  });

  it('takes any text when the flow accepts it', async () => {
    const open = await liveFlow('Anything', { kind: 'webhook', accept: 'any' });
    const answer = await send(
      open.hook,
      ['Content-Type', 'application/json'],
      Buffer.from('{"id":'),
    );
    expect(answer.status).toBe(200);
    expect(await event(answer.body['event'])).toMatchObject({ body: '{"id":' });
  });

  it('stores hostile bytes exactly as they came', async () => {
    const open = await liveFlow('Hostile', { kind: 'webhook', accept: 'any' });
    const bodies = [
      Buffer.from('{"a":"\\u0000","b":"\\ud800","__proto__":{"x":1},"n":12345678901234567890}'),
      Buffer.from([0xff, 0xfe, 0x22, 0x00, 0x22]),
      Buffer.from('['.repeat(20_000)),
      Buffer.alloc(0),
    ];
    for (const body of bodies) {
      const answer = await send(open.hook, ['Content-Type', 'application/json'], body);
      expect(answer.status).toBe(200);
      const kept = await event(answer.body['event']);
      expect(kept['body_base64']).toBe(body.toString('base64'));
    }
  });

  it('refuses a body over the limit at once', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024, 'a');
    const announced = await send(
      hook,
      ['Content-Type', 'text/plain', 'Content-Length', String(body.length)],
      body,
    ).catch((error: unknown) => ({ status: (error as NodeJS.ErrnoException).code, body: {} }));
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(announced.status);
    const small = Buffer.from('{"id":5}');
    expect((await send(hook, signed(small), small)).status).toBe(200);
  });

  it('knows no other token', async () => {
    const wrong = hook.replace(/.{32}$/, 'A'.repeat(32));
    const answer = await send(wrong, ['Content-Type', 'application/json'], Buffer.from('{}'));
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'TRIGGER_UNKNOWN' });
  });

  it('keeps what arrives before the first publication and while paused', async () => {
    const document = { millrace: 1, name: 'Later', trigger: { kind: 'webhook' }, steps: [] };
    const { body: flow } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
      document,
    });
    const json = ['Content-Type', 'application/json'];
    const early = await send(flow.hook_url, json, Buffer.from('{"n":1}'));
    expect(early.body).toMatchObject({ run: null, verdict: 'unpublished' });
    await server.api('POST', `/flows/${flow.id}/publish`);
    await server.api('POST', `/flows/${flow.id}/pause`);
    const held = await send(flow.hook_url, json, Buffer.from('{"n":2}'));
    expect(held.body).toMatchObject({ run: null, verdict: 'paused' });
    await server.api('POST', `/flows/${flow.id}/resume`);
    const { body: replayed } = await server.api<{ run: string }>(
      'POST',
      `/events/${String(held.body['event'])}/replay`,
    );
    expect(replayed.run).toEqual(expect.any(String));
  });
});

const present = existsSync(FOLDER);
if (!present)
  process.stderr.write('Recordings of a real shop are not here; their test is left out.\n');

describe.runIf(present)('requests recorded from a real shop, byte for byte', () => {
  interface Recording {
    method: string;
    rawHeaders: string[];
    bodyBase64: string;
    signatureOk: boolean;
  }
  const recordings = (present ? readdirSync(FOLDER) : [])
    .filter((name) => /^\d\d-/.test(name))
    .map((name) => ({
      name,
      ...(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recording),
    }));
  const replay = (url: string, { rawHeaders, bodyBase64 }: Recording) =>
    send(url, rawHeaders, Buffer.from(bodyBase64, 'base64'));

  it.each(recordings)('$name is accepted or answered as recorded', async (recording) => {
    const answer = await replay(hook, recording);
    expect(answer.status).toBe(200);
    const { verdict } = await event(answer.body['event']);
    expect(verdict).toBe(recording.signatureOk ? 'accepted' : 'handshake');
    expect(answer.body['run'] === null).toBe(!recording.signatureOk);
  });

  it('makes a run of each order although they share a delivery id', async () => {
    const own = await liveFlow('Own', verified);
    const orders = recordings.filter(({ signatureOk }) => signatureOk);
    const answers = await Promise.all(orders.map((recording) => replay(own.hook, recording)));
    expect(new Set(answers.map((answer) => answer.body['run'])).size).toBe(orders.length);
  });
});
