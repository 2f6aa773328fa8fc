import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';

let database: TestDatabase;
/** Runs nothing: the tests claim. */
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Claims, and gives the flows of the runs, in order. */
async function claimed(limit: number): Promise<string[]> {
  const { leases } = await server.get(ConcurrencyLimiter).claim(limit);
  const { rows } = await server.pool.query<{ flow: string }>(
    'SELECT flow_id AS flow FROM runs WHERE id = ANY ($1) ORDER BY flow_id',
    [leases.map(({ runId }) => runId)],
  );
  return rows.map(({ flow }) => flow);
}

async function limited(count: number, concurrency: number): Promise<TestFlow[]> {
  const flows: TestFlow[] = [];
  for (let n = 0; n < count; n += 1) {
    flows.push(await server.flow({ name: `Limited ${n}`, limits: { concurrency } }));
  }
  return flows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ends all runs, so that nothing is due. */
const end = (): Promise<unknown> =>
  server.pool.query("UPDATE runs SET status = 'cancelled' WHERE status IN ('queued', 'running')");

describe('flows with limits', () => {
  it('take turns when there is not room for all of them', async () => {
    const flows = await limited(6, 100);
    for (let n = 0; n < 4; n += 1) for (const flow of flows) await server.start(flow);
    const turns = [await claimed(4), await claimed(4), await claimed(4)];
    expect(turns.map((turn) => turn.length)).toEqual([4, 4, 4]);
    const ids = flows.map(({ id }) => id);
    expect(turns.flat().sort()).toEqual([...ids, ...ids].sort());
    await end();
  });

  it('each get what they may have at a time, in one claim', async () => {
    const flows = [...(await limited(3, 2)), ...(await limited(2, 1))];
    for (let n = 0; n < 3; n += 1) for (const flow of flows) await server.start(flow);
    const all = await claimed(100);
    expect(flows.map(({ id }) => all.filter((flow) => flow === id).length)).toEqual([
      2, 2, 2, 1, 1,
    ]);
    expect(await claimed(100)).toEqual([]);
    await end();
  });

  it('have their turn however many others there are, those with the highest ids, too', async () => {
    const [pattern] = await limited(1, 1);
    await server.start(pattern ?? expect.fail());
    await server.pool.query(COPIES, [pattern?.id, 600]);
    const seen = new Set<string>();
    const sizes: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const flows = await claimed(1_000);
      sizes.push(flows.length);
      for (const flow of flows) seen.add(flow);
    }
    expect(sizes).toEqual([256, 256, 89]);
    expect(seen.size).toBe(601);
    await end();
  });

  it('that are no more leave no run behind for ever', async () => {
    const [flow] = await limited(1, 1);
    const run = await server.start(flow ?? expect.fail());
    const other = '01890000-0000-7000-8000-000000000000';
    await server.pool.query('UPDATE runs SET flow_id = $1 WHERE id = $2', [other, run]);
    expect(await claimed(10)).toEqual([other]);
    await end();
  });

  it('whose runs may not start hold up none behind them', async () => {
    const [pattern] = await limited(1, 1);
    await server.start(pattern ?? expect.fail());
    await server.pool.query(COPIES, [pattern?.id, 400]);
    while ((await claimed(1_000)).length > 0);
    // Now each has a run that goes on, and one that has to wait.
    await server.pool.query(
      `INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
         created_at, gated)
       SELECT gen_random_uuid(), workspace_id, flow_id, version, event_id, 'queued', now(), 0, now(),
         true FROM runs WHERE status = 'running'`,
    );
    const late = await server.flow({ name: 'Late', limits: { concurrency: 1 } });
    await server.start(late);
    const turns = [await claimed(100), await claimed(100)];
    expect(turns.flat()).toEqual([late.id]);
    await end();
  });
});

/** As many copies $2 of flow $1 with one run each, before and behind it. */
const COPIES = `
  WITH copies AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)), made AS (
    INSERT INTO flows (id, workspace_id, name, hook_token, draft, revision, version, created_at,
      updated_at)
    SELECT copies.id, workspace_id, name || copies.id, copies.id, draft, revision, version, now(), now()
    FROM flows, copies WHERE flows.id = $1
  ), versions AS (
    INSERT INTO flow_versions (flow_id, version, workspace_id, document, created_at)
    SELECT copies.id, version, workspace_id, document, now()
    FROM flow_versions, copies WHERE flow_id = $1
  )
  INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
    created_at, gated)
  SELECT gen_random_uuid(), workspace_id, copies.id, version, event_id, 'queued', now(), 0, now(), true
  FROM runs, copies WHERE flow_id = $1`;
