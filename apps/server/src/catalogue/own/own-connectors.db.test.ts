import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemActor } from '../../access/actor.ts';
import { uuid7 } from '../../database/uuid7.ts';
import { BEARER, call, codeOf } from '../../http/testing.ts';
import { keyWithRole } from '../../people/testing.ts';
import { ownAction, ownManifest } from '../../testing/own-manifest.ts';
import { startPartner, type Partner } from '../../testing/partner.ts';
import { testDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { startServer, type TestServer } from '../../testing/test-server.ts';
import { CatalogueService } from '../catalogue.service.ts';
import { OwnConnectorStore } from './own-connector.store.ts';
import { OwnConnectors, type OwnConnector } from './own-connectors.service.ts';

let database: TestDatabase;
let partner: Partner;
/** Two processes on one database. */
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  partner = await startPartner();
  one = await startServer(database);
  two = await startServer(database, { encryptionKey: one.config.encryptionKey });
});

afterAll(async () => {
  await one.stop();
  await two.stop();
  await partner.close();
  await database.drop();
});

beforeEach(() => partner.reset());

async function make(manifest: object | string): Promise<OwnConnector> {
  const answer = await one.api('POST', '/connectors', { manifest });
  expect([answer.status, answer.body['faults']]).toEqual([201, undefined]);
  return answer.body as unknown as OwnConnector;
}

async function connect(connector: string): Promise<void> {
  const body = { connector, name: connector, values: { site: partner.url } };
  expect((await one.api('POST', '/connections', body)).status).toBe(201);
}

const step = (connector: string, version?: number) => ({
  ...{ id: 'add', kind: 'action', action: `${connector}.add`, connection: connector },
  ...(version === undefined ? {} : { version }),
  input: { text: { $path: '$.trigger.body.text' } },
});

const paths = () => partner.calls.map(({ path }) => path);

