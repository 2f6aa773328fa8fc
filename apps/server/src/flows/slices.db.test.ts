import {
  manifestSchema,
  upgradeStep,
  type ActionStep,
  type Manifest,
  type StepUpgrade,
} from '@millrace/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ship } from '../testing/ship.ts';
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
  install(server, notes(1));
  const made = await server.api('POST', '/connections', {
    connector: 'notes',
    name: 'notes',
    values: { site: partner.url },
  });
  expect(made.status).toBe(201);
});

afterAll(async () => {
  await server.stop();
  await partner.close();
  await database.drop();
});

beforeEach(() => {
  partner.reset();
  install(server, notes(1));
});

const field = (key: string, label: string) => ({ key, label, type: 'string', required: true });

/** Version 1 posts a text to /v1; version 2 calls it the title and posts it to /v2. */
function notes(version: 1 | 2, change: object = {}): Manifest {
  const key = version === 1 ? 'text' : 'title';
  return manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'notes', version, name: 'Notes', description: 'Notes.' },
    ...{ website: 'https://example.com', docs: 'https://example.com', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'N' } },
    connection: [{ key: 'site', label: 'Site', type: 'url', required: true }],
    servers: { api: '{site}' },
    auth: { open: { kind: 'keys', label: 'Open' } },
    actions: {
      add: {
        ...{ label: 'Add', description: 'Adds a note.', risk: 'writes' },
        input: [field(key, version === 1 ? 'Text' : 'Title')],
        request: {
          ...{ method: 'POST', path: `/v${version}/notes` },
          body: { [key]: { $path: `$.input.${key}` } },
        },
        ...{ output: {}, repeat: { by: 'nature' }, sample: { input: { [key]: 'a' }, output: {} } },
      },
    },
    ...(version === 1
      ? {}
      : { upgrades: [{ to: 2, id: 'add', move: { '/text': '/title' }, note: 'Say title.' }] }),
    ...change,
  });
}

function install(on: TestServer, manifest: Manifest): void {
  ship(on.get(CatalogueService), manifest);
}

const add = (version?: number) => ({
  ...{ id: 'add', kind: 'action', action: 'notes.add', connection: 'notes' },
  ...(version === undefined ? {} : { version }),
  input: { text: { $path: '$.trigger.body.text' } },
});

const steps = [add()];

const calls = () => partner.calls.map(({ path, body }) => [path, body]);

async function sent(flow: { id: string; hook: string }): Promise<unknown> {
  const run = await server.until(await server.start(flow, { text: 'hello' }));
  expect(run.status).toBe('succeeded');
  return calls();
}

async function upgradesOf(flow: { id: string }): Promise<StepUpgrade[]> {
  const { status, body } = await server.api('GET', `/flows/${flow.id}/upgrades`);
  expect(status).toBe(200);
  return body['items'] as StepUpgrade[];
}

const FIRST = [['/v1/notes', { text: 'hello' }]];

