import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner, type PartnerCall } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  callStep,
  documentOf,
  startServer,
  type FlowInput,
  type TestFlow,
  type TestServer,
} from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
/** Two processes, both with workers. */
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  one = await startServer(database);
  two = await startServer(database);
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await two.stop();
  await one.stop();
  await partner.close();
  await database.drop();
});

const body = { $path: '$.trigger.body' };
const forward = (more: FlowInput, step = {}): FlowInput => ({
  steps: [callStep('send', partner.url, body, step)],
  ...more,
});

/** Sends bodies one after the other, in turn to both processes; gives their runs. */
async function startEach(flow: TestFlow, bodies: readonly unknown[]): Promise<string[]> {
  const runs: string[] = [];
  for (const [index, content] of bodies.entries()) {
    runs.push(await (index % 2 === 0 ? one : two).start(flow, content));
  }
  return runs;
}

const numbered = (count: number): { n: number }[] =>
  Array.from({ length: count }, (_, n) => ({ n }));

describe('a limit on runs at a time', () => {
  it('holds over all processes, and everything over it waits for its turn', async () => {
    const flow = await one.flow(forward({ name: 'Two at a time', limits: { concurrency: 2 } }));
    partner.holding = true;
    const runs = await startEach(flow, numbered(12));
    const answered: PartnerCall[] = [];
    let most = 0;
    while (answered.length < runs.length) {
      await expect.poll(() => partner.calls.length - answered.length).toBeGreaterThan(0);
      const open = partner.calls.filter((call) => !answered.includes(call));
      most = Math.max(most, open.length);
      open[0]?.answer();
      if (open[0] !== undefined) answered.push(open[0]);
    }
    for (const run of runs) await one.until(run, 'succeeded');
    expect(most).toBe(2);
    expect(partner.calls).toHaveLength(runs.length);
  });

  it('that a new version takes away holds no run back any more, old ones included', async () => {
    const free = forward({ name: 'Freed' });
    const flow = await one.flow({ ...free, limits: { concurrency: 1 } });
    partner.holding = true;
    await startEach(flow, numbered(4));
    await expect.poll(() => partner.calls.length).toBe(1);
    await one.api('PUT', `/flows/${flow.id}/draft`, { document: documentOf(free) });
    expect(partner.calls).toHaveLength(1);
    await one.api('POST', `/flows/${flow.id}/publish`);
    await expect.poll(() => partner.calls.length, { timeout: 10_000 }).toBe(4);
  });

  it('is not used up by runs that only wait', async () => {
    const pause = { id: 'pause', kind: 'delay', for: '30d' };
    const flow = await one.flow({ name: 'Pausing', limits: { concurrency: 1 }, steps: [pause] });
    const runs = await startEach(flow, numbered(5));
    for (const run of runs) await one.until(run, 'waiting');
  });

  it('is free again when a run that took it is cancelled', async () => {
    const flow = await one.flow(forward({ name: 'Cancelled', limits: { concurrency: 1 } }));
    partner.holding = true;
    const [first = '', second = ''] = await startEach(flow, numbered(2));
    await expect.poll(() => partner.calls.length).toBe(1);
    await one.api('POST', `/runs/${first}/cancel`);
    await expect.poll(() => partner.calls.length, { timeout: 10_000 }).toBe(2);
    expect(partner.calls[1]?.body).toEqual({ n: 1 });
    partner.calls[1]?.answer();
    await one.until(second, 'succeeded');
  });
});

describe('a limit on starts in a time', () => {
  it('spaces them evenly over all processes', async () => {
    const rate = { runs: 5, per: '1s' };
    const flow = await one.flow(forward({ name: 'Five a second', limits: { rate } }));
    const runs = await startEach(flow, numbered(8));
    const starts: number[] = [];
    for (const run of runs) {
      const { started_at: at } = await one.until(run, 'succeeded');
      starts.push(Date.parse(at ?? ''));
    }
    starts.sort((a, b) => a - b);
    const first = starts[0] ?? 0;
    // The gate counts from when it opened; the start is noted a moment later.
    for (const [index, at] of starts.entries()) {
      expect(at - first).toBeGreaterThanOrEqual(index * 200 - 100);
    }
  });
});

describe('an order by key', () => {
  const order = { order_by: { $path: '$.trigger.body.key' } };
  const patient = { retry: { times: 3, backoff: 'fixed', first: '1h', max: '1h' } };

  it('runs what has the same key one after the other, in the order it arrived', async () => {
    const flow = await one.flow(forward({ name: 'Ordered', ...order }));
    const bodies = Array.from({ length: 30 }, (_, n) => ({ key: `key ${n % 3}`, n }));
    const runs = await startEach(flow, bodies);
    for (const run of runs) await one.until(run, 'succeeded');
    for (const key of ['key 0', 'key 1', 'key 2']) {
      const of = ({ body: sent }: PartnerCall) => sent as { key: string; n: number };
      const seen = partner.calls.map(of).filter((sent) => sent.key === key);
      expect(seen).toEqual(bodies.filter((sent) => sent.key === key));
    }
  });

  it('keeps only the runs of a failing key waiting for its next try', async () => {
    const soon = { retry: { times: 100, backoff: 'fixed', first: '200ms', max: '200ms' } };
    const flow = await one.flow(forward({ name: 'Parked', ...order }, soon));
    const isBad = ({ body: sent }: PartnerCall) => (sent as { key: string }).key === 'bad';
    partner.statusOf = (call) => (isBad(call) ? 503 : 200);
    const keys = ['bad', 'good', 'bad', 'good', 'bad', 'good'];
    const runs = await startEach(
      flow,
      keys.map((key, n) => ({ key, n })),
    );
    const of = (key: string) => runs.filter((_, index) => keys[index] === key);
    for (const run of of('good')) await one.until(run, 'succeeded');
    const [failing = '', ...behind] = of('bad');
    const sent = () => partner.calls.filter(isBad).map((call) => (call.body as { n: number }).n);
    await expect.poll(() => sent().length).toBeGreaterThan(2);
    for (const run of behind) expect((await one.run(run)).status).toBe('queued');
    expect(new Set(sent())).toEqual(new Set([0]));

    partner.statusOf = () => 200;
    for (const run of [failing, ...behind]) await one.until(run, 'succeeded');
    expect([...new Set(sent())]).toEqual([0, 2, 4]);
    expect(sent().slice(-2)).toEqual([2, 4]);
  });

  it('lets the next of a key start once the one before has failed for good or is cancelled', async () => {
    const flow = await one.flow(forward({ name: 'Onwards', ...order }, patient));
    partner.statusOf = ({ body: sent }) => [400, 503, 200][(sent as { n: number }).n] ?? 200;
    const runs = await startEach(
      flow,
      numbered(3).map((sent) => ({ ...sent, key: 'k' })),
    );
    const [refused = '', failing = '', last = ''] = runs;
    await one.until(refused, 'failed');
    await one.until(failing, 'waiting');
    expect((await one.run(last)).status).toBe('queued');
    await one.api('POST', `/runs/${failing}/cancel`);
    await one.until(last, 'succeeded');
  });
});
