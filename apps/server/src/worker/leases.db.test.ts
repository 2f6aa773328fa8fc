import type { AttemptRecord } from '@millrace/engine';
import { AppError } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import { encodeRows } from '../runs/attempt-journal.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import type { Lease } from './lease.ts';
import type { Save } from './save.sql.ts';
import { WorkerStore } from './worker.store.ts';

let database: TestDatabase;
/** Takes events in and runs nothing: the test is the worker, and another one. */
let server: TestServer;
let store: WorkerStore;
let other: WorkerStore;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  store = server.get(WorkerStore);
  other = new WorkerStore(server.app.get(RUN_POOL));
  flow = await server.flow({});
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const started = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => server.start(flow)));

/** The lease of one new run. */
async function leased(): Promise<Lease> {
  const run = await server.start(flow);
  const leases = await store.claim(100);
  return leases.find(({ runId }) => runId === run) ?? expect.fail();
}

const expire = (run: string) =>
  server.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);

async function takeOver(run: string): Promise<Lease> {
  await expire(run);
  return (await other.claim(100)).find(({ runId }) => runId === run) ?? expect.fail();
}

const at = new Date('2026-11-21T08:00:00.000Z');

function attempt(seq: number, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    ...{ seq, stepId: `step_${seq}`, iteration: '', tryNumber: 1, status: 'succeeded' },
    ...{ input: null, output: { seq }, error: null, startedAt: at, finishedAt: at, until: null },
    ...more,
  };
}

function rowOf(n: number, one: AttemptRecord): Save['row'] {
  return { n, ...(encodeRows([one])[0] ?? expect.fail()) };
}

function save(lease: Lease, n: number, more: Partial<Save> = {}): Save {
  const rest = { update: undefined, answer: null, parentId: null };
  return { lease, row: rowOf(n, attempt(n)), ...rest, ...more };
}

const ended = { status: 'succeeded', delayMs: 0, output: null } as const;

const stepsOf = async (run: string): Promise<string[]> =>
  (await server.run(run)).attempts.map(({ step }) => step);

