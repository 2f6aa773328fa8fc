import type { JsonObject, PreviewRow } from '@millrace/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, type Answer } from '../http/testing.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestFlow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let flow: TestFlow;

const NAME = { $path: '$.trigger.body.name' };

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake']) });
  flow = await server.flow({
    name: 'People',
    steps: [
      { id: 'person', kind: 'set', fields: { name: NAME } },
      {
        id: 'lines',
        kind: 'for-each',
        items: { $path: '$.trigger.body.tags', missing: { default: [] } },
        concurrency: 1,
        steps: [{ id: 'tag', kind: 'set', fields: { tag: { $path: '$.item' } } }],
      },
    ],
  });
  for (const body of [{ name: 'Ada', tags: ['a'] }, { name: 'Grace' }, { nick: 'Linus' }]) {
    await server.send(flow, body);
  }
  await server.send(flow, '{"name":', { 'content-type': 'application/json' });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

const preview = (body: JsonObject): Promise<Answer> =>
  server.api('POST', '/mappings/preview', body);

async function rows(body: JsonObject): Promise<PreviewRow[]> {
  const answer = await preview({ flow_id: flow.id, ...body });
  expect([answer.status, answer.body]).toEqual([200, { rows: expect.any(Array) as unknown[] }]);
  return answer.body['rows'] as PreviewRow[];
}

const briefly = (all: PreviewRow[]): unknown[] =>
  all.map(({ ok, value, type, error }) => (ok ? [type, value] : error?.code));

describe('a preview over the events of a flow', () => {
  it('has a row an event that carries data, newest first', async () => {
    const found = await rows({ mapping: NAME });
    expect(briefly(found)).toEqual(['PATH_MISSING', ['string', 'Grace'], ['string', 'Ada']]);
    expect(found[1]).toEqual({
      event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      received_at: expect.stringMatching(/Z$/) as string,
      ok: true,
      value: 'Grace',
      type: 'string',
      sources: ['$.trigger.body.name'],
    });
    expect(found[0]?.error).toMatchObject({ code: 'PATH_MISSING', place: [], position: 14 });
  });

  it('looks at no more events than were asked for', async () => {
    expect(briefly(await rows({ mapping: { $path: '$.trigger.body.nick' }, last: 1 }))).toEqual([
      ['string', 'Linus'],
    ]);
  });

  it('leaves out what the mapping says to leave out', async () => {
    const mapping = { ...NAME, missing: 'omit' };
    expect(briefly(await rows({ mapping, last: 2 }))).toEqual([
      ['missing', null],
      ['string', 'Grace'],
    ]);
  });

  it('shows a mapping of a step what the steps before it give', async () => {
    const mapping = { $template: 'Dear {{steps.person.output.name}} of {{flow.name}}' };
    expect(briefly(await rows({ mapping, step: 'lines' }))).toEqual([
      'PATH_MISSING',
      ['string', 'Dear Grace of People'],
      ['string', 'Dear Ada of People'],
    ]);
  });

  it('shows a mapping inside a loop its first item', async () => {
    const mapping = { $path: '$.item' };
    const found = await rows({ mapping, step: 'tag', last: 3 });
    expect(briefly(found).at(-1)).toEqual(['string', 'a']);
  });

  it('shows what every run sees of the flow', async () => {
    const found = await rows({ mapping: { $path: '$.flow' }, last: 1 });
    expect(briefly(found)).toEqual([['object', { id: flow.id, version: 2, name: 'People' }]]);
  });

  it('passes over events that are too large, and says so', async () => {
    const large = await server.flow({ name: 'Large' });
    await server.send(large, { text: 'x'.repeat(300_000) });
    await server.send(large, { text: 'small' });
    const answer = await preview({
      flow_id: large.id,
      mapping: { $path: '$.trigger.body.text' },
    });
    expect(briefly(answer.body['rows'] as PreviewRow[])).toEqual([
      ['string', 'small'],
      'PREVIEW_LIMIT',
    ]);
  });

  it('answers no values beyond its own bound', async () => {
    const large = await server.flow({ name: 'Many' });
    await server.send(large, { text: 'x'.repeat(100_000) });
    const whole = { $path: '$.trigger.body' };
    const answer = await preview({ flow_id: large.id, mapping: [whole, whole, whole] });
    expect(briefly(answer.body['rows'] as PreviewRow[])).toEqual(['PREVIEW_LIMIT']);
  });

  it('of a flow without events has no rows', async () => {
    const empty = await server.flow({ name: 'Empty' });
    const answer = await preview({ flow_id: empty.id, mapping: NAME });
    expect([answer.status, answer.body]).toEqual([200, { rows: [] }]);
  });

  it('of another workspace, or of nothing, is not there', async () => {
    const mine = await server.flow({ name: 'Of others' });
    await server.pool.query('UPDATE flows SET workspace_id = gen_random_uuid() WHERE id = $1', [
      mine.id,
    ]);
    const answer = await preview({ flow_id: mine.id, mapping: NAME });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'FLOW_NOT_FOUND']);
    const step = await preview({ flow_id: flow.id, mapping: NAME, step: 'gone' });
    expect([step.status, codeOf(step)]).toEqual([404, 'STEP_NOT_FOUND']);
  });

  it.each([
    [{ mapping: NAME }, '/data'],
    [{ mapping: NAME, data: {}, flow_id: '01890000-0000-7000-8000-000000000000' }, '/flow_id'],
    [{ mapping: NAME, data: {}, last: 5 }, '/last'],
    [{ mapping: NAME, data: {}, step: 'person' }, '/step'],
  ])('%j is refused', async (body, path) => {
    const answer = await preview(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'REQUEST_INVALID', faults: [{ path }] });
  });
});

describe('a preview that fails', () => {
  it.each([
    [{ $path: '$.a[' }, 'PATH_SYNTAX', 4],
    [{ $template: 'Hi {{#if a}}' }, 'TEMPLATE_SYNTAX', 12],
  ])('of %j carries its position in the details', async (mapping, code, position) => {
    const answer = await preview({ mapping, data: {} });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code, details: { position } });
  });
});
