import type { Manifest } from '@millrace/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startServer } from '../testing.ts';
import { ChangingServer, limitedApp, LimitedWorld, sending } from './limits.testing.ts';

let world: LimitedWorld;
let server: ChangingServer;

beforeEach(async () => {
  world = new LimitedWorld();
  server = new ChangingServer();
  await server.start();
});

afterEach(async () => {
  await world.close();
  await server.close();
});

const app = (written: Partial<Manifest> = {}): Manifest => limitedApp(server.url, written);
const CALM = { limits: { calls: { calls: [{ count: 10, in: '1s' }], at_once: 2 } } };

/** Most calls that were made in any second. */
function mostInASecond(): number {
  const times = world.sent.map(({ at }) => at);
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
  );
}

describe('256 runs at once of one connection', () => {
  it('keep to its limits, in the order in which they came', async () => {
    let atOnce = 0;
    let mostAtOnce = 0;
    server.answer = (request, response) => {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      setImmediate(() => {
        atOnce -= 1;
        json(200, {})(request, response);
      });
    };
    const manifest = app(CALM);
    const runs = Array.from({ length: 256 }, (_, n) =>
      world.run(manifest, { key: `run-${n}`, input: { n } }),
    );
    await world.settled(Promise.all(runs));
    expect(server.requests).toHaveLength(256);
    expect(mostAtOnce).toBe(2);
    expect(mostInASecond()).toBe(10);
    expect(world.numbers()).toEqual(Array.from({ length: 256 }, (_, n) => n));
  });

  it('do not hold up a run of another connection', async () => {
    const manifest = app(CALM);
    const began = world.now;
    const runs = Array.from({ length: 256 }, (_, n) => world.run(manifest, { input: { n } }));
    const other = world.run(manifest, { connection: 'other', input: { n: -1 } });
    await world.settled(other);
    expect(world.now).toBe(began);
    await world.settled(Promise.all(runs));
  });
});

describe('a call that waits', () => {
  const one = { limits: { calls: { at_once: 1 } } };

  it('leaves the line when it is called off, and the next goes', async () => {
    const release = server.hold();
    const manifest = app(one);
    const first = world.run(manifest, { input: { n: 1 } });
    const off = new AbortController();
    const second = world.run(manifest, { input: { n: 2 }, signal: off.signal });
    const third = world.run(manifest, { input: { n: 3 } });
    off.abort();
    await expect(second).rejects.toMatchObject({ code: 'CALL_RATE_LIMITED' });
    release();
    await world.settled(Promise.all([first, third]));
    expect(world.numbers()).toEqual([1, 3]);
  });

  it('goes before the others when a person waits for it', async () => {
    const release = server.hold();
    const manifest = app(one);
    const runs = [1, 2, 3].map((n) => world.run(manifest, { input: { n } }));
    const test = world.run(manifest, { input: { n: 4 }, attended: true });
    release();
    await world.settled(Promise.all([...runs, test]));
    expect(world.numbers()).toEqual([1, 4, 2, 3]);
  });

  it('is signed after its wait, at the time when it is sent', async () => {
    const manifest = app({
      limits: { calls: { calls: [{ count: 1, in: '1m' }] } },
      auth: {
        key: {
          ...{ kind: 'sign', label: 'Key', scheme: 'aws4' },
          with: { key: 'id', secret: 'secret', region: 'eu-west-1', service: 'app' },
        },
      },
    });
    await world.settled(Promise.all([world.run(manifest), world.run(manifest)]));
    const dates = server.requests.map(({ headers }) => String(headers['x-amz-date']));
    expect(new Set(dates).size).toBe(2);
  });

  it('does not use up another limit meanwhile', async () => {
    const manifest = app({
      limits: {
        slow: { calls: [{ count: 1, in: '4s' }] },
        shared: { calls: [{ count: 2, in: '4s' }] },
      },
      actions: {
        slow: sending({ limit: { use: ['slow', 'shared'] } }),
        act: sending({ limit: { use: ['shared'] } }),
      },
    });
    const began = world.now;
    const runs = [1, 2].map((n) => world.run(manifest, { name: 'slow', input: { n } }));
    await world.settled(world.run(manifest, { input: { n: 3 } }));
    expect(world.now).toBe(began);
    await world.settled(Promise.all(runs));
    expect(world.numbers()).toEqual([1, 3, 2]);
  });
});

