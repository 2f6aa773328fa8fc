import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { callStep, startServer, type TestServer } from '../testing/test-server.ts';

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

describe('a run that is called to an end by its time-out', () => {
  it('hangs up on the call under way and says so in the run and the attempt', async () => {
    partner.holding = true;
    const flow = await server.flow({
      name: 'Half a second',
      limits: { timeout: '500ms' },
      steps: [callStep('slow', partner.url), callStep('behind', partner.url)],
    });
    const run = await server.until(await server.start(flow), 'failed');
    const said = { code: 'RUN_TIMED_OUT', message: 'The run did not end within 500 milliseconds.' };
    expect(run.error).toMatchObject(said);
    expect(run.attempts).toMatchObject([{ step: 'slow', status: 'failed', error: said }]);
    await expect.poll(() => partner.calls.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('leaves a call that must not be repeated to a person', async () => {
    partner.reset();
    partner.holding = true;
    const flow = await server.flow({
      name: 'Charges once',
      limits: { timeout: '500ms' },
      steps: [callStep('charge', partner.url, {}, { on_error: 'never_repeat' })],
    });
    const run = await server.until(await server.start(flow), 'in_doubt');
    const said = {
      code: 'CALL_IN_DOUBT',
      message:
        'Step "charge" may have made its call before the run timed out, and must not repeat it.',
    };
    expect(run.error).toMatchObject(said);
    expect(run.attempts).toMatchObject([{ step: 'charge', status: 'in_doubt', error: said }]);
    expect(run.attempts[0]?.input).not.toBeNull();
    expect(partner.calls).toHaveLength(1);
  });
});
