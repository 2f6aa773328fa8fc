import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRows } from '../runs/attempt-journal.ts';
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
    const { runs: loaded, failed } = await server.get(RunLoader).load(wanted.map(lease));
    expect(failed.map(({ lease: { runId }, error }) => [runId, error.code])).toEqual([
      [runs[3], 'RUN_DATA_GONE'],
      [runs[1], 'RUN_DATA_GONE'],
    ]);
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

  it('that cannot be read are told apart, and the others go on', async () => {
    const broken = await server.flow({ name: 'Broken' });
    const [good, headers, journal] = [
      await server.start(flow, { n: 1 }),
      await server.start(flow, { n: 2 }),
      await server.start(flow, { n: 3 }),
    ];
    const bad = await server.start(broken);
    const change = (text: string, run: string) => server.pool.query(text, [run]);
    await change(
      `UPDATE flow_versions SET document = '{"millrace":99}'
       WHERE flow_id = (SELECT flow_id FROM runs WHERE id = $1)`,
      bad,
    );
    await change(
      "UPDATE events SET headers = '[' WHERE id = (SELECT event_id FROM runs WHERE id = $1)",
      headers,
    );
    await change(
      "INSERT INTO attempts (run_id, n, fence, entries) VALUES ($1, 1, 1, '[')",
      journal,
    );
    const { runs, failed } = await server
      .get(RunLoader)
      .load([bad, headers, good, journal].map(lease));
    expect(runs.map((run) => run.lease.runId)).toEqual([good]);
    expect(failed.map(({ lease: { runId }, error }) => [runId, error.code, error.message])).toEqual(
      [
        [
          bad,
          'RUN_DATA_UNREADABLE',
          'What is stored of this run cannot be read: version 1 of its flow is no flow document.',
        ],
        [headers, 'RUN_DATA_UNREADABLE', expect.stringContaining('headers of its event') as string],
        [journal, 'RUN_DATA_UNREADABLE', expect.stringContaining('its attempts') as string],
      ],
    );
  });

  it('leave bodies above 256 kB where they are until their turn comes', async () => {
    const small = await server.start(flow, { pad: 'x'.repeat(256 * 1024 - 10) });
    const large = await server.start(flow, { pad: 'x'.repeat(256 * 1024) });
    const loader = server.get(RunLoader);
    const { runs: loaded } = await loader.load([small, large].map(lease));
    expect(loaded.map(({ bodyRead, size }) => [bodyRead, size])).toEqual([
      [true, 256 * 1024],
      [false, 256 * 1024 + 10],
    ]);
    expect(loaded.map(({ event }) => event.body.length)).toEqual([256 * 1024, 0]);
    const body = await loader.body(loaded[1]?.event.id ?? '', 256 * 1024 + 10);
    expect(body.toString()).toBe(JSON.stringify({ pad: 'x'.repeat(256 * 1024) }));
  });

  it('come with what is stored of them, and the next row to write', async () => {
    const run = await server.start(flow);
    const store = server.get(WorkerStore);
    const own = (await store.claim(100)).find(({ runId }) => runId === run) ?? expect.fail();
    const at = new Date();
    for (const [n, status] of [
      [1, 'running'],
      [2, 'succeeded'],
    ] as const) {
      const attempt = {
        ...{ seq: 1, stepId: 's', iteration: 'l[0]', tryNumber: 1, status, input: null },
        ...{ output: { n }, error: null, startedAt: at, finishedAt: null, until: null },
      };
      const rest = { update: undefined, answer: null, parentId: null };
      const row = { n, ...(encodeRows([attempt])[0] ?? expect.fail()) };
      expect(await store.save({ lease: own, row, ...rest })).toBe(true);
    }
    const [loaded] = (await server.get(RunLoader).load([own])).runs;
    expect(loaded?.nextRow).toBe(3);
    expect(loaded?.attempts).toEqual([
      {
        ...{ seq: 1, stepId: 's', iteration: 'l[0]', try: 1, status: 'succeeded' },
        ...{ output: { n: 2 }, error: null, until: null },
      },
    ]);
  });
});