describe('a newer version of a connector', () => {
  it('changes nothing for a flow that is live, on this server and on one that starts with it', async () => {
    const flow = await server.flow({ name: 'Pinned', steps });
    install(server, notes(2));
    expect(await sent(flow)).toEqual(FIRST);
    partner.reset();
    const other = await startServer(database, { encryptionKey: server.config.encryptionKey });
    install(other, notes(2));
    const run = await other.until(await other.start(flow, { text: 'hello' }));
    expect([run.error, calls()]).toEqual([null, FIRST]);
    await other.stop();
  });

  it('is taken when a step that names none is published again', async () => {
    const flow = await server.flow({ name: 'Newest', steps });
    install(server, notes(2));
    const document = {
      ...{ millrace: 1, name: 'Newest', trigger: { kind: 'webhook' } },
      steps: [{ ...add(), input: { title: { $path: '$.trigger.body.text' } } }],
    };
    await server.api('PUT', `/flows/${flow.id}/draft`, { document });
    await server.api('POST', `/flows/${flow.id}/publish`);
    expect(await sent(flow)).toEqual([['/v2/notes', { title: 'hello' }]]);
  });

  it('is offered with what it changes to a step that names the old one, and works once taken', async () => {
    const flow = await server.flow({ name: 'Named', steps: [add(1)] });
    install(server, notes(2));
    expect(await sent(flow)).toEqual(FIRST);
    const [upgrade, ...others] = await upgradesOf(flow);
    expect(others).toEqual([]);
    expect(upgrade).toMatchObject({
      ...{ step: 'add', action: 'notes.add', from: 1, to: 2, kind: 'breaking' },
      upgrades: [{ to: 2, note: 'Say title.' }],
      info: { input: [{ key: 'text' }] },
    });
    expect(upgrade?.changes.map(({ text }) => text)).toEqual([
      'The field "Text" is gone.',
      'The new field "Title" has to be filled in.',
      'The calls it makes changed.',
    ]);
    const document = {
      ...{ millrace: 1, name: 'Named', trigger: { kind: 'webhook' } },
      steps: [upgradeStep(add(1) as ActionStep, 2, upgrade?.upgrades ?? [])],
    };
    await server.api('PUT', `/flows/${flow.id}/draft`, { document });
    partner.reset();
    expect(await sent(flow)).toEqual(FIRST);
    await server.api('POST', `/flows/${flow.id}/publish`);
    partner.reset();
    expect(await sent(flow)).toEqual([['/v2/notes', { title: 'hello' }]]);
    expect(await upgradesOf(flow)).toEqual([]);
  });

  it('leaves a draft that names the old one as it was: it is tested, checked and published with it', async () => {
    const document = {
      ...{ millrace: 1, name: 'Draft', trigger: { kind: 'webhook' } },
      steps: [add(1)],
    };
    const made = await server.api('POST', '/flows', { document });
    const id = String(made.body['id']);
    install(server, notes(2));
    const hook = new URL(String(made.body['hook_url'])).pathname;
    expect((await server.send({ id, hook }, { text: 'hello' })).status).toBe(200);
    const checked = await server.api('POST', `/flows/${id}/check`, {});
    expect(checked.body['findings']).toEqual([]);
    const tested = await server.api('POST', `/flows/${id}/steps/add/test`, {});
    expect([tested.body['status'], calls()]).toEqual(['succeeded', FIRST]);
    partner.reset();
    const published = await server.api('POST', `/flows/${id}/publish`);
    expect(published.body).toMatchObject({ status: 'live' });
    expect(await sent({ id, hook })).toEqual(FIRST);
  });
});

describe('a version of a connector that is not there', () => {
  it('is refused by name when the flow is published, and the draft stays', async () => {
    const document = {
      ...{ millrace: 1, name: 'Lost', trigger: { kind: 'webhook' } },
      steps: [add(7)],
    };
    const made = await server.api('POST', '/flows', { document });
    const { status, body } = await server.api('POST', `/flows/${String(made.body['id'])}/publish`);
    expect([status, body['code']]).toEqual([422, 'ACTION_VERSION_NOT_FOUND']);
    const [upgrade] = await upgradesOf({ id: String(made.body['id']) });
    expect(upgrade).toMatchObject({ from: 7, to: 1, info: null });
  });
});

describe('a pinned slice', () => {
  it('that calls a host the connector has left fails by name', async () => {
    const flow = await server.flow({ name: 'Left', steps });
    install(server, notes(2, { servers: { api: 'https://api.example.com' } }));
    const run = await server.until(await server.start(flow, { text: 'hello' }));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'HOST_NOT_ALLOWED' } });
    expect(calls()).toEqual([]);
  });

  it('is made at the next start for what was published before slices were kept', async () => {
    const connection = { connector: 'mailchimp', name: 'mailchimp' };
    const values = { api_key: `${'0'.repeat(32)}-us1`, base_url: partner.url };
    await server.api('POST', '/connections', { ...connection, values });
    const action = 'mailchimp.upsert-member';
    const input = { list_id: 'a1', email_address: 'ada@example.com' };
    const step = { id: 'add', kind: 'action', action, connection: 'mailchimp', input };
    const flow = await server.flow({ name: 'Before', steps: [step] });
    const pins = async () => {
      const { rows } = await server.pool.query<{ pins: object | null }>(
        'SELECT pins FROM flow_versions WHERE flow_id = $1',
        [flow.id],
      );
      return rows[0]?.pins;
    };
    const kept = await pins();
    expect(kept).toEqual({ [action]: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    await server.pool.query('UPDATE flow_versions SET pins = NULL WHERE flow_id = $1', [flow.id]);
    const other = await startServer(database, { encryptionKey: server.config.encryptionKey });
    await other.stop();
    expect(await pins()).toEqual(kept);
  });
});
