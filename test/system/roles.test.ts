import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY, cleanUp, poll, startMillrace, type Millrace } from '../support/millrace.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';

/** The lease of a run, and what taking it over may take on top. */
const TAKEOVER_MS = 15_000 + 5_000;
const EXIT_MS = 30_000;
/** Connections are cut off after eight seconds: it ends long before that. */
const SOON_MS = 7_000;

let postgres: TestPostgres;
let receiver: Receiver;
let api: Millrace;
let intake: Millrace;
let worker: Millrace;
const key = randomBytes(32).toString('hex');
const processes: Millrace[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  receiver = await startReceiver();
  api = await start('api');
  intake = await start('intake');
  worker = await start('worker');
});

afterEach(() => {
  receiver.holding = false;
  receiver.release();
  receiver.calls.length = 0;
});

afterAll(async () => {
  receiver.holding = false;
  receiver.release();
  for (const one of processes.reverse()) {
    await one.stop();
    await cleanUp(one.dataDir);
  }
  receiver.close();
  await postgres.remove();
});

async function start(roles: string): Promise<Millrace> {
  const server = await startMillrace({
    env: {
      MILLRACE_ROLES: roles,
      MILLRACE_DATABASE_URL: postgres.url,
      MILLRACE_ENCRYPTION_KEY: key,
    },
  });
  processes.push(server);
  return server;
}

const forward = {
  ...{ id: 'send', kind: 'action', action: 'http.request' },
  input: { method: 'POST', url: '', body: { $path: '$.trigger.body' } },
};

/** The path of the trigger URL of a new flow. */
async function liveFlow(name: string, steps: object[], trigger: object = {}): Promise<string> {
  const document = { millrace: 1, name, trigger: { kind: 'webhook', ...trigger }, steps };
  const { body } = await api.api<{ id: string; hook_url: string }>('POST', '/flows', { document });
  expect((await api.api('POST', `/flows/${body.id}/publish`)).status).toBe(200);
  return new URL(body.hook_url).pathname;
}

const forwarding = (name: string) =>
  liveFlow(name, [{ ...forward, input: { ...forward.input, url: receiver.url } }]);

function post(server: Millrace, path: string, body: unknown): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function accepted(server: Millrace, path: string, body: unknown): Promise<string> {
  const answer = await post(server, path, body);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { run: string }).run;
}

const statusOf = async (run: string) => (await api.api('GET', `/runs/${run}`)).body['status'];

const ends = (run: string) => poll(async () => (await statusOf(run)) === 'succeeded', 30_000);

/** Seconds until a process has ended after SIGTERM, and its exit code. */
async function terminate(server: Millrace): Promise<{ code: number | null; ms: number }> {
  const began = performance.now();
  const code = await server.stop();
  return { code, ms: performance.now() - began };
}

describe('processes with a role each', () => {
  it('serve what belongs to their role, and say whether they are ready', async () => {
    const hook = await liveFlow('Served', []);
    const statuses = async (server: Millrace) => [
      (await fetch(`${server.url}/readyz`)).status,
      (await server.api('GET', '/flows').catch(() => ({ status: 404 }))).status,
      (await post(server, hook, {})).status,
    ];
    expect(await statuses(api)).toEqual([200, 200, 404]);
    expect(await statuses(intake)).toEqual([200, 404, 200]);
    expect(await statuses(worker)).toEqual([200, 404, 404]);
  });

  it('take an event in here, run it there, and show it in a third place', async () => {
    const run = await accepted(intake, await forwarding('Three places'), { order: 1 });
    await ends(run);
    expect(receiver.calls.map(({ body }) => body)).toEqual(['{"order":1}']);
    const { body } = await api.api<{ attempts: unknown[] }>('GET', `/runs/${run}`);
    expect(body.attempts).toHaveLength(1);
  });

  it('answer a sender with what a run in another process replies', async () => {
    const set = { id: 's', kind: 'set', fields: { v: { $path: '$.trigger.body.v' } } };
    const result = await liveFlow('Result', [set], { reply: { mode: 'result' } });
    const answer = await post(intake, result, { v: 7 });
    expect(await answer.json()).toMatchObject({ status: 'succeeded', output: { v: 7 } });
    const respond = { id: 'r', kind: 'respond', status: 201, body: 'made' };
    const own = await liveFlow('Respond', [respond], { reply: { mode: 'respond' } });
    const made = await post(intake, own, {});
    expect([made.status, await made.text()]).toEqual([201, 'made']);
  });

  it('tell a browser at one of them what happens in the others', async () => {
    const hook = await forwarding('Streamed');
    const leave = new AbortController();
    const stream = await fetch(`${api.url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${API_KEY}` },
      signal: leave.signal,
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    const run = await accepted(intake, hook, {});
    await poll(() => text.includes(run) && /"verdict":"accepted"/.test(text));
    await poll(() => text.includes(`"id":"${run}"`) && /"status":"succeeded"/.test(text));
    leave.abort();
    await reading;
  });

  it('know of a change to a flow made in another', async () => {
    const hook = await liveFlow('Paused there', []);
    await accepted(intake, hook, {});
    const { body } = await api.api<{ items: { id: string; name: string }[] }>('GET', '/flows');
    const flow = body.items.find(({ name }) => name === 'Paused there');
    await api.api('POST', `/flows/${flow?.id ?? ''}/pause`);
    await poll(async () => (await (await post(intake, hook, {})).text()).includes('"paused"'));
  });
});

