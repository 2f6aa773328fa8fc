import type { Attempt } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../access/actor.ts';
import { RunService } from '../runs/run.service.ts';
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
  await server.stop();
  await partner.close();
  await database.drop();
});

async function ran(steps: readonly object[], body: object = {}): Promise<Attempt[]> {
  const flow = await server.flow({ name: `Calls ${Math.random()}`, steps });
  return (await server.until(await server.start(flow, body))).attempts;
}

describe('what a step sent', () => {
  it('is kept with its try: little of one that went well', async () => {
    const [attempt] = await ran([callStep('send', `${partner.url}/orders`, { sku: 'A-1' })]);
    expect(attempt?.calls).toEqual([
      {
        method: 'POST',
        url: `${partner.url}/orders`,
        sent: '{"sku":"A-1"}',
        status: 200,
        ms: expect.any(Number) as number,
        bytes: expect.any(Number) as number,
      },
    ]);
  });

  it('is kept whole with a try that failed, and a replay does not claim it for itself', async () => {
    partner.statusOf = ({ path }) => (path === '/bad' ? 422 : 200);
    const steps = [
      callStep('good', `${partner.url}/good`),
      callStep('bad', `${partner.url}/bad`, { n: 1 }, { retry: { times: 0 } }),
    ];
    const flow = await server.flow({ name: 'Two calls', steps });
    const run = await server.until(await server.start(flow));
    expect(run.attempts[0]?.calls).toHaveLength(1);
    expect(run.attempts[1]?.calls).toMatchObject([
      {
        status: 422,
        sent: '{"n":1}',
        headers: { 'idempotency-key': expect.any(String) as string },
        answer_headers: { 'content-type': 'application/json' },
        answer: expect.any(String) as string,
      },
    ]);
    const { body } = await server.api('POST', `/runs/${run.id}/replay`, { from: 'bad' });
    const again = await server.until(String(body['run']));
    expect(again.attempts.map(({ step, calls }) => [step, calls?.length])).toEqual([
      ['good', undefined],
      ['bad', 1],
    ]);
    partner.reset();
  });

  it('is kept of a run that is too large for the main thread, too', async () => {
    const [attempt] = await ran([callStep('send', `${partner.url}/large`)], {
      text: 'x'.repeat(2_000_000),
    });
    expect(attempt?.calls).toMatchObject([{ url: `${partner.url}/large`, status: 200 }]);
  });

  it('is shown to viewers without what lets its reader act', async () => {
    partner.statusOf = () => 400;
    const input = {
      method: 'POST',
      url: partner.url,
      headers: { 'x-auth-user': 'ada', 'x-a': '1' },
    };
    const step = { id: 'send', kind: 'action', action: 'http.request', input };
    const flow = await server.flow({ name: 'Seen', steps: [step] });
    const run = await server.until(await server.start(flow));
    partner.reset();
    expect(run.attempts[0]?.calls?.[0]?.headers).toMatchObject({ 'x-auth-user': 'ada' });
    const { rows } = await server.pool.query<{ id: string }>('SELECT id FROM workspaces');
    const viewer = { ...systemActor(rows[0]?.id ?? '', 'test'), role: 'viewer' as const };
    const seen = await server.get(RunService).get(viewer, run.id);
    expect(seen.attempts[0]?.calls?.[0]?.headers).toMatchObject({
      'x-auth-user': '[hidden from viewers]',
      'x-a': '1',
    });
  });
});
