import type { HookAnswer } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';

let database: TestDatabase;
/** Two processes on one database. */
let servers: TestServer[];
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  servers = [
    await startServer(database),
    await startServer(database, { roles: new Set(['intake']) }),
  ];
  flow = await liveFlow();
});

afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.drop();
});

const first = (): TestServer => servers[0] ?? expect.fail();

function liveFlow(more: object = {}): Promise<TestFlow> {
  const dedupe = { by: { key: { $path: '$.trigger.body.order' } }, window: '30d' };
  return first().flow({ trigger: { kind: 'webhook', dedupe, ...more } as never });
}

async function deliver(target: TestFlow, body: object, server = first()): Promise<HookAnswer> {
  const { status, body: answer } = await server.send(target, body);
  expect(status).toBe(200);
  return answer as unknown as HookAnswer;
}

/** How many runs and events of each verdict a flow has. */
async function stored({ id }: TestFlow): Promise<Record<string, number>> {
  const { rows } = await first().pool.query<{ what: string; count: number }>(
    `SELECT verdict AS what, count(*)::integer AS count FROM events WHERE flow_id = $1 GROUP BY 1
     UNION ALL SELECT 'runs', count(*)::integer FROM runs WHERE flow_id = $1`,
    [id],
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

describe('copies of a delivery', () => {
  it('sent a hundred at a time to two processes start one run, and all name the first', async () => {
    const orders = ['a', 'b', 'c', 'd', 'e'];
    const sent = Array.from({ length: 100 }, (_, copy) =>
      orders.map((order) => deliver(flow, { order, copy }, servers[copy % 2])),
    );
    const answers = await Promise.all(sent.map((copies) => Promise.all(copies)));
    for (const [index] of orders.entries()) {
      const copies = answers.map((row) => row[index]);
      expect(new Set(copies.map((one) => one?.run)).size).toBe(1);
      expect(new Set(copies.map((one) => one?.event)).size).toBe(1);
      expect(copies.filter((one) => one?.duplicate !== true)).toHaveLength(1);
    }
    expect(new Set(answers.flat().map(({ run }) => run)).size).toBe(orders.length);
    expect(await stored(flow)).toEqual({ accepted: 5, duplicate: 495, runs: 5 });
  });

  it('sent later name the first too, and are kept with the reason', async () => {
    const own = await liveFlow();
    const original = await deliver(own, { order: 1 });
    const again = await deliver(own, { order: 1, other: 'body' });
    expect(again).toEqual({ ...original, duplicate: true });
    const { body } = await first().api('GET', `/events?flow=${own.id}&verdict=duplicate`);
    const [kept] = (body as { items: Record<string, unknown>[] }).items;
    expect(kept).toMatchObject({ run: null, reason: 'The same delivery arrived before.' });
    expect(kept?.['id']).not.toBe(original.event);
  });

  it('are new deliveries once the window has passed', async () => {
    const own = await liveFlow();
    const original = await deliver(own, { order: 1 });
    await first().pool.query(
      "UPDATE dedupe_keys SET expires_at = now() - interval '1 second' WHERE flow_id = $1",
      [own.id],
    );
    const [one, two] = await Promise.all([deliver(own, { order: 1 }), deliver(own, { order: 1 })]);
    expect(one.run).toBe(two.run);
    expect(one.run).not.toBe(original.run);
    expect(await stored(own)).toEqual({ accepted: 2, duplicate: 1, runs: 2 });
  });

  it('of one flow mean nothing to another', async () => {
    const others = await Promise.all([liveFlow(), liveFlow()]);
    const answers = await Promise.all(others.map((other) => deliver(other, { order: 'same' })));
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([undefined, undefined]);
    expect(new Set(answers.map(({ run }) => run)).size).toBe(2);
  });

  it('that differ in the type of their key are not copies', async () => {
    const own = await liveFlow();
    const keys = [1, '1', [1], true, { a: 1 }, null];
    const answers = await Promise.all(keys.map((order) => deliver(own, { order })));
    expect(new Set(answers.map(({ run }) => run)).size).toBe(keys.length);
  });

  it('byte for byte are one when the body itself is the key', async () => {
    const own = await liveFlow({ dedupe: { by: 'body' } });
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => deliver(own, { n: 1 })),
      deliver(own, { n: 2 }),
    ]);
    expect(new Set(answers.map(({ run }) => run)).size).toBe(2);
  });

  it('are all wanted by a flow that asks for no dedupe', async () => {
    const own = await liveFlow({ dedupe: { by: 'none' } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(own, { order: 1 })));
    expect(new Set(answers.map(({ run }) => run)).size).toBe(20);
  });
});

describe('a delivery without the value that tells copies apart', () => {
  it.each([
    ['null', { order: null, n: 1 }],
    ['absent', { n: 1 }],
    ['empty', { order: '', n: 1 }],
    ['an empty list', { order: [], n: 1 }],
  ])('is never a copy, and says so (%s)', async (_, body) => {
    const own = await liveFlow();
    const answers = [await deliver(own, body), await deliver(own, body)];
    expect(new Set(answers.map(({ run }) => run)).size).toBe(2);
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([undefined, undefined]);
    const shown = await first().api('GET', `/events/${answers[1]?.event ?? ''}`);
    expect(shown.body).toMatchObject({
      verdict: 'accepted',
      reason: expect.stringContaining('tells copies apart is missing') as string,
    });
  });
});

describe('a delivery without the value that tells orders apart', () => {
  const key = { $path: '$.trigger.body.order' };
  it('is refused and kept with the reason', async () => {
    const own = await first().flow({ order_by: key });
    const answer = await first().send(own, { something: 'else' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'PATH_MISSING' });
    const { body } = await first().api('GET', `/events?flow=${own.id}`);
    const { items } = body as { items: { id: string }[] };
    expect(items).toEqual([
      expect.objectContaining({ verdict: 'malformed', run: null, reason: answer.body['detail'] }),
    ]);
    const replayed = await first().api('POST', `/events/${items[0]?.id ?? ''}/replay`);
    expect(replayed.body).toEqual({ run: expect.any(String) as string });
  });
});

describe('a body too large to be looked into', () => {
  const key = { $path: '$.trigger.body.id' };
  it.each([
    ['compares', { trigger: { kind: 'webhook', dedupe: { by: { key } } } }],
    ['orders', { order_by: key }],
    ['splits', { trigger: { kind: 'webhook', split: { $path: '$.trigger.body.items' } } }],
  ])('is refused and kept by a flow that %s by it', async (_, document) => {
    const own = await first().flow(document as never);
    const answer = await first().send(own, { id: 1, items: [1], pad: 'x'.repeat(1_100_000) });
    expect([answer.status, answer.body['code']]).toEqual([413, 'BODY_TOO_LARGE_TO_READ']);
    expect(await stored(own)).toEqual({ malformed: 1, runs: 0 });
  });
});
