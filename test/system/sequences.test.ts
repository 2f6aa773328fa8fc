import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cleanUp,
  poll,
  preparedDataDir,
  startMillrace,
  type Millrace,
} from '../support/millrace.ts';

/** Longer than what is waited in the process. */
const RETRY_AFTER_S = 6;

/** An application that counts what it is sent; requests that `holds` names get no answer. */
async function startApplication(answer: (path: string, nth: number) => Answer) {
  const counts: Record<string, number> = {};
  let holds: (path: string) => boolean = () => false;
  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url: path = '' } = request;
    const name = `${method} ${path}`;
    counts[name] = (counts[name] ?? 0) + 1;
    request.resume();
    if (holds(path)) return;
    const { status = 200, body = {}, headers = {} } = answer(path, counts[name]);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  const server = createServer(receive);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    counts,
    url: `http://127.0.0.1:${port}`,
    hold: (which: (path: string) => boolean) => void (holds = which),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Answer {
  status?: number;
  body?: object;
  headers?: Record<string, string>;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function prepared(): Promise<{ dataDir: string; server: Millrace }> {
  const dataDir = await preparedDataDir();
  closing.push(() => cleanUp(dataDir));
  return { dataDir, server: await startMillrace({ dataDir }) };
}

/** Starts a run of a flow of one step. */
async function start(server: Millrace, connection: object, step: object): Promise<string> {
  await server.api('POST', '/connections', { name: 'account', ...connection });
  const action = { id: 'act', kind: 'action', connection: 'account', ...step };
  const { body: flow } = await server.api<{ id: string; hook_url: string }>('POST', '/flows', {
    document: { millrace: 1, name: 'Acts', trigger: { kind: 'webhook' }, steps: [action] },
  });
  await server.api('POST', `/flows/${flow.id}/publish`);
  const headers = { 'content-type': 'application/json' };
  const accepted = await fetch(flow.hook_url, { method: 'POST', headers, body: '{}' });
  return ((await accepted.json()) as { run: string }).run;
}

const statusOf = async (server: Millrace, run: string): Promise<unknown> =>
  (await server.api('GET', `/runs/${run}`)).body['status'];

/** Each test starts two servers. */
const TIMEOUT_MS = 240_000;

describe('a server killed in the middle of a sequence of requests', { timeout: TIMEOUT_MS }, () => {
  it('goes on with one that waited, and makes its write once', async () => {
    const application = await startApplication((path, nth) => {
      if (path.startsWith('/api/')) return { status: 202, body: { id: 'i-7' } };
      const headers = { 'retry-after': String(RETRY_AFTER_S) };
      if (nth === 1) return { status: 202, body: { runtimeStatus: 'Running' }, headers };
      return { body: { instanceId: 'i-7', runtimeStatus: 'Completed' } };
    });
    closing.push(application.close);
    const { dataDir, server: first } = await prepared();
    const values = { address: application.url, function_key: 'f-key', durable_key: 'd-key' };
    const run = await start(
      first,
      { connector: 'azure-functions', auth: 'durable', values },
      { action: 'azure-functions.run-durable', input: { function: 'orchestrators/Fulfil' } },
    );
    await poll(async () => (await statusOf(first, run)) === 'waiting');
    await first.kill();

    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    await poll(async () => (await statusOf(second, run)) === 'succeeded');
    expect(application.counts).toMatchObject({
      'POST /api/orchestrators/Fulfil': 1,
      'GET /runtime/webhooks/durabletask/instances/i-7': 2,
    });
  });

  it('makes a write that was answered once, and the one that was not again', async () => {
    const application = await startApplication(() => ({ body: {} }));
    closing.push(application.close);
    application.hold((path) => path.endsWith('/tags'));
    const { dataDir, server: first } = await prepared();
    const values = { api_key: '0123456789abcdef0123456789abcdef-us1', base_url: application.url };
    const run = await start(
      first,
      { connector: 'mailchimp', values },
      {
        action: 'mailchimp.upsert-member',
        input: { list_id: 'a1', email_address: 'ada@example.com', tags: ['new'] },
      },
    );
    const writes = (): [string, number][] =>
      Object.entries(application.counts).filter(([name]) => !name.startsWith('GET'));
    await poll(() => writes().length === 2);
    await first.kill();

    application.hold(() => false);
    const second = await startMillrace({ dataDir });
    closing.push(() => second.stop());
    await poll(async () => (await statusOf(second, run)) === 'succeeded');
    expect(writes().map(([, count]) => count)).toEqual([1, 2]);
  });
});