describe('the limits that a call is under', () => {
  it('are those it names, and those that none names', async () => {
    const manifest = app({
      limits: {
        all: { calls: [{ count: 3, in: '1s' }] },
        search: { calls: [{ count: 1, in: '1s' }] },
      },
      actions: { act: sending(), search: sending({ limit: { use: ['search'] } }) },
    });
    const searches = [1, 2].map((n) => world.run(manifest, { name: 'search', input: { n } }));
    const others = [3, 4, 5].map((n) => world.run(manifest, { input: { n } }));
    await world.settled(Promise.all([...searches, ...others]));
    const [first = 0] = world.sent.map(({ at }) => at);
    expect(world.numbers().slice(0, 3)).toEqual([1, 3, 4]);
    expect(world.sent.map(({ at }) => at === first)).toEqual([true, true, true, false, false]);
  });

  it('cost what the request says', async () => {
    const manifest = app({
      limits: { units: { calls: [{ count: 10, in: '1m' }] } },
      actions: {
        act: sending({ limit: { use: ['units'], cost: { $path: '$.input.cost' } } }),
      },
    });
    const began = world.now;
    await world.settled(world.run(manifest, { input: { cost: 9 } }));
    await world.settled(world.run(manifest, { input: { cost: 1 } }));
    expect(world.now).toBe(began);
    await world.settled(world.run(manifest, { input: { cost: 1 } }));
    expect(world.now - began).toBeGreaterThan(59_000);
  });

  it('are those of a part of the account, and not there for calls of no part', async () => {
    const manifest = app({
      limits: { chat: { per: { $path: '$.input.chat' }, calls: [{ count: 1, in: '1m' }] } },
    });
    const began = world.now;
    for (const input of [{ chat: 'a' }, { chat: 'b' }, {}, {}]) {
      await world.settled(world.run(manifest, { input }));
    }
    expect(world.now).toBe(began);
    await world.settled(world.run(manifest, { input: { chat: 'a' } }));
    expect(world.now).toBeGreaterThan(began);
  });

  it('are of one server each where the connector says so', async () => {
    const other = await startServer(json(200, {}));
    const manifest = app({
      servers: { api: server.url, other: other.url },
      limits: { host: { per: 'server', calls: [{ count: 1, in: '1m' }] } },
      actions: { act: sending(), other: sending({ server: 'other' }) },
    });
    const began = world.now;
    await world.settled(world.run(manifest));
    await world.settled(world.run(manifest, { name: 'other' }));
    expect(world.now).toBe(began);
    await other.close();
  });
});

describe('an answer that says what is left', () => {
  it('makes later calls wait until the reset it names', async () => {
    server.answer = json(200, {}, { 'x-left': '0', 'x-reset': '7' });
    const learn = {
      left: { $path: "$.answer.headers['x-left']" },
      reset: { $path: "$.answer.headers['x-reset']" },
    };
    const manifest = app({ limits: { calls: { learn } } });
    const began = world.now;
    await world.settled(world.run(manifest));
    await world.settled(world.run(manifest, { connection: 'other' }));
    expect(world.now).toBe(began);
    await world.settled(world.run(manifest));
    expect(world.now - began).toBe(7_000);
  });

  it('tells what calls cost, and how fast it comes back', async () => {
    server.answer = json(200, { cost: 40, left: 10, most: 100, refill: 10 });
    const at = (name: string) => ({ $path: `$.answer.body.${name}` });
    const learn = {
      ...{ left: at('left'), most: at('most'), refill_per_s: at('refill'), cost: at('cost') },
    };
    const manifest = app({ limits: { points: { learn } } });
    const began = world.now;
    await world.settled(world.run(manifest));
    await world.settled(world.run(manifest));
    expect(world.now - began).toBe(3_000);
  });

  it('says nothing of it in another form', async () => {
    server.answer = json(200, {}, { 'x-left': 'many' });
    const learn = { left: { $path: "$.answer.headers['x-left']", as: 'number' as const } };
    const manifest = app({ limits: { calls: { learn } } });
    await expect(world.settled(world.run(manifest))).resolves.toEqual({});
  });
});

describe('an answer that asks for fewer calls', () => {
  const slow = json(429, {}, { 'retry-after': '30' });

  it('fails the call, and later ones of the same account and host wait instead', async () => {
    const other = await startServer(json(200, {}));
    const manifest = app({
      servers: { api: server.url, other: other.url },
      actions: { act: sending(), other: sending({ server: 'other' }) },
    });
    const began = world.now;
    server.answer = slow;
    await expect(world.settled(world.run(manifest))).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
      details: { retry_after: 30 },
    });
    server.answer = json(200, {});
    await world.settled(world.run(manifest, { name: 'other' }));
    await world.settled(world.run(manifest, { connection: 'other' }));
    expect(world.now).toBe(began);
    await world.settled(world.run(manifest));
    expect(world.now - began).toBe(30_000);
    await other.close();
  });

  it('holds a moment where it names no time', async () => {
    const manifest = app();
    const began = world.now;
    server.answer = json(429, {});
    await expect(world.settled(world.run(manifest))).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
    });
    server.answer = json(200, {});
    await world.settled(world.run(manifest));
    expect(world.now - began).toBe(1_000);
  });

  it('holds the part of the account that it was about, and halves the rest', async () => {
    const manifest = app({
      limits: {
        all: { calls: [{ count: 4, in: '1s' }] },
        chat: { per: { $path: '$.input.chat' }, hold: '20s' },
      },
    });
    server.answer = json(429, {});
    const began = world.now;
    const failed = world.settled(world.run(manifest, { input: { chat: 'a' } }));
    await expect(failed).rejects.toMatchObject({ code: 'CALL_RATE_LIMITED' });
    server.answer = json(200, {});
    await world.settled(world.run(manifest, { input: { chat: 'b' } }));
    expect(world.now).toBe(began);
    await world.settled(world.run(manifest, { input: { chat: 'c' } }));
    expect(world.now - began).toBeGreaterThan(900);
    await world.settled(world.run(manifest, { input: { chat: 'a' } }));
    expect(world.now - began).toBe(20_000);
  });

  it('holds also when it says that the application is busy', async () => {
    const manifest = app();
    const began = world.now;
    server.answer = json(503, {}, { 'retry-after': '20' });
    await expect(world.settled(world.run(manifest))).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
    });
    server.answer = json(200, {});
    await world.settled(world.run(manifest));
    expect(world.now - began).toBe(20_000);
  });

  it('does not keep a person away', async () => {
    const manifest = app();
    server.answer = slow;
    await expect(world.settled(world.run(manifest))).rejects.toThrow();
    const began = world.now;
    server.answer = json(200, {});
    await world.settled(world.run(manifest, { attended: true }));
    expect(world.now - began).toBe(5_000);
  });
});
