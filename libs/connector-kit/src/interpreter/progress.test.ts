import { manifestSchema, type JsonObject, type JsonValue, type Manifest } from '@millrace/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallWaits, type CallRoom } from '../call-room.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import { startServer, type TestServer } from '../testing.ts';
import { openAccount } from './account.ts';
import { compileAction } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const SECRET = 'secret-of-the-account';

type Answer = { status?: number; body?: JsonValue; headers?: Record<string, string> };

let server: TestServer;
let http: HttpClient;
/** Answers in order; afterwards all is well. */
let answers: Answer[];
let clock: number;

beforeEach(async () => {
  answers = [];
  clock = NOW;
  server = await startServer((_request, response) => {
    const { status = 200, body = { id: 7, state: 'ready' }, headers = {} } = answers.shift() ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  http = createHttpClient({ allow: ['127.0.0.1'] });
});

afterEach(async () => {
  await http.close();
  await server.close();
});

const path = ($path: string) => ({ $path });
const isReady = { left: path('$.answer.body.state'), op: 'equals', right: 'ready' };
const whole = { id: 'make', method: 'POST', path: '/labels' };
const make = { ...whole, keep: { id: path('$.answer.body.id') } };
const look = { id: 'look', path: '/labels/{id}', values: { id: path('$.steps.make.id') } };
const send = { ...look, id: 'send', method: 'POST', path: '/labels/{id}/send' };
const poll = (every: string) => ({
  ...look,
  until: { when: { all: [isReady] }, every, most: '10m' },
});
const away409 = [{ status: [409], is: 'away', after: '1s' }];

function manifestOf(steps: object[]): Manifest {
  return manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'labels', version: 1, name: 'Labels', description: 'Labels.' },
    ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'L' }, servers: { api: server.url } },
    auth: {
      key: {
        ...{ kind: 'bearer', label: 'Key', token: '{key}' },
        fields: [{ key: 'key', label: 'Key', type: 'secret', required: true }],
      },
    },
    actions: {
      do: {
        ...{ label: 'Do', description: 'Does.', risk: 'writes', input: [], output: {}, steps },
        ...{ repeat: { by: 'nature' }, sample: { input: {}, output: {} } },
      },
    },
  });
}

/** What is stored of calls, and how often. */
class Room implements CallRoom {
  state: string | undefined;
  retries = false;
  neverRepeat = false;
  /** What each checkpoint said: whether a write comes. */
  said: boolean[] = [];
  /** Ends the process at the checkpoint with this number, after it was stored. */
  endsAt = 0;

  checkpoint(state: string, writes: boolean): Promise<void> {
    this.state = state;
    this.said.push(writes);
    return this.said.length === this.endsAt
      ? Promise.reject(new Error('killed'))
      : Promise.resolve();
  }
}

function call(steps: object[], more: Partial<PlanContext>): Promise<JsonValue> {
  const manifest = manifestOf(steps);
  const action = manifest.actions?.['do'] ?? expect.fail();
  const input: JsonObject = {};
  return runPlan(compileAction(manifest, action), {
    ...{ account: openAccount(manifest, { name: 'Mine', values: { key: SECRET } }), input, http },
    ...{ files: undefined, key: 'key of the step', signal: new AbortController().signal },
    now: () => new Date(clock),
    sleep: (ms) => {
      clock += ms;
      return Promise.resolve();
    },
    ...more,
  });
}

/** How a call ends that is stored and gone on with whenever it waits; how long each wait was. */
async function throughWaits(steps: object[], room: Room): Promise<number[]> {
  const waits: number[] = [];
  for (;;) {
    try {
      await call(steps, { room });
      return waits;
    } catch (error) {
      if (!(error instanceof CallWaits)) throw error;
      waits.push(error.until.getTime() - clock);
      clock = error.until.getTime();
      room.state = error.state;
    }
  }
}

const sent = (): string[] => server.requests.map(({ method, path: to }) => `${method} ${to}`);
const keys = (): unknown[] => server.requests.map(({ headers }) => headers['idempotency-key']);
const notYet: Answer = { body: { state: 'working' } };

