import type { ServerResponse } from 'node:http';
import {
  startServer as startApplication,
  type SeenRequest,
  type TestServer as Application,
} from '@millrace/connector-kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { briefly, startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';

/** A pause longer than what is waited in the process. */
const RETRY_AFTER_S = 6;
/** With it an event is large, so that its run is driven in a thread of its own. */
const PAD = 'x'.repeat(300 * 1024);

let database: TestDatabase;
let application: Application;
/** Takes events in; each test has workers of its own. */
let server: TestServer;
const workers: TestServer[] = [];
/** How requests are answered, by their path; undefined: not at all. */
let answerOf: (request: SeenRequest, nth: number) => Answered | undefined;
const held: { request: SeenRequest; response: ServerResponse }[] = [];

interface Answered {
  status?: number;
  body?: object;
  headers?: Record<string, string>;
}

beforeAll(async () => {
  database = await testDatabase();
  application = await startApplication((request, response) => {
    const answered = answerOf(request, sent(request).length);
    if (answered === undefined) held.push({ request, response });
    else answer(response, answered);
  });
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  answerOf = () => ({});
  await connect('azure-functions', 'durable', {
    ...{ address: application.url, function_key: 'function-key', durable_key: 'durable-key' },
  });
  const api_key = '0123456789abcdef0123456789abcdef-us21';
  await connect('mailchimp', 'key', { api_key, base_url: application.url });
});

beforeEach(() => {
  application.requests.splice(0);
  answerOf = () => ({});
});

afterEach(async () => {
  for (const { response } of held.splice(0)) response.destroy();
  for (const worker of workers.splice(0)) await worker.stop();
});

afterAll(async () => {
  await server.stop();
  await application.close();
  await database.drop();
});

async function connect(connector: string, auth: string, values: object): Promise<void> {
  const body = { connector, name: connector, auth, values };
  expect((await server.api('POST', '/connections', body)).status).toBe(201);
}

async function worker(): Promise<TestServer> {
  const { encryptionKey } = server.config;
  const roles = new Set(['api', 'intake', 'worker'] as const);
  const started = await startServer(database, { roles, encryptionKey });
  workers.push(started);
  return started;
}

function answer(
  response: ServerResponse,
  { status = 200, body = {}, headers = {} }: Answered,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const sent = ({ method, path }: Pick<SeenRequest, 'method' | 'path'>): SeenRequest[] =>
  application.requests.filter((one) => one.method === method && one.path === path);

/** Trials of new connections. */
const TRIALS = ['/', '/ping'];

/** What the flows sent, each request once, and how often. */
function counts(): Record<string, number> {
  const calls = application.requests.filter(({ path }) => !TRIALS.includes(path));
  const names = calls.map(({ method, path }) => `${method} ${path}`);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]),
  );
}

const heldAt = (path: string): boolean => held.some(({ request }) => request.path === path);

/** As if the process had stood still past its lease. */
const expire = (run: string) =>
  server.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);

const START = '/api/orchestrators/Fulfil';
const LOOK = '/runtime/webhooks/durabletask/instances/i-7';
const working = {
  status: 202,
  body: { runtimeStatus: 'Running' },
  headers: { 'retry-after': String(RETRY_AFTER_S) },
};
const completed = { body: { instanceId: 'i-7', runtimeStatus: 'Completed', output: 'sent' } };

const fulfil = (name: string): Promise<TestFlow> =>
  server.flow({
    name,
    steps: [
      {
        ...{ id: 'fulfil', kind: 'action', action: 'azure-functions.run-durable' },
        connection: 'azure-functions',
        input: { function: 'orchestrators/Fulfil', body: { $path: '$.trigger.body.order' } },
      },
    ],
  });

const member = '0bc83cb571cd1c50ba6f3e8a78ef1346';
const PUT = `/lists/a1/members/${member}`;
const TAGS = `${PUT}/tags`;

const subscribe = (name: string): Promise<TestFlow> =>
  server.flow({
    name,
    steps: [
      {
        ...{ id: 'add', kind: 'action', action: 'mailchimp.upsert-member' },
        connection: 'mailchimp',
        retry: { times: 3, backoff: 'fixed', first: '1s', max: '1s' },
        input: { list_id: 'a1', email_address: 'MyEmailAddress@example.com', tags: ['new'] },
      },
    ],
  });

