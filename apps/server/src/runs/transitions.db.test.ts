import { AppError, RUN_TRANSITIONS, runStatusSchema } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from '../worker/worker.service.ts';
import { WorkerStore } from '../worker/worker.store.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;
/** Takes runs in without running them. */
let idle: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
  idle = await startServer(database, { roles: new Set(['api', 'intake']) });
  // The database itself notes every state that any run is ever in.
  await server.pool.query(
    `CREATE TABLE seen_transitions (before text, after text);
     CREATE FUNCTION note_transition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO seen_transitions VALUES (CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status);
       RETURN NULL;
     END $$;
     CREATE TRIGGER note AFTER INSERT OR UPDATE ON runs
       FOR EACH ROW EXECUTE FUNCTION note_transition()`,
  );
});

afterAll(async () => {
  partner.reset();
  await idle.stop();
  await server.stop();
  await partner.close();
  await database.drop();
});

const flow = (name: string, ...steps: object[]) => server.flow({ name, steps });
const cancel = (run: string) => server.api('POST', `/runs/${run}/cancel`);
const expire = (run: string) =>
  server.pool.query('UPDATE runs SET available_at = now() WHERE id = $1', [run]);

/** Takes runs through every way to begin, go on and end. */
async function drive(): Promise<void> {
  const done = await flow('Done');
  await server.until(await server.start(done), 'succeeded');
  const failing = await flow('Fails', { id: 's', kind: 'stop', as: 'failed', message: 'no' });
  await server.until(await server.start(failing), 'failed');
  const stopping = await flow('Stops', { id: 'f', kind: 'filter', when: { any: [] } });
  await server.until(await server.start(stopping), 'stopped');
  const pausing = await flow('Pauses', { id: 'd', kind: 'delay', for: '1s' });
  await server.until(await server.start(pausing), 'succeeded');
  const long = await flow('Waits', { id: 'd', kind: 'delay', for: '30d' });
  const waiting = await server.start(long);
  await server.until(waiting, 'waiting');
  await cancel(waiting);

  const calling = await flow('Calls', callStep('a', partner.url));
  const once = await flow('Once', callStep('a', partner.url, {}, { on_error: 'never_repeat' }));
  partner.holding = true;
  const cancelled = await server.start(calling);
  const doubtful = await server.start(once);
  await expect.poll(() => partner.calls.length).toBe(2);
  await cancel(cancelled);
  await expire(doubtful);
  await server.until(doubtful, 'in_doubt');
  partner.reset();

  await server.get(WorkerService).drain();
  const queued = await idle.start(calling);
  await cancel(queued);
  const given = await idle.start(calling);
  const store = idle.get(WorkerStore);
  await store.release(await store.claim(10));
  expect((await idle.run(given)).status).toBe('queued');
  await store.abandon(await store.claim(10), new AppError('RUN_DATA_GONE'));
  // A run that has ended stays as it is, whatever is tried.
  await cancel(given);
  await expire(given);
  expect(await store.claim(10)).toEqual([]);
}

describe('the states of runs', () => {
  it('change in every way the table allows, and in no other', async () => {
    await drive();
    const { rows } = await server.pool.query<{ before: string | null; after: string }>(
      'SELECT DISTINCT before, after FROM seen_transitions',
    );
    const begun = rows.flatMap(({ before, after }) => (before === null ? [after] : []));
    expect(begun.sort()).toEqual(['queued', 'running']);
    const seen = rows.flatMap(({ before, after }) =>
      before === null || before === after ? [] : [`${before} → ${after}`],
    );
    const allowed = runStatusSchema.options.flatMap((before) =>
      RUN_TRANSITIONS[before].map((after) => `${before} → ${after}`),
    );
    expect(seen.sort()).toEqual(allowed.sort());
  });
});
