import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, ensurePartitions } from '../database/partitions.ts';
import { applyRetention } from '../database/retention.ts';
import { uuid7At } from '../database/uuid7.ts';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { briefly, callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from './worker.service.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterAll(async () => {
  partner.reset();
  await server.stop();
  await partner.close();
  await database.drop();
});

/** Puts a run with everything of it 40 days into the past. */
async function age(run: string): Promise<string> {
  const at = Date.now() - 40 * DAY_MS;
  await ensurePartitions(server.pool, new Date(at));
  const [runId, eventId] = [uuid7At(at), uuid7At(at)];
  await server.pool.query(
    `BEGIN;
     UPDATE events SET id = '${eventId}' WHERE id = (SELECT event_id FROM runs WHERE id = '${run}');
     UPDATE attempts SET run_id = '${runId}' WHERE run_id = '${run}';
     UPDATE runs SET id = '${runId}', event_id = '${eventId}' WHERE id = '${run}';
     COMMIT`,
  );
  return runId;
}

describe('a run that has waited longer than its day is kept', () => {
  it('goes on where it was: its event and what it has done are still there', async () => {
    const flow = await server.flow({
      name: 'Patient',
      steps: [
        callStep('before', partner.url),
        { id: 'pause', kind: 'delay', until: { $path: '$.trigger.body.until' } },
        callStep('after', partner.url, { order: { $path: '$.trigger.body.order' } }),
      ],
    });
    const soon = new Date(Date.now() + 4_000).toISOString();
    const waiting = await server.start(flow, { order: 7, until: soon });
    await server.until(waiting, 'waiting');
    await server.get(WorkerService).drain();
    const run = await age(waiting);
    const dropped = await applyRetention(server.pool, new Date(), { days: 30 });
    expect(dropped.length).toBeGreaterThan(0);
    const { rows } = await server.pool.query<{ name: string }>(
      'SELECT tableoid::regclass::text AS name FROM runs WHERE id = $1',
      [run],
    );
    expect(rows[0]?.name).toMatch(/^runs_\d{8}_kept$/);

    server.get(WorkerService).start();
    const ended = await server.until(run, 'succeeded');
    expect(briefly(ended)).toEqual([
      'before#1 succeeded',
      'pause#1 succeeded',
      'after#1 succeeded',
    ]);
    expect(partner.calls.map(({ body }) => body)).toEqual([{ step: 'before' }, { order: 7 }]);
    await applyRetention(server.pool, new Date(), { days: 30 });
    expect((await server.api('GET', `/runs/${run}`)).status).toBe(404);
  });
});
