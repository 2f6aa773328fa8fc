import type { ActionStep } from '@millrace/model';
import { json, startServer as startApplication } from '@millrace/connector-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FlowActions } from '../flows/flow-actions.service.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { briefly, startServer, type TestServer } from '../testing/test-server.ts';
import { ActionCaller } from './action-caller.ts';

type Application = Awaited<ReturnType<typeof startApplication>>;

const GOOD = json(200, { translations: [{ text: 'Hello', detected_source_language: 'DE' }] });
const INPUT = { text: 'Hallo', target_lang: 'EN-GB' };

let database: TestDatabase;
let server: TestServer;
let application: Application;
let workspaceId: string;
let answer = GOOD;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database, { roles: new Set(['api', 'intake', 'worker']) });
  application = await startApplication((request, response) => answer(request, response));
  const { rows } = await server.pool.query<{ id: string }>('SELECT id FROM workspaces');
  workspaceId = rows[0]!.id;
});

beforeEach(() => {
  answer = GOOD;
});

afterAll(async () => {
  await server.stop();
  await application.close();
  await database.drop();
});

interface Made {
  id: string;
  name: string;
}

async function connect(): Promise<Made> {
  const name = `Translations ${(count += 1)}`;
  const values = { api_key: 'the-key:fx', base_url: application.url };
  const made = await server.api('POST', '/connections', {
    ...{ connector: 'deepl', name, auth: 'free', values },
  });
  const id = String(made.body['id']);
  // It is tried behind the answer to whoever made it.
  await expect
    .poll(async () => (await server.api('GET', `/connections/${id}`)).body['status'])
    .toBe('ok');
  application.requests.length = 0;
  return { id, name };
}

const step = (connection: string): ActionStep => ({
  ...{ id: 'translate', kind: 'action', action: 'deepl.translate', connection, input: INPUT },
});

const perform = async (connection: string) => {
  const actions = await server.get(FlowActions).ofVersion(workspaceId, null);
  return server.get(ActionCaller).perform({ workspaceId, actions }, {
    ...{ step: step(connection), input: INPUT, idempotencySeed: 'seed' },
  } as never);
};

async function fail(connection: string, times: number): Promise<void> {
  answer = json(500, {});
  for (let n = 0; n < times; n += 1) {
    expect(await perform(connection)).toMatchObject({ ok: false, retryable: true });
  }
  answer = GOOD;
}

describe('calls of runs', () => {
  it('are not made to an application that is away, and tried again when one may be', async () => {
    const { name } = await connect();
    const other = await connect();
    await fail(name, 10);
    const denied = await perform(name);
    expect(denied).toMatchObject({
      ok: false,
      error: { code: 'CALL_UNAVAILABLE' },
      retryable: true,
    });
    expect('retryAfter' in denied && denied.retryAfter).toBeGreaterThan(0);
    expect(application.requests).toHaveLength(10);
    expect(await perform(other.name)).toMatchObject({ ok: true });
  });

  it('wait together when one was asked to come later, and those of other connections do not', async () => {
    const { name } = await connect();
    const other = await connect();
    answer = json(429, {}, { 'retry-after': '3' });
    expect(await perform(name)).toMatchObject({
      error: { code: 'CALL_RATE_LIMITED' },
      retryAfter: 3_000,
    });
    answer = GOOD;
    const ended: string[] = [];
    await Promise.all(
      [name, name, other.name].map(async (one) => {
        expect(await perform(one)).toMatchObject({ ok: true });
        ended.push(one);
      }),
    );
    expect(ended).toEqual([other.name, name, name]);
  });

  it('give their worker back when they have to wait longer, and use up no try', async () => {
    const { name } = await connect();
    answer = json(429, {}, { 'retry-after': '3600' });
    expect(await perform(name)).toMatchObject({ error: { code: 'CALL_RATE_LIMITED' } });
    answer = GOOD;
    const flow = await server.flow({ name: 'Translates', steps: [step(name)] });
    const run = await server.until(await server.start(flow), 'waiting');
    expect(briefly(run)).toEqual(['translate#1 running']);
    expect(application.requests).toHaveLength(1);
  });
});

describe('what a person tries', () => {
  const testConnection = ({ id }: Made) => server.api('POST', `/connections/${id}/test`);
  const testStep = async ({ name }: Made) => {
    const trigger = { kind: 'webhook' };
    const document = { millrace: 1, name, trigger, steps: [step(name)] };
    const flow = await server.api('POST', '/flows', { document });
    return server.api('POST', `/flows/${String(flow.body['id'])}/steps/translate/test`, {});
  };

  it.each([
    { what: 'a connection', test: testConnection, well: { ok: true } },
    { what: 'a step', test: testStep, well: { status: 'succeeded' } },
  ])('$what goes to an application that is taken to be away, and runs follow', async (one) => {
    const made = await connect();
    await fail(made.name, 10);
    const { body } = await one.test(made);
    expect(body).toMatchObject(one.well);
    expect(application.requests).toHaveLength(11);
    expect(await perform(made.name)).toMatchObject({ ok: true });
  });
});