describe('a worker that is told to stop', () => {
  it('ends the call under way, and exits; others run what comes after', async () => {
    const hook = await forwarding('Drained');
    const other = await start('worker');
    receiver.holding = true;
    const runs = [await accepted(intake, hook, { n: 1 }), await accepted(intake, hook, { n: 2 })];
    await poll(() => receiver.calls.length === 2);
    const stopping = terminate(worker);
    await poll(() => worker.output().includes('Stopping'));
    receiver.holding = false;
    receiver.release();
    expect(await stopping).toMatchObject({
      code: 0,
      ms: expect.toSatisfy((ms) => ms < EXIT_MS) as number,
    });
    for (const run of runs) await ends(run);
    expect(receiver.calls).toHaveLength(2);
    await ends(await accepted(intake, hook, { n: 3 }));
    worker = other;
  });

  it('with a call that does not end releases the run, exits in time, and another goes on', async () => {
    const hook = await forwarding('Released');
    receiver.holding = true;
    const run = await accepted(intake, hook, { n: 1 });
    await poll(() => receiver.calls.length === 1);
    const stopping = terminate(worker);
    worker = await start('worker');
    const { code, ms } = await stopping;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(EXIT_MS);
    await poll(() => receiver.calls.length === 2, 5_000);
    receiver.holding = false;
    receiver.release();
    await ends(run);
    expect(new Set(receiver.calls.map((call) => call.key)).size).toBe(1);
  });
});

describe('a server that is told to stop while events come in', () => {
  it('loses none that it has acknowledged', async () => {
    const hook = await forwarding('Rolling');
    const leaving = await start('intake,worker');
    const runs: string[] = [];
    const sending = Array.from({ length: 10 }, async (_, sender) => {
      for (let n = 0; ; n += 1) {
        const answer = await post(leaving, hook, { sender, n }).catch(() => undefined);
        if (answer?.status !== 200) return;
        runs.push(((await answer.json()) as { run: string }).run);
      }
    });
    await poll(() => runs.length > 200);
    const { code, ms } = await terminate(leaving);
    await Promise.all(sending);
    expect(code).toBe(0);
    // Senders that keep their connections do not keep it going.
    expect(ms).toBeLessThan(SOON_MS);
    for (const run of runs) await ends(run);
    expect(receiver.calls).toHaveLength(runs.length);
  });
});

describe('a worker that is killed in the middle of a call', () => {
  it('is replaced by another within the lease and five seconds, under the same key', async () => {
    const hook = await forwarding('Killed');
    receiver.holding = true;
    const run = await accepted(intake, hook, { n: 1 });
    await poll(() => receiver.calls.length === 1);
    const other = await start('worker');
    await worker.kill();
    const killed = performance.now();
    await poll(() => receiver.calls.length === 2, TAKEOVER_MS + 5_000);
    expect((receiver.calls[1]?.at ?? Infinity) - killed).toBeLessThan(TAKEOVER_MS);
    receiver.holding = false;
    receiver.release();
    await ends(run);
    expect(new Set(receiver.calls.map((call) => call.key)).size).toBe(1);
    worker = other;
  });
});