describe('a connector that somebody made', () => {
  it('is listed, tried live and used in a flow like any other', async () => {
    const made = await make(ownManifest('notes'));
    expect(made).toMatchObject({ id: 'notes', version: 1, etag: '"1"', new_hosts: [] });
    const shown = await one.api('GET', '/connectors/notes');
    expect(shown.body).toMatchObject({ name: 'Own notes', own: true });
    await connect('notes');
    const body = { action: 'add', connection: 'notes', input: { text: 'tried' } };
    const tried = await one.api('POST', '/connectors/notes/try', body);
    expect([tried.status, tried.body['status'], tried.body['error']]).toEqual([
      ...[200, 'succeeded', null],
    ]);
    const audited = await one.api('GET', `/audit?id=${made.uid}`);
    expect(audited.body['items']).toMatchObject([{ action: 'tested' }, { action: 'created' }]);
    const flow = await one.flow({ name: 'Notes', steps: [step('notes')] });
    const run = await one.until(await one.start(flow, { text: 'hello' }));
    expect([run.status, paths()]).toEqual(['succeeded', ['/notes', '/notes']]);
  });

  it('is not read again for each run', async () => {
    await make(ownManifest('ready'));
    await connect('ready');
    const flow = await one.flow({ name: 'Ready', steps: [step('ready')] });
    expect((await one.until(await one.start(flow, { text: 'a' }))).status).toBe('succeeded');
    const read = vi.spyOn(one.get(OwnConnectorStore), 'heads');
    expect((await one.until(await one.start(flow, { text: 'b' }))).status).toBe('succeeded');
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
  });

  it('says as an answer what a call that is tried failed of', async () => {
    await make(ownManifest('failing'));
    await connect('failing');
    partner.statusOf = () => 422;
    const body = { action: 'add', connection: 'failing', input: { text: 'a' } };
    const tried = await one.api('POST', '/connectors/failing/try', body);
    expect(tried.body).toMatchObject({ status: 'failed', error: { code: 'CALL_REJECTED' } });
    const unknown = await one.api('POST', '/connectors/failing/try', { ...body, action: 'take' });
    expect(codeOf(unknown)).toBe('ACTION_NOT_FOUND');
    const shipped = await one.api('POST', '/connectors/slack/try', body);
    expect(codeOf(shipped)).toBe('CONNECTOR_NOT_OWN');
  });

  it('changes no live flow; the upgrade is offered and works once taken, in every process', async () => {
    await make(ownManifest('changing'));
    await connect('changing');
    const flow = await one.flow({ name: 'Changing', steps: [step('changing', 1)] });
    const next = ownManifest('changing', { actions: { add: ownAction('/v2/notes') } });
    const saved = await one.api('PUT', '/connectors/changing', { manifest: next });
    expect([saved.status, saved.body['version']]).toEqual([200, 2]);
    await expect
      .poll(async () => (await two.api('GET', '/connectors/changing')).body['version'])
      .toBe(2);
    expect((await one.until(await one.start(flow, { text: 'a' }))).status).toBe('succeeded');
    expect((await two.until(await two.start(flow, { text: 'a' }))).status).toBe('succeeded');
    expect(paths()).toEqual(['/notes', '/notes']);
    const offered = await two.api('GET', `/flows/${flow.id}/upgrades`);
    expect(offered.body['items']).toMatchObject([{ from: 1, to: 2, kind: 'additive' }]);
    const document = { millrace: 1, name: 'Changing', trigger: { kind: 'webhook' } };
    const draft = { document: { ...document, steps: [step('changing', 2)] } };
    await two.api('PUT', `/flows/${flow.id}/draft`, draft);
    await two.api('POST', `/flows/${flow.id}/publish`);
    partner.reset();
    expect((await one.until(await one.start(flow, { text: 'a' }))).status).toBe('succeeded');
    expect(paths()).toEqual(['/v2/notes']);
  });

  it('keeps the version it is when nothing changed, and needs the etag of the newest', async () => {
    const made = await make(ownManifest('steady'));
    const again = await one.api('PUT', '/connectors/steady', { manifest: made.manifest });
    expect(again.body).toMatchObject({ version: 1, etag: '"1"' });
    const changed = { manifest: ownManifest('steady', { name: 'Other' }) };
    const put = (etag?: string) =>
      call(`${one.url}/api/v1/connectors/steady`, {
        ...{ method: 'PUT', body: changed },
        headers: { ...BEARER, ...(etag === undefined ? {} : { 'if-match': etag }) },
      });
    expect(codeOf(await put())).toBe('PRECONDITION_REQUIRED');
    expect((await put('"1"')).body).toMatchObject({ version: 2 });
    expect(codeOf(await put('"1"'))).toBe('CONNECTOR_CHANGED');
    const old = await one.api('GET', '/connectors/steady/manifest?version=1');
    expect(old.body['manifest']).toEqual(made.manifest);
    const lost = await one.api('GET', '/connectors/steady/manifest?version=9');
    expect(codeOf(lost)).toBe('CONNECTOR_VERSION_NOT_FOUND');
  });

  it('says which hosts its accounts may be used at since a save', async () => {
    await make(ownManifest('hosts'));
    const servers = { api: '{site}', files: 'https://files.example.com/v1' };
    const manifest = ownManifest('hosts', { servers });
    const checked = await one.api('POST', '/connectors/check', { manifest });
    expect(checked.body).toMatchObject({ count: 0, new_hosts: ['files.example.com'] });
    const saved = await one.api('PUT', '/connectors/hosts', { manifest });
    expect(saved.body).toMatchObject({ version: 2, new_hosts: ['files.example.com'] });
  });

  it('is deleted only when no connection and no flow uses it, and goes on counting when it is made anew', async () => {
    await make(ownManifest('guarded'));
    await connect('guarded');
    const flow = await one.flow({ name: 'Guarded', steps: [step('guarded')] });
    const refused = await one.api('DELETE', '/connectors/guarded');
    expect([refused.status, codeOf(refused)]).toEqual([409, 'CONNECTOR_IN_USE']);
    expect(refused.body['detail']).toBe(
      'The connector "guarded" is used by connection "guarded", flow "Guarded".',
    );
    await one.api('DELETE', `/flows/${flow.id}`);
    const listed = await one.api('GET', '/connections?limit=200');
    const items = listed.body['items'] as { id: string; name: string }[];
    const { id } = items.find(({ name }) => name === 'guarded')!;
    await one.api('DELETE', `/connections/${id}`);
    expect((await one.api('DELETE', '/connectors/guarded')).status).toBe(204);
    expect(codeOf(await one.api('GET', '/connectors/guarded'))).toBe('CONNECTOR_NOT_FOUND');
    expect((await make(ownManifest('guarded'))).version).toBe(2);
  });
});

