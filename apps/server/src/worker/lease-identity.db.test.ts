import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;
let flow: TestFlow;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
  flow = await server.flow({ steps: [callStep('send', partner.url)] });
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

/** A run that this process has taken up a second time while its first execution still goes on. */
async function takenTwice(): Promise<string> {
  partner.holding = true;
  const run = await server.start(flow);
  await expect.poll(() => partner.calls.length).toBe(1);
  // As if the database had been away for longer than the lease.
  await server.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);
  await expect.poll(() => partner.calls.length).toBe(2);
  return run;
}

describe('a run that a process takes up again while its earlier execution goes on', () => {
  it('goes on when the earlier one is called off, and ends with its own result', async () => {
    const run = await takenTwice();
    // The next renewal finds the earlier lease lost.
    await expect.poll(() => partner.calls[0]?.aborted, { timeout: 12_000 }).toBe(true);
    expect(partner.calls[1]?.aborted).toBe(false);
    partner.calls[1]?.answer(200, { from: 'second' });
    const { attempts } = await server.until(run, 'succeeded');
    expect(attempts).toMatchObject([{ output: { body: { from: 'second' } } }]);
  });

  it('can still be cancelled after the earlier one has ended', async () => {
    const run = await takenTwice();
    partner.calls[0]?.answer();
    const waiting = await server.start(flow);
    await expect.poll(() => partner.calls.length).toBe(3);
    partner.calls[2]?.answer();
    await server.until(waiting, 'succeeded');
    await server.api('POST', `/runs/${run}/cancel`);
    await expect.poll(() => partner.calls[1]?.aborted).toBe(true);
  });
});
