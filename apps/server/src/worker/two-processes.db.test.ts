import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { briefly, callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';

let database: TestDatabase;
let partner: Partner;
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  one = await startServer(database);
  two = await startServer(database, { roles: new Set(['api', 'intake']) });
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

const flow = (name: string) =>
  one.flow({ name, steps: [callStep('first', partner.url), callStep('second', partner.url)] });

const calls = (): unknown[] => partner.calls.map(({ body }) => body);

describe('a run whose worker stalls in the middle of a call', () => {
  it('is gone on with by another, under the same key, and the late result counts for nothing', async () => {
    const orders = await flow('Stalled');
    partner.holding = true;
    const run = await one.start(orders);
    await expect.poll(() => partner.calls.length).toBe(1);
    // As if the process had stood still past its lease.
    await one.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);
    two.get(WorkerService).start();
    await expect.poll(() => partner.calls.length, { timeout: 5_000 }).toBe(2);
    const [late, again] = partner.calls;
    expect(again?.key).toBe(late?.key);
    expect(again?.key).toMatch(/^[0-9a-f]{64}$/);

    late?.answer(200, { from: 'late' });
    again?.answer(200, { from: 'again' });
    await expect.poll(() => partner.calls.length).toBe(3);
    partner.calls[2]?.answer();
    const ended = await one.until(run, 'succeeded');
    expect(briefly(ended)).toEqual(['first#1 succeeded', 'second#1 succeeded']);
    expect(ended.attempts[0]?.output).toMatchObject({ body: { from: 'again' } });
    expect(calls()).toEqual([{ step: 'first' }, { step: 'first' }, { step: 'second' }]);
  });
});

describe('a process that stops', () => {
  it('ends the call that is under way, starts no other run, and leaves the rest to others', async () => {
    const orders = await flow('Stopping');
    const own = await startServer(database);
    // What is accepted from now on could go to any of three workers: only one may act.
    await one.get(WorkerService).drain();
    await two.get(WorkerService).drain();
    partner.holding = true;
    const under = await own.start(orders);
    await expect.poll(() => partner.calls.length).toBe(1);
    let drained = false;
    const draining = own
      .get(WorkerService)
      .drain()
      .then(() => (drained = true));
    const after = await Promise.all(Array.from({ length: 5 }, () => own.start(orders)));
    expect(partner.calls).toHaveLength(1);
    expect(drained).toBe(false);
    partner.holding = false;
    partner.calls[0]?.answer();
    await draining;
    expect(briefly(await own.run(under))).toEqual(['first#1 succeeded', 'second#1 succeeded']);
    expect(calls()).toEqual([{ step: 'first' }, { step: 'second' }]);
    for (const run of after) {
      expect(await own.run(run)).toMatchObject({ status: 'queued', attempts: [] });
    }
    two.get(WorkerService).start();
    for (const run of after) await two.until(run, 'succeeded');
    await own.stop();
  });
});

describe('a run that one process takes in', () => {
  it('is run by another that was told of it, without a wait for its next look', async () => {
    const own = await startServer(database, { roles: new Set(['api', 'intake']) });
    const orders = await flow('Elsewhere');
    for (let n = 0; n < 5; n += 1) {
      expect(briefly(await own.until(await own.start(orders), 'succeeded'))).toHaveLength(2);
    }
    await own.stop();
  });
});

describe('a run whose event is gone', () => {
  it('ends, and says why', async () => {
    const orders = await flow('Gone');
    await two.get(WorkerService).drain();
    const run = await two.start(orders);
    await two.pool.query(
      'DELETE FROM events WHERE id = (SELECT event_id FROM runs WHERE id = $1)',
      [run],
    );
    two.get(WorkerService).start();
    expect((await two.until(run)).error).toMatchObject({ code: 'RUN_DATA_GONE' });
  });
});