describe('due runs', () => {
  it('are each given to one worker, however many ask at once', async () => {
    const runs = await started(60);
    const claims = await Promise.all(
      [store, other, store, other].map((worker) => worker.claim(25)),
    );
    const ids = claims.flat().map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual(runs.sort());
    expect(claims.flat().every(({ fence }) => fence === 1)).toBe(true);
    expect(await store.claim(100)).toEqual([]);
  });

  it('are not due while they are leased, nor before the time they wait for', async () => {
    const lease = await leased();
    expect(await other.claim(100)).toEqual([]);
    const update = { status: 'waiting', delayMs: 3_600_000, output: null } as const;
    expect(await store.save(save(lease, 1, { update }))).toBe(true);
    const { status, waits_until: until } = await server.run(lease.runId);
    expect(status).toBe('waiting');
    expect(Date.parse(until ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    expect(await other.claim(100)).toEqual([]);
    expect((await takeOver(lease.runId)).fence).toBe(2);
  });

  it('with a expired lease go to another worker under the next fence', async () => {
    const lease = await leased();
    expect(await takeOver(lease.runId)).toMatchObject({ runId: lease.runId, fence: 2 });
    expect(await takeOver(lease.runId)).toMatchObject({ runId: lease.runId, fence: 3 });
  });

  it('of a process that died with its database are due again at once', async () => {
    const lease = await leased();
    expect(await store.expireAll()).toBeGreaterThanOrEqual(1);
    const claimed = await other.claim(100);
    expect(claimed.map(({ runId }) => runId)).toContain(lease.runId);
  });
});

describe('a result', () => {
  it('of a worker whose run was taken over is refused and leaves nothing', async () => {
    const stale = await leased();
    const mine = await takeOver(stale.runId);
    expect(await store.save(save(stale, 1, { update: ended }))).toBe(false);
    expect(await server.run(stale.runId)).toMatchObject({ status: 'running', attempts: [] });
    expect(await other.save(save(mine, 1, { update: ended }))).toBe(true);
    expect(await store.save(save(stale, 2))).toBe(false);
    expect(await server.run(stale.runId)).toMatchObject({ status: 'succeeded' });
    expect(await stepsOf(stale.runId)).toEqual(['step_1']);
  });

  it('of a cancelled run is refused and leaves nothing', async () => {
    const lease = await leased();
    await server.api('POST', `/runs/${lease.runId}/cancel`);
    expect(await store.save(save(lease, 1))).toBe(false);
    expect(await store.save(save(lease, 1, { update: ended }))).toBe(false);
    expect(await server.run(lease.runId)).toMatchObject({ status: 'cancelled', attempts: [] });
  });

  it('that is refused keeps nobody else in its batch from being stored', async () => {
    const leases: Lease[] = [];
    for (let count = 0; count < 6; count += 1) leases.push(await leased());
    for (const stale of leases.slice(0, 2)) await takeOver(stale.runId);
    const saved = await Promise.all(leases.map((lease) => store.save(save(lease, 1))));
    expect(saved).toEqual([false, false, true, true, true, true]);
    const steps = await Promise.all(leases.map(({ runId }) => stepsOf(runId)));
    expect(steps.map((list) => list.length)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it('that the database cannot take fails alone', async () => {
    const [one, bad, three] = [await leased(), await leased(), await leased()];
    await store.save(save(bad, 1));
    // The same row a second time, which no worker does.
    const saved = await Promise.allSettled(
      [one, bad, three].map((lease) => store.save(save(lease, 1))),
    );
    expect(saved.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stepsOf(three.runId)).toEqual(['step_1']);
  });

  it('shares a commit with others up to some megabytes, however few they are', async () => {
    const leases: Lease[] = [];
    for (let count = 0; count < 24; count += 1) leases.push(await leased());
    const output = 'x'.repeat(1024 * 1024);
    const row = rowOf(1, attempt(1, { output }));
    await Promise.all(leases.map((lease) => store.save(save(lease, 1, { row }))));
    const { rows } = await server.pool.query<{ bytes: number }>(
      `SELECT sum(octet_length(entries))::integer AS bytes FROM attempts
       WHERE run_id = ANY ($1) GROUP BY xmin::text ORDER BY 1 DESC`,
      [leases.map(({ runId }) => runId)],
    );
    expect(rows[0]?.bytes).toBeLessThan(6 * 1024 * 1024);
  });

  it('has its place in the run, also when many of one run are stored at a time', async () => {
    const lease = await leased();
    const rows = Array.from({ length: 20 }, (_, index) => index + 1);
    const saved = await Promise.all(rows.map((row) => store.save(save(lease, row))));
    expect(saved).toEqual(rows.map(() => true));
    expect(await stepsOf(lease.runId)).toEqual(rows.map((row) => `step_${row}`));
  });

  it('wakes the run that waits for it, once it is the end', async () => {
    const parent = await leased();
    const waiting = { status: 'waiting', delayMs: 3_600_000, output: null } as const;
    await store.save(save(parent, 1, { update: waiting }));
    const child = await leased();
    const parentId = parent.runId;
    await store.save(save(child, 1, { parentId }));
    expect(await other.claim(100)).toEqual([]);
    await store.save(save(child, 2, { parentId, update: ended }));
    expect(await other.claim(100)).toMatchObject([{ runId: parentId, fence: 2 }]);
  });
});

describe('a lease', () => {
  it('is renewed only by who holds it, and only while the run goes on', async () => {
    const leases = [await leased(), await leased(), await leased(), await leased()];
    const [held, taken, cancelled, done] = leases as [Lease, Lease, Lease, Lease];
    await takeOver(taken.runId);
    await server.api('POST', `/runs/${cancelled.runId}/cancel`);
    await store.save(save(done, 1, { update: ended }));
    await expire(held.runId);
    expect(await store.renew(leases)).toEqual([held]);
    expect(await other.claim(100)).toEqual([]);
  });

  it('is not renewed for an earlier one of the same run, though one process holds both', async () => {
    const stale = await leased();
    const mine = await takeOver(stale.runId);
    expect(await store.renew([stale, mine])).toEqual([mine]);
  });

  it('that is released lets another worker go on at once', async () => {
    const lease = await leased();
    await store.release([lease]);
    expect((await server.run(lease.runId)).status).toBe('queued');
    expect(await other.claim(100)).toMatchObject([{ runId: lease.runId, fence: 2 }]);
    expect(await store.save(save(lease, 1))).toBe(false);
  });

  it('that was lost cannot be released, nor its run be abandoned', async () => {
    const lease = await leased();
    await takeOver(lease.runId);
    await store.release([lease]);
    await store.abandon([lease], new AppError('RUN_DATA_GONE'));
    expect((await server.run(lease.runId)).status).toBe('running');
  });

  it('of a run without its event ends it, and says why', async () => {
    const lease = await leased();
    await store.abandon([lease], new AppError('RUN_DATA_GONE'));
    expect(await server.run(lease.runId)).toMatchObject({
      status: 'failed',
      error: { code: 'RUN_DATA_GONE', message: 'The event of this run is no longer there.' },
    });
  });
});
