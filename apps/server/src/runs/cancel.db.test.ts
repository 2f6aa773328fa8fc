import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../http/testing.ts';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';
import { WorkerService } from '../worker/worker.service.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;
/** Runs nothing: a cancel there has to reach the process that does. */
let other: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
  other = await startServer(database, { roles: new Set(['api']) });
});

afterEach(() => {
  partner.reset();
});

afterAll(async () => {
  await other.stop();
  await server.stop();
  await partner.close();
  await database.drop();
});

const cancel = (run: string, from = server) => from.api('POST', `/runs/${run}/cancel`);
const flow = (name: string, ...steps: object[]) => server.flow({ name, steps });

describe('cancelling a run', () => {
  it.each([
    ['the process that runs it', () => server],
    ['another process', () => other],
  ])('in the middle of a call ends the call at once, asked through %s', async (name, from) => {
    const calling = await flow(name, callStep('a', partner.url), callStep('b', partner.url));
    partner.holding = true;
    const run = await server.start(calling);
    await expect.poll(() => partner.calls.length).toBe(1);
    expect((await cancel(run, from())).body).toMatchObject({ status: 'cancelled' });
    await expect.poll(() => partner.calls[0]?.aborted).toBe(true);
    // Its slot is free, and what the call would have brought is not written.
    await server.get(WorkerService).idle();
    expect(partner.calls).toHaveLength(1);
    const ended = await server.run(run);
    expect(ended.status).toBe('cancelled');
    expect(ended.attempts.filter(({ status }) => status === 'succeeded')).toEqual([]);
  });

  it('in the middle of a call that must not be repeated leaves the call to a person', async () => {
    const once = callStep('charge', partner.url, {}, { on_error: 'never_repeat' });
    const charging = await flow('Charging', once, callStep('behind', partner.url));
    partner.holding = true;
    const run = await server.start(charging);
    await expect.poll(() => partner.calls.length).toBe(1);
    const { body } = await cancel(run);
    expect(body).toMatchObject({ status: 'cancelled', error: null });
    await server.get(WorkerService).idle();
    const { attempts } = await server.run(run);
    expect(attempts).toMatchObject([
      {
        ...{ step: 'charge', status: 'in_doubt', input: { method: 'POST' } },
        error: {
          code: 'CALL_IN_DOUBT',
          message:
            'Step "charge" may have made its call before the run was cancelled, and must not repeat it.',
        },
      },
    ]);
    expect(attempts[0]?.finished_at).not.toBeNull();
  });

  it('that waits says of the delay that it did not come to its end', async () => {
    const pause = { id: 'pause', kind: 'delay', for: '30d' };
    const waiting = await server.start(await flow('Long', pause));
    await server.until(waiting, 'waiting');
    await cancel(waiting);
    const { attempts } = await server.run(waiting);
    expect(attempts).toMatchObject([{ step: 'pause', status: 'skipped', input: { for: '30d' } }]);
  });

  it('that waits or is queued ends it before it goes on', async () => {
    const pausing = await flow(
      'Pause',
      { id: 'd', kind: 'delay', for: '1s' },
      callStep('a', partner.url),
    );
    const waiting = await server.start(pausing);
    await server.until(waiting, 'waiting');
    await cancel(waiting);
    const follower = await server.start(pausing);
    await server.until(follower, 'succeeded');
    expect(await server.run(waiting)).toMatchObject({ status: 'cancelled', waits_until: null });
    expect(partner.calls).toHaveLength(1);
  });

  it('that has ended, or is none, is refused and changes nothing', async () => {
    const run = await server.start(await flow('Done'));
    await server.until(run, 'succeeded');
    const late = await cancel(run);
    expect([late.status, codeOf(late)]).toEqual([409, 'RUN_FINISHED']);
    expect((await server.run(run)).status).toBe('succeeded');
    const gone = await cancel('01890000-0000-7000-8000-000000000000');
    expect([gone.status, codeOf(gone)]).toEqual([404, 'RUN_NOT_FOUND']);
  });

  it('twice at the same moment does it once', async () => {
    const waiting = await server.start(await flow('Twice', { id: 'd', kind: 'delay', for: '30d' }));
    await server.until(waiting, 'waiting');
    const answers = await Promise.all([cancel(waiting), cancel(waiting, other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
