import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPartner, type Partner } from '../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let partner: Partner;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

const GONE = { $path: '$.trigger.body.gone' };

async function ran(input: object) {
  const send = { id: 'send', kind: 'action', action: 'http.request', input };
  const flow = await server.flow({ name: `Input ${Math.random()}`, steps: [send] });
  return server.until(await server.start(flow, { n: 4 }));
}

describe('a mapping of an action that finds nothing', () => {
  it('leaves an optional field out, and the call is made', async () => {
    const run = await ran({ method: 'POST', url: partner.url, query: GONE, body: { n: 1 } });
    expect(run.status).toBe('succeeded');
    expect(run.attempts[0]?.input).not.toHaveProperty('query');
  });

  it('ends the run for a required field, and no call is made', async () => {
    partner.reset();
    const run = await ran({ method: 'POST', url: GONE });
    expect(run).toMatchObject({ status: 'failed', error: { code: 'PATH_MISSING' } });
    expect(partner.calls).toHaveLength(0);
  });
});