describe('a sequence of requests', () => {
  it('is stored behind each write that another request follows', async () => {
    const room = new Room();
    await call([make, look, send], { room });
    expect(sent()).toEqual(['POST /labels', 'GET /labels/7', 'POST /labels/7/send']);
    expect(room.said).toEqual([false]);
    expect(room.state).toBe(
      '{"from":{"step":"look","item":0,"results":[],"steps":{"make":{"id":7}}}}',
    );
  });

  it('is not stored when its steps behind the write are skipped, or it only reads', async () => {
    const room = new Room();
    const never = { all: [{ left: 1, op: 'equals', right: 2 }] };
    await call([make, { ...send, when: never }], { room });
    await call(
      [
        { ...look, path: '/labels', values: {} },
        { ...look, id: 'again', path: '/' },
      ],
      { room },
    );
    expect(room.said).toEqual([]);
  });

  it('goes on behind the last stored write, with the same keys', async () => {
    const room = new Room();
    room.endsAt = 2;
    const steps = [make, look, send, { ...send, id: 'more' }];
    await expect(call(steps, { room })).rejects.toThrow('killed');
    expect(sent()).toHaveLength(3);
    await call(steps, { room });
    expect(sent().slice(3)).toEqual(['POST /labels/7/send']);
    const resumed = keys();
    server.requests.splice(0);
    await call(steps, {});
    expect(keys()).toEqual(resumed);
  });

  it('stores each item of a step that goes through items', async () => {
    const room = new Room();
    room.endsAt = 1;
    const each = { ...make, each: { of: ['a', 'b', 'c'] }, body: { name: path('$.item') } };
    await expect(call([each], { room })).rejects.toThrow('killed');
    expect(await call([each], { room })).toEqual(
      [{ id: 7 }, { id: 7 }, { id: 7 }].map(() => expect.anything() as unknown),
    );
    expect(server.requests.map(({ body }) => body)).toEqual([
      '{"name":"a"}',
      '{"name":"b"}',
      '{"name":"c"}',
    ]);
  });

  it('reads anew in the next try, and makes no stored write again', async () => {
    const room = new Room();
    const put = {
      ...send,
      method: 'PUT',
      answers: away409,
      headers: { 'if-match': path('$.steps.look.body.tag') },
    };
    answers = [
      {},
      { body: { id: 7, tag: 'old' } },
      { status: 409 },
      { body: { id: 7, tag: 'new' } },
    ];
    const steps = [make, look, put];
    await expect(call(steps, { room })).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    room.retries = true;
    await call(steps, { room });
    expect(sent()).toEqual([
      ...['POST /labels', 'GET /labels/7', 'PUT /labels/7/send'],
      ...['GET /labels/7', 'PUT /labels/7/send'],
    ]);
    expect(server.requests.map(({ headers }) => headers['if-match'])).toEqual([
      ...[undefined, undefined, 'old', undefined, 'new'],
    ]);
  });

  it('that a wait interrupted between a read and a write reads anew in the next try, too', async () => {
    const room = new Room();
    const steps = [
      { ...look, path: '/tag', values: {} },
      { ...poll('1m'), id: 'wait', path: '/free', values: {} },
      make,
    ];
    answers = [{ body: { tag: 'old' } }, notYet, { body: { state: 'ready' } }, { status: 503 }];
    await expect(throughWaits(steps, room)).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    room.retries = true;
    await call(steps, { room });
    expect(sent().slice(4)).toEqual(['GET /tag', 'GET /free', 'POST /labels']);
  });

  it('says before a write that must not be repeated that it comes, and behind it that it is over', async () => {
    const room = new Room();
    room.neverRepeat = true;
    await call(
      [{ ...look, path: '/', values: {} }, { ...make, path: '/a' }, send, { ...look, id: 'last' }],
      { room },
    );
    // Before the read, before the first write, before the second one, before the last read.
    expect(room.said).toEqual([false, true, true, false]);
  });

  it('stores no secret, wherever an answer repeats one', async () => {
    const room = new Room();
    answers = [{ body: { id: 7, of: SECRET }, headers: { 'x-key': `Bearer ${SECRET}` } }];
    await call([whole, { ...look, values: { id: 7 } }], { room });
    expect(room.state).toContain('x-key');
    expect(room.state).not.toContain(SECRET);
  });

  it('that keeps more than 256 kB ends by name before it sends more', async () => {
    const room = new Room();
    answers = [{ body: { id: 'x'.repeat(256 * 1024) } }];
    await expect(call([make, look], { room })).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
      message: expect.stringContaining('larger than 256 kB') as string,
    });
    expect(sent()).toEqual(['POST /labels']);
  });

  it('of an action that has changed meanwhile ends by name', async () => {
    const room = new Room();
    room.endsAt = 1;
    await expect(call([make, look], { room })).rejects.toThrow('killed');
    await expect(call([make, send], { room })).rejects.toMatchObject({ code: 'ACTION_CHANGED' });
    expect(sent()).toEqual(['POST /labels']);
  });
});

describe('a single request', () => {
  it.each([false, true])('stores nothing (must not be repeated: %s)', async (neverRepeat) => {
    const room = new Room();
    room.neverRepeat = neverRepeat;
    await call([make], { room });
    expect(room.said).toEqual([]);
  });
});

describe('a request that is asked again until it is done', () => {
  it('waits for long as a row, and goes on from there', async () => {
    answers = [{}, notYet, notYet, notYet];
    expect(await throughWaits([make, poll('30s'), send], new Room())).toEqual([
      30_000, 30_000, 30_000,
    ]);
    expect(sent()).toEqual([
      'POST /labels',
      ...['GET /labels/7', 'GET /labels/7', 'GET /labels/7', 'GET /labels/7'],
      'POST /labels/7/send',
    ]);
  });

  it('waits up to 5 seconds in the process, and as a row when that was not enough', async () => {
    answers = [{}, ...Array.from({ length: 5 }, () => notYet)];
    expect(await throughWaits([make, poll('2s')], new Room())).toEqual([2_000, 2_000, 2_000]);
    expect(clock).toBe(NOW + 10_000);
  });

  it('gives up after its time, however often it was stored', async () => {
    answers = [{}, ...Array.from({ length: 100 }, () => notYet)];
    await expect(throughWaits([make, poll('3m')], new Room())).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
    });
    expect(clock).toBe(NOW + 12 * 60_000);
  });

  it('gives up after its time, however often a try of it fails', async () => {
    const room = new Room();
    answers = [{}, notYet, { status: 503 }, notYet];
    await expect(throughWaits([make, poll('6m')], room)).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
    });
    room.retries = true;
    clock += 5 * 60_000;
    await expect(throughWaits([make, poll('6m')], room)).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
    });
  });

  it('where nobody goes on with it waits for a while, then says so', async () => {
    answers = [{}, ...Array.from({ length: 100 }, () => notYet)];
    await expect(call([make, poll('5s')], { patienceMs: 60_000 })).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
      message:
        'The action at Labels was ended: it has to wait longer than the 60 seconds that are waited outside of a run.',
    });
    expect(clock).toBe(NOW + 60_000);
  });
});
