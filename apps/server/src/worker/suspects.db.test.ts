import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';
import { WorkerStore } from './worker.store.ts';

let database: TestDatabase;
let partner: Partner;
/** Takes events in; a worker starts when a test says so. */
let server: TestServer;
let store: WorkerStore;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  store = server.get(WorkerStore);
  const body = { $path: '$.trigger.body' };
  flow = await server.flow({ steps: [callStep('send', partner.url, body)] });
});

afterEach(async () => {
  await server.get(WorkerService).drain();
  partner.reset();
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

/** What a process leaves behind that ends while it has all these runs. */
async function crash(): Promise<void> {
  await store.claim(100);
  await store.expireAll();
}

const claimed = async (run: string) =>
  (await store.claim(100)).find(({ runId }) => runId === run) ?? expect.fail();

describe('a run in the middle of which a process ended', () => {
  it('is counted, until a result of it is stored', async () => {
    const run = await server.start(flow);
    expect(await claimed(run)).toMatchObject({ stops: 0, guilty: false });
    await store.expireAll();
    expect(await claimed(run)).toMatchObject({ stops: 1 });
    await store.expireAll();
    const lease = await claimed(run);
    expect(lease).toMatchObject({ stops: 2, guilty: false });
    const row = { n: 1, entries: Buffer.from('[]'), firstSeq: 1, lastSeq: 1 };
    const nothing = { update: undefined, answer: null, parentId: null };
    await store.save({ lease, row, ...nothing });
    await store.expireAll();
    const further = await claimed(run);
    expect(further).toMatchObject({ stops: 1, guilty: false });
    await server.api('POST', `/runs/${run}/cancel`);
  });

  it('is not counted when the process stopped in order', async () => {
    const run = await server.start(flow);
    await store.release([await claimed(run)]);
    expect(await claimed(run)).toMatchObject({ stops: 0 });
    await server.api('POST', `/runs/${run}/cancel`);
  });

  it('is to blame only when nothing else was under way', async () => {
    const run = await server.start(flow);
    await crash();
    const lease = await claimed(run);
    expect(await store.markAlone(lease, true)).toBe(true);
    await store.expireAll();
    expect(await claimed(run)).toMatchObject({ stops: 2, guilty: true });
    await server.api('POST', `/runs/${run}/cancel`);
  });

  it('ends as failed and is not run again once it is to blame, and says so', async () => {
    const run = await server.start(flow);
    await crash();
    await store.markAlone(await claimed(run), true);
    await store.expireAll();
    server.get(WorkerService).start();
    expect(await server.until(run)).toMatchObject({
      status: 'failed',
      error: {
        code: 'RUN_STOPPED_SERVER',
        message: 'The server ended 2 times in the middle of this run.',
      },
    });
    expect(partner.calls).toEqual([]);
  });
});

describe('runs that were under way together when processes ended twice', () => {
  it('are run one at a time, with nothing beside them, and none of them is blamed', async () => {
    const runs = await Promise.all([1, 2, 3].map((n) => server.start(flow, { n })));
    await crash();
    await crash();
    const fresh = await server.start(flow, { n: 'fresh' });
    partner.holding = true;
    server.get(WorkerService).start();
    // A new run that was claimed with them goes first; the suspects wait until it has ended.
    await expect.poll(() => partner.calls.map(({ body }) => body)).toEqual([{ n: 'fresh' }]);
    partner.calls[0]?.answer();
    for (let count = 2; count <= 4; count += 1) {
      await expect.poll(() => partner.calls.length).toBe(count);
      const { rows } = await server.pool.query<{ id: string }>(
        "SELECT id FROM runs WHERE alone AND status = 'running' AND id = ANY ($1)",
        [runs],
      );
      expect(rows).toHaveLength(1);
      partner.calls[count - 1]?.answer();
    }
    for (const run of [...runs, fresh]) await server.until(run, 'succeeded');
  });
});
