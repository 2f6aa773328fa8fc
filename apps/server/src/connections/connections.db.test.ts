import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuid7 } from '../database/uuid7.ts';
import { API_KEY, BEARER, codeOf, OWNER, startApi, type TestApi } from '../http/testing.ts';
import { OwnerBootstrap } from '../people/owner-bootstrap.ts';
import { PeopleModule } from '../people/people.module.ts';
import { ConnectionUsage, type ConnectionUser } from './connection-usage.ts';
import { ConnectionsModule } from './connections.module.ts';
import { ConnectionsService } from './connections.service.ts';
import { seal } from './envelope.ts';

const PATH = '/api/v1/connections';
const SECRET = '0123456789abcdef0123456789abcdef-us1';

let api: TestApi;
let mailchimp: Server;
let baseUrl: string;
const users = new Map<string, ConnectionUser[]>();

beforeAll(async () => {
  mailchimp = createServer((request, response) => {
    const [, encoded = ''] = request.headers.authorization?.split(' ') ?? [];
    const isKnown = !Buffer.from(encoded, 'base64').toString().includes('wrong');
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    const refusal = { title: 'API Key Invalid', status: 401, detail: 'Your key may be invalid.' };
    response.end(JSON.stringify(isKnown ? { health_status: "Everything's Chimpy!" } : refusal));
  });
  await new Promise<void>((resolve) => mailchimp.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(mailchimp.address() as AddressInfo).port}/3.0`;
  api = await startApi([PeopleModule, ConnectionsModule], {
    owner: { ...OWNER, apiKey: API_KEY },
    egressAllow: ['127.0.0.1'],
  });
  await api.app.get(OwnerBootstrap).ensure();
  api.app.get(ConnectionUsage).register({
    usedBy: (_workspace, names) =>
      Promise.resolve(new Map(names.map((name) => [name, users.get(name) ?? []]))),
  });
});

afterAll(async () => {
  await api.close();
  mailchimp.close();
});

const send = (method: string, path: string, body?: unknown) =>
  api.call(path, { method, headers: BEARER, ...(body === undefined ? {} : { body }) });

async function create(name: string, values: Record<string, string> = { api_key: SECRET }) {
  const answer = await send('POST', PATH, { connector: 'mailchimp', name, values });
  return { answer, path: `${PATH}/${String(answer.body['id'])}` };
}

async function workspaceId(): Promise<string> {
  const { rows } = await api.pool.query<{ id: string }>('SELECT id FROM workspaces');
  return rows[0]!.id;
}

describe('a connection', () => {
  it('takes its values in, and never shows them again', async () => {
    const { answer, path } = await create('quiet');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      connector: 'mailchimp',
      name: 'quiet',
      fields: ['api_key'],
      used_by: [],
    });
    const answers = [answer, await send('GET', path), await send('GET', `${PATH}?limit=200`)];
    for (const { text } of answers) expect(text).not.toContain(SECRET.slice(0, 16));
    const { rows } = await api.pool.query(
      "SELECT encode(secret, 'escape') AS stored FROM connections WHERE name = 'quiet'",
    );
    expect(JSON.stringify(rows)).not.toContain(SECRET.slice(0, 16));
  });

  it('is readable for the worker, until the key of the installation changes', async () => {
    await create('readable');
    const service = api.app.get(ConnectionsService);
    const workspace = await workspaceId();
    expect(await service.resolve(workspace, 'readable')).toMatchObject({
      ...{ connector: 'mailchimp', name: 'readable', auth: 'key' },
      ...{ values: { api_key: SECRET }, tokens: {} },
    });
    expect(await service.resolve(workspace, 'nobody')).toBeUndefined();
    expect(await service.resolve(uuid7(), 'readable')).toBeUndefined();
    const key = api.config.encryptionKey;
    api.config.encryptionKey = randomBytes(32);
    await expect(service.resolve(workspace, 'readable')).rejects.toThrow(/cannot be decrypted/);
    api.config.encryptionKey = key;
  });

  it('cannot be read from the row of another one', async () => {
    await create('target', { api_key: 'target-key-us1' });
    await create('source', { api_key: 'source-key-us1' });
    await api.pool.query(
      "UPDATE connections SET secret = (SELECT secret FROM connections WHERE name = 'source') WHERE name = 'target'",
    );
    const service = api.app.get(ConnectionsService);
    await expect(service.resolve(await workspaceId(), 'target')).rejects.toMatchObject({
      code: 'CONNECTION_UNREADABLE',
    });
  });

  it('is refused with each value that does not fit', async () => {
    const { answer } = await create('misfit', { api_kye: SECRET });
    expect(answer.status).toBe(422);
    expect(answer.body['faults']).toEqual([
      expect.objectContaining({
        path: '/values/api_kye',
        message: expect.stringContaining('Did you mean "api_key"?') as string,
      }),
      expect.objectContaining({ path: '/values/api_key' }),
    ]);
    const unknown = await send('POST', PATH, { connector: 'mailchimpp', name: 'x', values: {} });
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'CONNECTOR_NOT_FOUND']);
  });

  it('has a name of its own, also when two are made at once', async () => {
    const made = await Promise.all([create('twin'), create('twin')]);
    expect(made.map(({ answer }) => answer.status).sort()).toEqual([201, 409]);
    const { path } = await create('other');
    const renamed = await send('PATCH', path, { name: 'twin' });
    expect([renamed.status, codeOf(renamed)]).toEqual([409, 'CONNECTION_NAME_TAKEN']);
  });

  it('keeps the values that a change leaves out', async () => {
    const { path } = await create('changing', { api_key: SECRET, base_url: baseUrl });
    const changed = await send('PATCH', path, { values: { api_key: 'new-us2' }, name: 'changed' });
    expect(changed.body).toMatchObject({ name: 'changed', fields: ['api_key', 'base_url'] });
    const resolved = await api.app.get(ConnectionsService).resolve(await workspaceId(), 'changed');
    expect(resolved?.values).toEqual({ api_key: 'new-us2', base_url: baseUrl });
    const without = await send('PATCH', path, { values: { base_url: '' } });
    expect(without.body['fields']).toEqual(['api_key']);
  });

  it('that a flow uses keeps its name and stays', async () => {
    const { path } = await create('busy');
    users.set('busy', [{ id: uuid7(), name: 'New order' }]);
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { name: 'idle' }],
    ] as const) {
      const answer = await send(method, path, body);
      expect([answer.status, codeOf(answer)]).toEqual([409, 'CONNECTION_IN_USE']);
      expect(answer.body['detail']).toBe('Connection "busy" is used by "New order".');
    }
    expect((await send('PATCH', path, { values: { api_key: 'other-us1' } })).status).toBe(200);
    users.delete('busy');
    expect((await send('DELETE', path)).status).toBe(204);
    expect(codeOf(await send('GET', path))).toBe('CONNECTION_NOT_FOUND');
  });

  it('of another workspace is not there', async () => {
    const { path } = await create('foreign');
    await api.pool.query("UPDATE connections SET workspace_id = $1 WHERE name = 'foreign'", [
      uuid7(),
    ]);
    for (const method of ['GET', 'DELETE', 'PATCH', 'POST']) {
      const target = method === 'POST' ? `${path}/test` : path;
      const answer = await send(method, target, method === 'PATCH' ? { name: 'mine' } : undefined);
      expect([method, answer.status, codeOf(answer)]).toEqual([
        method,
        404,
        'CONNECTION_NOT_FOUND',
      ]);
    }
    const { rows } = await api.pool.query("SELECT FROM connections WHERE name = 'foreign'");
    expect(rows).toHaveLength(1);
  });

  it('is listed page by page, each once', async () => {
    await create('page one');
    await create('page two');
    const seen: unknown[] = [];
    let query = '?limit=1';
    for (let page = 0; page < 50 && query !== ''; page += 1) {
      const { body } = await send('GET', PATH + query);
      const [item] = body['items'] as { id: string }[];
      seen.push(item?.id);
      query = typeof body['next'] === 'string' ? `?limit=1&cursor=${body['next']}` : '';
    }
    const whole = (await send('GET', `${PATH}?limit=200`)).body['items'] as { id: string }[];
    expect(seen).toEqual(whole.map(({ id }) => id));
    expect((await send('GET', `${PATH}?cursor=nonsense`)).status).toBe(422);
  });
});

describe('a kind of sign-in', () => {
  it('has fields of its own, and is the connector’s first when none is named', async () => {
    const { answer, path } = await create('by key');
    expect(answer.body).toMatchObject({ auth: 'key', status: 'untested', checked_at: null });
    const client = { client_id: 'a-client', client_secret: 'secret-of-the-client' };
    const misfit = await send('PATCH', path, { values: client });
    expect([misfit.status, codeOf(misfit)]).toEqual([422, 'REQUEST_INVALID']);
    const changed = await send('PATCH', path, { auth: 'oauth', values: client });
    expect(changed.body).toMatchObject({ auth: 'oauth', fields: ['client_id', 'client_secret'] });
    const unknown = await send('PATCH', path, { auth: 'telepathy' });
    expect(unknown.status).toBe(422);
    expect(unknown.body['faults']).toEqual([
      {
        path: '/auth',
        message: 'Mailchimp has no kind of sign-in "telepathy"; it has key, oauth.',
      },
    ]);
  });

  it('of a connection from before there were kinds is the first, and its values still open', async () => {
    const { answer } = await create('old');
    const id = String(answer.body['id']);
    const workspace = await workspaceId();
    const sealed = seal(
      JSON.stringify({ api_key: SECRET }),
      api.config.encryptionKey,
      `${workspace}/${id}`,
    );
    await api.pool.query("UPDATE connections SET secret = $2, auth = 'default' WHERE id = $1", [
      id,
      sealed,
    ]);
    expect(await api.app.get(ConnectionsService).resolve(workspace, 'old')).toMatchObject({
      ...{ auth: 'key', values: { api_key: SECRET }, tokens: {} },
    });
  });
});

describe('trying a connection', () => {
  it('is done when it is saved, and what came of it is its status', async () => {
    const status = async (path: string) => (await send('GET', path)).body;
    const good = await create('tried', { api_key: 'right-key-us1', base_url: baseUrl });
    await expect.poll(async () => (await status(good.path))['status']).toBe('ok');
    expect(await status(good.path)).toMatchObject({
      ...{ account: "Everything's Chimpy!", status_reason: null },
      checked_at: expect.stringMatching(/^20/) as string,
    });
    await send('PATCH', good.path, { values: { api_key: 'wrong-key-us1' } });
    await expect.poll(async () => (await status(good.path))['status']).toBe('failed');
    expect((await status(good.path))['status_reason']).toMatch(/credentials/);
  });

  it('says what the application said', async () => {
    const { path } = await create('good', { api_key: 'right-us1', base_url: baseUrl });
    const answer = await send('POST', `${path}/test`, {});
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ ok: true, hint: null });
  });

  it.each([
    ['a wrong key', () => ({ api_key: 'wrong-us1', base_url: baseUrl }), /credentials/],
    [
      'a private address that is not allowed',
      () => ({ api_key: 'k-us1', base_url: 'http://10.0.0.1/3.0' }),
      /blocked/,
    ],
    ['nobody there', () => ({ api_key: 'k-us1', base_url: 'http://127.0.0.1:9/3.0' }), /answer/],
  ])('with %s says why it failed and what to do', async (what, values, message) => {
    const { path } = await create(`bad: ${what}`, values());
    const { status, body, text } = await send('POST', `${path}/test`);
    expect(status).toBe(200);
    expect(body['ok']).toBe(false);
    expect(body['message']).toMatch(message);
    expect(String(body['hint']).length).toBeGreaterThan(10);
    expect(text).not.toContain(values().api_key);
  });
});