describe('a sequence of requests', () => {
  it('that waits is a row until its time, and goes on in whatever process there is then', async () => {
    answerOf = ({ path }, nth) => {
      if (path === START) return { status: 202, body: { id: 'i-7' } };
      return nth < 2 ? working : completed;
    };
    const flow = await fulfil('Waits');
    const one = await worker();
    const run = await server.start(flow, { order: 7 });
    const waiting = await server.until(run, 'waiting');
    await one.get(WorkerService).drain();
    expect(Date.parse(waiting.waits_until ?? '') - Date.now()).toBeGreaterThan(3_000);
    expect(briefly(waiting)).toEqual(['fulfil#1 running']);
    expect(waiting.attempts[0]).toMatchObject({ output: null, input: { body: 7 } });
    // The address of the second call names it; what is stored to go on with is not shown.
    const { calls, ...shown } = waiting.attempts[0] ?? {};
    expect(calls?.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(JSON.stringify(shown)).not.toContain('i-7');

    await worker();
    const ended = await server.until(run, 'succeeded');
    expect(counts()).toEqual({ [`POST ${START}`]: 1, [`GET ${LOOK}`]: 2 });
    expect(briefly(ended)).toEqual(['fulfil#1 succeeded']);
    expect(ended.attempts[0]).toMatchObject({
      input: { body: 7 },
      output: { id: 'i-7', status: 'Completed', result: 'sent' },
    });
  });

  it('is gone on with behind its last write when its process is cut, under the same keys', async () => {
    answerOf = ({ path }) => (path === PUT ? { body: { id: 'm' } } : undefined);
    const flow = await subscribe('Cut');
    await worker();
    const run = await server.start(flow, { order: 7 });
    await expect.poll(() => heldAt(TAGS)).toBe(true);
    const late = held.splice(0);
    answerOf = () => ({ status: 204 });
    await expire(run);
    await worker();
    const ended = await server.until(run, 'succeeded');
    for (const { response } of late) answer(response, { status: 500 });
    expect(counts()).toEqual({ [`PUT ${PUT}`]: 1, [`POST ${TAGS}`]: 2 });
    const [first, again] = sent({ method: 'POST', path: TAGS });
    expect(again?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(first?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(briefly(ended)).toEqual(['add#1 succeeded']);
  });

  it('makes no write again whose answer it had, when a later one is refused for now', async () => {
    answerOf = ({ path }, nth) =>
      path === TAGS && nth === 1 ? { status: 503, headers: { 'retry-after': '1' } } : {};
    const flow = await subscribe('Refused');
    await worker();
    const run = await server.start(flow, { order: 7 });
    const ended = await server.until(run, 'succeeded');
    expect(counts()).toEqual({ [`PUT ${PUT}`]: 1, [`POST ${TAGS}`]: 2 });
    expect(briefly(ended)).toEqual(['add#1 failed', 'add#2 succeeded']);
  });
});

describe('a sequence of requests for a large event', () => {
  it('is stored, waits and goes on through the thread', { timeout: 90_000 }, async () => {
    answerOf = ({ path }, nth) => {
      if (path === START) return { status: 202, body: { id: 'i-7' } };
      if (path === TAGS && nth === 1) return { status: 503, headers: { 'retry-after': '1' } };
      return path === LOOK && nth < 2 ? working : completed;
    };
    const waits = await fulfil('Waits in the thread');
    const refused = await subscribe('Refused in the thread');
    await worker();
    const runs = [
      await server.start(waits, { order: 7, pad: PAD }),
      await server.start(refused, { pad: PAD }),
    ];
    const statuses = () => Promise.all(runs.map(async (run) => (await server.run(run)).status));
    // In development the thread takes seconds to start.
    await expect.poll(statuses, { timeout: 60_000 }).toEqual(['succeeded', 'succeeded']);
    // What only reads may run again.
    const { [`GET ${LOOK}`]: looks, ...writes } = counts();
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(writes).toEqual({
      [`POST ${START}`]: 1,
      ...{ [`PUT ${PUT}`]: 1, [`POST ${TAGS}`]: 2 },
    });
  });
});

describe('a sequence that must not be repeated', () => {
  it('goes on elsewhere when it was cut in a read, and is in doubt when it was cut in a write', async () => {
    answerOf = ({ path }) => (path === START ? { status: 202, body: { id: 'i-7' } } : undefined);
    const flow = await fulfil('Once');
    await worker();
    const read = await server.start(flow, { order: 1 });
    await expect.poll(() => heldAt(LOOK)).toBe(true);
    answerOf = ({ path }) => (path === START ? undefined : completed);
    const write = await server.start(flow, { order: 2 });
    await expect.poll(() => heldAt(START)).toBe(true);
    await expire(read);
    await expire(write);
    await worker();
    expect(briefly(await server.until(read, 'succeeded'))).toEqual(['fulfil#1 succeeded']);
    const doubted = await server.until(write, 'in_doubt');
    expect(doubted.error?.code).toBe('CALL_IN_DOUBT');
    expect(counts()).toEqual({ [`POST ${START}`]: 2, [`GET ${LOOK}`]: 2 });
  });

  it('that is cancelled while it waits is called no more, and nothing is in doubt', async () => {
    answerOf = ({ path }) => (path === START ? { status: 202, body: { id: 'i-7' } } : working);
    const flow = await fulfil('Cancelled');
    await worker();
    const run = await server.start(flow, { order: 1 });
    await server.until(run, 'waiting');
    expect((await server.api('POST', `/runs/${run}/cancel`)).status).toBe(200);
    expect(briefly(await server.run(run))).toEqual(['fulfil#1 skipped']);
  });
});

describe('a sequence whose step is tried', () => {
  it('does not wait for minutes, and says why', async () => {
    answerOf = ({ path }) => {
      if (path === START) return { status: 202, body: { id: 'i-7' } };
      return { ...working, headers: { 'retry-after': '120' } };
    };
    const { id } = await fulfil('Tried');
    const { body } = await server.api('POST', `/flows/${id}/steps/fulfil/test`, {});
    expect(body).toMatchObject({
      status: 'failed',
      error: {
        code: 'ACTION_LIMIT',
        message: expect.stringContaining('60 seconds that are waited outside of a run') as string,
        hint: 'A run of the flow waits for as long as it takes.',
      },
    });
  });
});
