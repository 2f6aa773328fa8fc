import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';
import { WorkerStore } from './worker.store.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
});

afterAll(async () => {
  partner.reset();
  await server.stop();
  await partner.close();
  await database.drop();
});

const body = { $path: '$.trigger.body' };

describe('a flow with limits', () => {
  it('gets its turn although another flow has a backlog larger than all slots', async () => {
    const crowd = await server.flow({
      name: 'Crowd',
      steps: [callStep('send', partner.url, body)],
    });
    const limited = await server.flow({
      name: 'Limited',
      limits: { concurrency: 5 },
      steps: [callStep('send', partner.url, body)],
    });
    await Promise.all(Array.from({ length: 800 }, () => server.start(crowd, { of: 'crowd' })));
    const run = await server.start(limited, { of: 'limited' });
    partner.holding = true;
    server.get(WorkerService).start();
    let answered = 0;
    const isLimited = () =>
      partner.calls.some(({ body: sent }) => JSON.stringify(sent) === '{"of":"limited"}');
    // Answers a part of the backlog only, always the oldest.
    while (answered < 300 && !isLimited()) {
      await expect.poll(() => partner.calls.length).toBeGreaterThan(answered);
      partner.calls[answered]?.answer();
      answered += 1;
    }
    expect(isLimited()).toBe(true);
    partner.reset();
    await server.until(run, 'succeeded');
    // Taking in 800 events takes most of it where the disk is slow.
  }, 60_000);
});

describe('a flow whose runs are due later than a backlog', () => {
  it('gets its turn within two claims, however long the backlog of another flow is', async () => {
    await server.get(WorkerService).drain();
    const store = server.get(WorkerStore);
    const step = callStep('send', partner.url, body);
    const crowd = await server.flow({ name: 'Backlog', steps: [step] });
    const few = await server.flow({ name: 'Few', steps: [step] });
    await server.start(crowd);
    await server.pool.query(
      `INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
         created_at)
       SELECT gen_random_uuid(), workspace_id, flow_id, version, event_id, 'queued', now(), 0, now()
       FROM runs, generate_series(1, 2000) WHERE flow_id = $1`,
      [crowd.id],
    );
    const late = await Promise.all([server.start(few), server.start(few)]);
    const claims = [await store.claim(50), await store.claim(50)];
    expect(claims.map((leases) => leases.length)).toEqual([50, 50]);
    const claimed = claims.flat().map(({ runId }) => runId);
    expect(claimed).toEqual(expect.arrayContaining(late));
  });
});
