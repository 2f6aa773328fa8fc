import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, poll, preparedDataDir, startMillrace } from '../support/millrace.ts';

interface Call {
  key: string | undefined;
  body: string;
}

/** A partner that remembers every call and can hold its answers back. */
async function startReceiver() {
  const calls: Call[] = [];
  let holding = false;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      calls.push({ key: request.headers['idempotency-key']?.toString(), body });
      if (!holding) response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    url: `http://127.0.0.1:${port}/order`,
    hold: (hold: boolean) => void (holding = hold),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a server killed between accepting and acting', () => {
  it('makes the call after it is started again, under the same idempotency key', async () => {
    const receiver = await startReceiver();
    const dataDir = await preparedDataDir();
    closing.push(() => cleanUp(dataDir), receiver.close);
    receiver.hold(true);
    const first = await startMillrace({ dataDir });
    const document = {
      millrace: 1,
      name: 'Forward',
      trigger: { kind: 'webhook' },
      steps: [
        {
          id: 'send',
          kind: 'action',
          action: 'http.request',
          input: {
            method: 'POST',
            url: receiver.url,
            body: { order: { $path: '$.trigger.body.id' } },
          },
        },
      ],
    };
    const { body: flow } = await first.api<{ id: string; hook_url: string }>('POST', '/flows', {
      document,
    });
    await first.api('POST', `/flows/${flow.id}/publish`);
    const accepted = await fetch(flow.hook_url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"id":77}',
    });
    expect(accepted.status).toBe(200);
    const { run } = (await accepted.json()) as { run: string };
    await poll(() => receiver.calls.length === 1);
    await first.kill();

    receiver.hold(false);
    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    await poll(
      async () => (await second.api('GET', `/runs/${run}`)).body['status'] === 'succeeded',
    );
    expect(receiver.calls.map(({ body }) => body)).toEqual(['{"order":77}', '{"order":77}']);
    expect(receiver.calls[0]?.key).toMatch(/^[0-9a-f]{64}$/);
    expect(receiver.calls[1]?.key).toBe(receiver.calls[0]?.key);
  });

  it('sets a run aside that was under way alone when it ended twice, and goes on with others', async () => {
    const receiver = await startReceiver();
    const dataDir = await preparedDataDir();
    closing.push(() => cleanUp(dataDir), receiver.close);
    receiver.hold(true);
    let server = await startMillrace({ dataDir });
    const input = { method: 'POST', url: receiver.url, body: { $path: '$.trigger.body' } };
    const { body: flow } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
      document: {
        ...{ millrace: 1, name: 'Deadly', trigger: { kind: 'webhook' } },
        steps: [{ id: 'send', kind: 'action', action: 'http.request', input }],
      },
    });
    await server.api('POST', `/flows/${flow.id}/publish`);
    const send = async (text: string): Promise<string> => {
      const { pathname } = new URL(flow.hook_url);
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(server.url + pathname, { method: 'POST', headers, body: text });
      return ((await answer.json()) as { run: string }).run;
    };
    const statusOf = async (run: string) =>
      (await server.api('GET', `/runs/${run}`)).body['status'];
    const deadly = await send('{"n":1}');
    for (const count of [1, 2]) {
      await poll(() => receiver.calls.length === count);
      await server.kill();
      server = await startMillrace({ dataDir });
    }
    closing.push(() => server.stop());
    await poll(async () => (await statusOf(deadly)) === 'failed');
    const { body } = await server.api('GET', `/runs/${deadly}`);
    expect(body['error']).toMatchObject({ code: 'RUN_STOPPED_SERVER' });
    receiver.hold(false);
    const next = await send('{"n":2}');
    await poll(async () => (await statusOf(next)) === 'succeeded');
    expect(receiver.calls.map((call) => call.body)).toEqual(['{"n":1}', '{"n":1}', '{"n":2}']);
  });

  it('keeps everything it acknowledged when it is killed under load', async () => {
    const receiver = await startReceiver();
    const dataDir = await preparedDataDir();
    closing.push(() => cleanUp(dataDir), receiver.close);
    const first = await startMillrace({ dataDir });
    const document = {
      millrace: 1,
      name: 'Load',
      trigger: { kind: 'webhook' },
      steps: [
        {
          id: 'send',
          kind: 'action',
          action: 'http.request',
          input: { method: 'POST', url: receiver.url, body: { $path: '$.trigger.body.n' } },
        },
      ],
    };
    const { body: flow } = await first.api<{ id: string; hook_url: string }>('POST', '/flows', {
      document,
    });
    await first.api('POST', `/flows/${flow.id}/publish`);
    const acknowledged: number[] = [];
    const sending = Array.from({ length: 20 }, async (_, sender) => {
      for (let n = sender * 1000; n < sender * 1000 + 200; n += 1) {
        const ok = await fetch(flow.hook_url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ n }),
        }).then(
          ({ ok: accepted }) => accepted,
          () => false,
        );
        if (!ok) return;
        acknowledged.push(n);
      }
    });
    await poll(() => acknowledged.length > 300);
    await first.kill();
    await Promise.all(sending);

    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    const arrived = () => new Set(receiver.calls.map(({ body }) => Number(body)));
    await poll(() => acknowledged.every((n) => arrived().has(n)), 60_000);
    expect(acknowledged.length).toBeLessThan(4000);
  });
});
