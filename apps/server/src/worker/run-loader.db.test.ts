import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { RunLoader } from './run-loader.ts';
import { WorkerStore } from './worker.store.ts';

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  flow = await server.flow({ name: 'Loaded' });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const lease = (runId: string) => ({ runId, fence: 1, takenAt: 0 });

describe('claimed runs', () => {
  it('are read with their events in the order of their leases; those that are gone are missing', async () => {
    const runs: string[] = [];
    for (let n = 0; n < 5; n += 1) runs.push(await server.start(flow, { n }));
    await server.pool.query('DELETE FROM runs WHERE id = $1', [runs[1]]);
    await server.pool.query(
      'DELETE FROM events WHERE id = (SELECT event_id FROM runs WHERE id = $1)',
      [runs[3]],
    );
    const wanted = [...runs].reverse();
    const loaded = await server.get(RunLoader).load(wanted.map(lease));
    expect(loaded.map((run) => [run.lease.runId, run.event.body.toString()])).toEqual([
      [runs[4], '{"n":4}'],
      [runs[2], '{"n":2}'],
      [runs[0], '{"n":0}'],
    ]);
    expect(loaded[0]).toMatchObject({
      flowId: flow.id,
      version: 1,
      document: { name: 'Loaded' },
      event: { method: 'POST', kind: 'webhook' },
      attempts: [],
      nextRow: 1,
      keyId: runs[4],
    });
  });

  it('leave bodies above 256 kB where they are until their turn comes', async () => {
    const small = await server.start(flow, { pad: 'x'.repeat(256 * 1024 - 10) });
    const large = await server.start(flow, { pad: 'x'.repeat(256 * 1024) });
    const loader = server.get(RunLoader);
    const loaded = await loader.load([small, large].map(lease));
    expect(loaded.map(({ bodyRead, size }) => [bodyRead, size])).toEqual([
      [true, 256 * 1024],
      [false, 256 * 1024 + 10],
    ]);
    expect(loaded.map(({ event }) => event.body.length)).toEqual([256 * 1024, 0]);
    const body = await loader.body(loaded[1]?.event.id ?? '');
    expect(body.toString()).toBe(JSON.stringify({ pad: 'x'.repeat(256 * 1024) }));
  });

  it('come with what is stored of them, and the next row to write', async () => {
    const run = await server.start(flow);
    const store = server.get(WorkerStore);
    const own = (await store.claim(100)).find(({ runId }) => runId === run) ?? expect.fail();
    const at = new Date();
    for (const [row, status] of [
      [1, 'running'],
      [2, 'succeeded'],
    ] as const) {
      const attempt = {
        ...{ seq: 1, stepId: 's', iteration: 'l[0]', tryNumber: 1, status, input: null },
        ...{ output: { row }, error: null, startedAt: at, finishedAt: null, until: null },
      };
      const rest = { update: undefined, answer: null, parentId: null };
      expect(await store.save({ lease: own, row, attempts: [attempt], ...rest })).toBe(true);
    }
    const [loaded] = await server.get(RunLoader).load([own]);
    expect(loaded?.nextRow).toBe(3);
    expect(loaded?.attempts).toEqual([
      {
        ...{ seq: 1, stepId: 's', iteration: 'l[0]', try: 1, status: 'succeeded' },
        ...{ output: { row: 2 }, until: null },
      },
    ]);
  });
});
