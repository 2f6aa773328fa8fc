import type { EventDetail, RunDetail } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
/** One runs what it takes in, the other only takes in: its runs are read back from the database. */
let server: TestServer;
let intake: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
  intake = await startServer(database, { roles: new Set(['intake']) });
});

afterAll(async () => {
  await intake.stop();
  await server.stop();
  await database.drop();
});

const items = { $path: '$.trigger.body.events' };
const seen = {
  id: 'seen',
  kind: 'set',
  fields: {
    item: { $path: '$.trigger.body' },
    batch: { $path: '$.trigger.delivery.body.batch' },
  },
};

function splitting(more: object = {}, steps: object[] = [seen]): Promise<TestFlow> {
  return server.flow({ trigger: { kind: 'webhook', split: items, ...more } as never, steps });
}

/** The runs of a flow when all have ended, oldest first. */
async function runsOf(flow: TestFlow, count: number): Promise<RunDetail[]> {
  const list = async (): Promise<{ id: string; status: string }[]> => {
    const { body } = await server.api('GET', `/runs?flow=${flow.id}&limit=100`);
    return body['items'] as { id: string; status: string }[];
  };
  await expect
    .poll(async () => (await list()).filter(({ status }) => status === 'succeeded').length, {
      timeout: 20_000,
    })
    .toBe(count);
  return Promise.all((await list()).reverse().map(({ id }) => server.run(id)));
}

describe('a delivery that is split', () => {
  it.each([
    ['handed over in memory', () => server],
    ['read back by another process', () => intake],
  ])('makes a run for each item, which sees the item and the whole (%s)', async (_, where) => {
    const flow = await splitting();
    const answer = await where().send(flow, { batch: 7, events: [{ n: 1 }, { n: 2 }, 'three'] });
    expect(answer.body).toEqual({
      event: expect.any(String) as string,
      run: expect.any(String) as string,
      events: 3,
    });
    const runs = await runsOf(flow, 3);
    expect(runs.map(({ attempts }) => attempts[0]?.output)).toEqual([
      { item: { n: 1 }, batch: 7 },
      { item: { n: 2 }, batch: 7 },
      { item: 'three', batch: 7 },
    ]);
    expect(runs[0]).toMatchObject({ id: answer.body['run'], event: answer.body['event'] });
  });

  it('is stored once, and every event shows its item and the bytes that came', async () => {
    const flow = await splitting();
    const sent = { batch: 'x'.repeat(1_000), events: [1, 2, 3] };
    await server.send(flow, sent);
    const [first, ...others] = await Promise.all(
      (await runsOf(flow, 3)).map(async ({ event }) => {
        const { body } = await server.api('GET', `/events/${event}`);
        return body as unknown as EventDetail;
      }),
    );
    expect([first, ...others].map((event) => event?.body)).toEqual([1, 2, 3]);
    expect(first?.delivery).toBeNull();
    for (const event of [first, ...others]) {
      expect(Buffer.from(event?.body_base64 ?? '', 'base64').toString()).toBe(JSON.stringify(sent));
    }
    expect(others.map(({ delivery }) => delivery)).toEqual([first?.id, first?.id]);
    const { rows } = await server.pool.query<{ bytes: string }>(
      'SELECT sum(octet_length(body)) AS bytes FROM events WHERE flow_id = $1',
      [flow.id],
    );
    expect(Number(rows[0]?.bytes)).toBe(JSON.stringify(sent).length);
  });

  it('again starts only what is new in it, by the key of each item', async () => {
    const flow = await splitting({ dedupe: { by: { key: { $path: '$.trigger.body.id' } } } });
    const first = await server.send(flow, { batch: 1, events: [{ id: 1 }, { id: 2 }, { id: 1 }] });
    const second = await server.send(flow, { batch: 2, events: [{ id: 2 }, { id: 3 }] });
    const third = await server.send(flow, { batch: 3, events: [{ id: 3 }, { id: 1 }] });
    expect(await runsOf(flow, 3)).toHaveLength(3);
    expect(second.body).not.toHaveProperty('duplicate');
    expect(third.body).toMatchObject({ duplicate: true, events: 2 });
    expect(first.body).toMatchObject({ events: 3 });
  });

  it('byte for byte again is a duplicate as a whole', async () => {
    const flow = await splitting({ dedupe: { by: 'body' } });
    const first = await server.send(flow, { batch: 1, events: ['same', 'same'] });
    const again = await server.send(flow, { batch: 1, events: ['same', 'same'] });
    expect(again.body).toEqual({ ...first.body, duplicate: true });
    expect(await runsOf(flow, 2)).toHaveLength(2);
  });

  it('of a thousand items is taken in at once; of more it is refused and kept', async () => {
    const flow = await splitting({}, []);
    const many = (count: number) => ({ events: Array.from({ length: count }, (_, n) => n) });
    expect((await server.send(flow, many(1_000))).body).toMatchObject({ events: 1_000 });
    const answer = await server.send(flow, many(1_001));
    expect([answer.status, answer.body['code']]).toEqual([422, 'SPLIT_TOO_MANY']);
    const { rows } = await server.pool.query<{ verdict: string; count: number }>(
      `SELECT verdict, count(*)::integer AS count FROM events WHERE flow_id = $1 GROUP BY 1
       ORDER BY 1`,
      [flow.id],
    );
    expect(rows).toEqual([
      { verdict: 'accepted', count: 1_000 },
      { verdict: 'malformed', count: 1 },
    ]);
  });

  it('without a list is refused and kept; with an empty one it is kept and starts nothing', async () => {
    const flow = await splitting();
    const none = await server.send(flow, { events: { not: 'a list' } });
    expect([none.status, none.body['code']]).toEqual([422, 'SPLIT_NO_LIST']);
    const empty = await server.send(flow, { events: [] });
    expect([empty.status, empty.body]).toEqual([
      200,
      { event: expect.any(String) as string, run: null, events: 1 },
    ]);
    const { body } = await server.api('GET', `/events/${String(empty.body['event'])}`);
    expect(body).toMatchObject({
      verdict: 'accepted',
      run: null,
      reason: expect.stringContaining('no items') as string,
    });
  });

  it('is replayed item by item, also with another body', async () => {
    const flow = await splitting();
    await server.send(flow, { batch: 9, events: ['a', 'b'] });
    const [, second] = await runsOf(flow, 2);
    const replayed = await server.api('POST', `/runs/${second?.id ?? ''}/replay`, { body: 'c' });
    const run = await server.until(String(replayed.body['run']), 'succeeded');
    expect(run.attempts[0]?.output).toEqual({ item: 'c', batch: 9 });
  });
});