describe('the file of a connector', () => {
  it('gives the same document in another workspace', async () => {
    const made = await make(ownManifest('file'));
    const manifest = { ...made.manifest, name: 'Filed: "01234"' };
    await one.api('PUT', '/connectors/file', { manifest });
    const file = await one.api('GET', '/connectors/file/manifest?as=yaml');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=file.yaml');
    const other = await workspace();
    const copied = await one.get(OwnConnectors).create(other, file.text);
    const { body } = await one.api('GET', '/connectors/file/manifest');
    expect([copied.version, copied.manifest]).toEqual([2, body['manifest']]);
  });

  it('is taken with its short spellings', async () => {
    const text = `
millrace_connector: 2
id: short
name: Short
description: Short spellings.
website: https://example.com
docs: https://example.com
categories: [Test]
color: '#336699'
icon: { letters: S }
auth: { open: { kind: none, label: Open } }
servers: { api: https://api.example.com }
actions:
  add:
    label: Add
    description: Adds.
    risk: writes
    input: [{ key: text, label: Text, type: string, required: true }]
    request: { method: POST, path: /notes, body: { text: !p $.input.text, by: !t 'me {{input.text}}' },
      answers: [{ when: !c [!p $.answer.body.ok, is_false], is: rejected }] }
    output: {}
    repeat: { by: nature }
    sample: { input: { text: a }, output: {} }
`;
    const made = await make(text);
    expect(made.manifest['actions']).toMatchObject({
      add: {
        request: {
          body: { text: { $path: '$.input.text' }, by: { $template: 'me {{input.text}}' } },
        },
      },
    });
  });
});

describe('two workspaces with a connector of the same id', () => {
  it('never mix: each has its own versions and its own calls', async () => {
    const other = await workspace();
    await make(ownManifest('shared'));
    const foreign = ownManifest('shared', { actions: { add: ownAction('/foreign') } });
    await one.get(OwnConnectors).create(other, foreign as never);
    const catalogue = await one.get(CatalogueService).of(other.workspaceId);
    expect(catalogue.connector('shared').document?.actions?.['add']?.request?.path).toBe(
      '/foreign',
    );
    await connect('shared');
    const flow = await one.flow({ name: 'Shared', steps: [step('shared')] });
    expect((await one.until(await one.start(flow, { text: 'a' }))).status).toBe('succeeded');
    expect(paths()).toEqual(['/notes']);
    await one.get(OwnConnectors).remove(other, 'shared', undefined);
    expect((await one.api('GET', '/connectors/shared')).status).toBe(200);
  });
});

describe('a connector that comes with Millrace', () => {
  it('cannot be changed, deleted or stood in for', async () => {
    const manifest = ownManifest('slack');
    expect(codeOf(await one.api('POST', '/connectors', { manifest }))).toBe('CONNECTOR_TAKEN');
    const checked = await one.api('POST', '/connectors/check', { manifest });
    expect(checked.body['faults']).toMatchObject([{ path: '/id' }]);
    const answers = [
      await one.api('PUT', '/connectors/slack', { manifest }),
      await one.api('DELETE', '/connectors/slack'),
      await one.api('GET', '/connectors/slack/manifest'),
    ];
    expect(answers.map(codeOf)).toEqual(Array(3).fill('CONNECTOR_NOT_OWN'));
  });
});

describe('a viewer', () => {
  it('sees connectors and makes none', async () => {
    await make(ownManifest('seen'));
    const { headers } = await keyWithRole(one.url, BEARER, 'viewer');
    const seen = await call(`${one.url}/api/v1/connectors/seen/manifest`, { headers });
    expect(seen.body).toMatchObject({ id: 'seen' });
    const body = { manifest: ownManifest('unmade') };
    const url = `${one.url}/api/v1/connectors`;
    expect(codeOf(await call(url, { method: 'POST', body, headers }))).toBe('ROLE_TOO_LOW');
  });
});

/** An actor of another workspace. */
async function workspace() {
  const id = uuid7();
  await one.pool.query(
    'INSERT INTO workspaces (id, name, slug, created_at) VALUES ($1, $2, $3, now())',
    [id, 'Other', id],
  );
  return systemActor(id, 'test');
}
