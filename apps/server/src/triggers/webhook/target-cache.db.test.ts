import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangeFeed } from '../../stream/change-feed.ts';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import {
  documentOf,
  startServer,
  type TestFlow,
  type TestServer,
} from '../../testing/test-server.ts';

let database: TestDatabase;
/** Where people work, and another process that only takes events in. */
let here: TestServer;
let there: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  here = await startServer(database);
  there = await startServer(database, { roles: new Set(['intake']) });
});

afterAll(async () => {
  await there.stop();
  await here.stop();
  await database.drop();
});

const BAD_JSON = '{"a":';

/** What becomes of a request: its verdict, `accepted`, or the code of the refusal. */
async function verdict(server: TestServer, flow: TestFlow, body: unknown = {}): Promise<unknown> {
  const answer = await server.send(flow, body);
  return answer.body['code'] ?? answer.body['verdict'] ?? 'accepted';
}

const act = (flow: TestFlow, what: 'publish' | 'pause' | 'resume') =>
  here.api('POST', `/flows/${flow.id}/${what}`);

const saveDraft = (flow: TestFlow, document: object) =>
  here.api('PUT', `/flows/${flow.id}/draft`, { document: documentOf(document) });

async function draft(): Promise<TestFlow> {
  const { body } = await here.api('POST', '/flows', { document: documentOf({}) });
  return { id: String(body['id']), hook: new URL(String(body['hook_url'])).pathname };
}

const anything = { trigger: { kind: 'webhook', accept: 'any' } };

/** Every change a flow goes through, and what a request meets behind it. */
const CHANGES: [string, (flow: TestFlow) => Promise<unknown>, unknown, unknown?][] = [
  ['made', () => Promise.resolve(), 'unpublished'],
  ['unpublished, with another draft', (flow) => saveDraft(flow, anything), 'unpublished', BAD_JSON],
  ['published', (flow) => act(flow, 'publish'), 'accepted', BAD_JSON],
  ['drafted anew, but not published', (flow) => saveDraft(flow, {}), 'accepted', BAD_JSON],
  ['published again', (flow) => act(flow, 'publish'), 'BODY_MALFORMED', BAD_JSON],
  ['paused', (flow) => act(flow, 'pause'), 'paused'],
  ['resumed', (flow) => act(flow, 'resume'), 'accepted'],
  ['removed', (flow) => here.api('DELETE', `/flows/${flow.id}`), 'TRIGGER_UNKNOWN'],
];

describe('a flow that was changed', () => {
  it('is so for the very next request to the process that changed it', async () => {
    const flow = await draft();
    for (const [name, change, expected, body] of CHANGES) {
      await change(flow);
      expect([name, await verdict(here, flow, body)]).toEqual([name, expected]);
    }
  });

  it('is soon so for every other process', async () => {
    const flow = await draft();
    for (const [name, change, expected, body] of CHANGES) {
      await change(flow);
      await expect
        .poll(async () => [name, await verdict(there, flow, body)], { interval: 20 })
        .toEqual([name, expected]);
    }
  });

  it('right at the moment it is looked up is not remembered as it was', async () => {
    const flow = await here.flow({});
    for (let round = 0; round < 20; round += 1) {
      const paused = round % 2 === 0;
      const requests = Array.from({ length: 10 }, () => verdict(here, flow));
      await act(flow, paused ? 'pause' : 'resume');
      requests.push(...Array.from({ length: 10 }, () => verdict(here, flow)));
      await Promise.all(requests);
      expect(await verdict(here, flow)).toBe(paused ? 'paused' : 'accepted');
    }
  });
});

describe('a flow that was not changed', () => {
  it('is not read again', async () => {
    const flow = await here.flow({});
    expect(await verdict(there, flow)).toBe('accepted');
    // Behind everybody's back: only who reads again can see it.
    await here.pool.query(
      `BEGIN; ALTER TABLE flows DISABLE TRIGGER tell;
       UPDATE flows SET paused = true WHERE id = '${flow.id}';
       ALTER TABLE flows ENABLE TRIGGER tell; COMMIT`,
    );
    expect(await verdict(there, flow)).toBe('accepted');
  });
});

describe('while a process does not hear of changes', () => {
  it('it reads each flow anew, and goes on remembering once it hears again', async () => {
    const flow = await here.flow({});
    expect(await verdict(there, flow)).toBe('accepted');
    const feed = there.get(ChangeFeed);
    const cut = () =>
      here.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'millrace changes' AND datname = current_database()`,
      );
    await cut();
    await expect.poll(() => feed.isConnected, { interval: 5 }).toBe(false);
    await act(flow, 'pause');
    expect(await verdict(there, flow)).toBe('paused');
    await act(flow, 'resume');
    expect(await verdict(there, flow)).toBe('accepted');

    await expect.poll(() => feed.isConnected, { timeout: 10_000 }).toBe(true);
    expect(await verdict(there, flow)).toBe('accepted');
    await act(flow, 'pause');
    await expect.poll(() => verdict(there, flow), { interval: 20 }).toBe('paused');
  });
});
