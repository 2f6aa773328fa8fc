import type { CheckFlowResponse, Finding } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type Answer } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const setting = (path: string) => [
  { id: 'person', kind: 'set', fields: { name: { $path: path } } },
];

function checked(answer: Answer): CheckFlowResponse {
  expect(answer.status).toBe(200);
  return answer.body as unknown as CheckFlowResponse;
}

async function check(id: string, body: object = {}): Promise<CheckFlowResponse> {
  return checked(await server.api('POST', `/flows/${id}/check`, body));
}

function kinds(findings: readonly Finding[]): string[] {
  return findings.map(({ kind, step, field }) => `${kind} ${step} ${field.join('.')}`);
}

describe('checking a flow', () => {
  it('learns from the events its trigger captured, and says in how many a value is missing', async () => {
    const flow = await server.flow({ name: 'Some', steps: setting('$.trigger.body.name') });
    for (const body of [
      { name: 'Ada' },
      { name: 'Grace' },
      { nick: 'Linus' },
      { name: 'Edsger' },
    ]) {
      await server.send(flow, body);
    }
    const { findings, events } = await check(flow.id);
    expect(events).toEqual({ learned: 4, skipped: 0, source: 'events' });
    expect(kinds(findings)).toEqual(['path_sometimes_missing person fields.name']);
    expect(findings[0]).toMatchObject({ share: 0.25, severity: 'warning' });
    expect(findings[0]?.message).toContain('in 1 of 4 events');
    expect((await check(flow.id, { last: 1 })).findings).toEqual([]);
  });

  it('checks an unsaved document, and corrects the step it finds fault with', async () => {
    const flow = await server.flow({ name: 'Typed', steps: setting('$.trigger.body.name') });
    for (let sent = 0; sent < 3; sent += 1) await server.send(flow, { name: `Ada ${sent}` });
    const { body } = await server.api('GET', `/flows/${flow.id}`);
    const document = { ...(body['document'] as object), steps: setting('$.trigger.body.nmae') };
    const { findings } = await check(flow.id, { document });
    expect(kinds(findings)).toEqual(['path_never_present person fields.name']);
    expect(findings[0]?.fix?.step).toMatchObject(setting('$.trigger.body.name')[0] ?? {});
    expect((await check(flow.id)).findings).toEqual([]);
  });

  it('takes the samples of the connector while nothing was captured', async () => {
    const flow = await server.flow({
      name: 'Orders',
      trigger: { kind: 'webhook', source: 'woocommerce.order-created' },
      steps: setting('$.trigger.body.billing.emial'),
    });
    const { findings, events } = await check(flow.id);
    expect(events).toEqual({ learned: 0, skipped: 0, source: 'samples' });
    expect(kinds(findings)).toEqual(['path_never_present person fields.name']);
    expect(findings[0]?.severity).toBe('warning');
  });

  it('says that nothing was captured when there is nothing to learn from', async () => {
    const flow = await server.flow({ name: 'New', steps: setting('$.trigger.body.name') });
    const { findings, events } = await check(flow.id);
    expect(events).toEqual({ learned: 0, skipped: 0, source: 'none' });
    expect(kinds(findings)).toEqual(['nothing_captured trigger ']);
  });

  it('passes over bodies too large to learn from, and says so', async () => {
    const flow = await server.flow({ name: 'Large', steps: setting('$.trigger.body.name') });
    await server.send(flow, { name: 'Ada' });
    await server.send(flow, { nick: 'x'.repeat(300_000) });
    const { findings, events } = await check(flow.id);
    expect(events).toEqual({ learned: 1, skipped: 1, source: 'events' });
    expect(findings).toEqual([]);
  });

  it('refuses a document that is none, and a flow of nobody', async () => {
    const flow = await server.flow({ name: 'Refused', steps: [] });
    const bad = await server.api('POST', `/flows/${flow.id}/check`, { document: { millrace: 1 } });
    expect([bad.status, codeOf(bad)]).toEqual([422, 'FLOW_DOCUMENT_INVALID']);
    const id = '01890000-0000-7000-8000-000000000000';
    const gone = await server.api('POST', `/flows/${id}/check`, {});
    expect([gone.status, codeOf(gone)]).toEqual([404, 'FLOW_NOT_FOUND']);
  });

  it('knows which flows can be called', async () => {
    const called = await server.flow({ name: 'Called', steps: setting('$.trigger.body.name') });
    const call = (id: string, flow: string) => ({ id, kind: 'call', flow });
    const steps = [call('by_name', 'Called'), call('by_id', called.id), call('gone', 'Cald')];
    const flow = await server.flow({ name: 'Caller', steps });
    const { findings } = await check(flow.id);
    expect(kinds(findings).filter((kind) => kind.startsWith('unknown_flow'))).toEqual([
      'unknown_flow gone flow',
    ]);
  });
});
