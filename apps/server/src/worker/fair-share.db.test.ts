import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';

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
  });
});
