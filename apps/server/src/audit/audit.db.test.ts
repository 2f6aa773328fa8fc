import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '@millrace/model';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { documentOf, startServer, type TestServer } from '../testing/test-server.ts';

const SECRET = 'hunter2-hunter2-us1';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function entries(query = ''): Promise<AuditEntry[]> {
  const answer = await server.api('GET', `/audit?${query}`);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body['items'] as AuditEntry[];
}

const brief = ({ action, thing, summary }: AuditEntry): unknown[] => [action, thing.name, summary];

describe('every change', () => {
  it('of a flow leaves who did what, oldest last, without any value', async () => {
    const made = await server.api('POST', '/flows', { document: documentOf({ name: 'One' }) });
    const path = `/flows/${String(made.body['id'])}`;
    const step = { id: 'call', kind: 'set', fields: { token: SECRET } };
    const changed = documentOf({ name: 'Two', steps: [step] });
    await server.api('PUT', `${path}/draft`, { document: changed });
    await server.api('POST', `${path}/publish`);
    await server.api('POST', `${path}/pause`);
    await server.api('POST', `${path}/resume`);
    await server.api('POST', `${path}/versions/1/restore`);
    await server.api('DELETE', path);
    const all = await entries(`id=${String(made.body['id'])}`);
    expect(all.map(brief)).toEqual([
      ['deleted', 'Two', { version: 1 }],
      ['restored', 'Two', { version: 1 }],
      ['resumed', 'Two', {}],
      ['paused', 'Two', {}],
      ['published', 'Two', { version: 1, revision: 2 }],
      ['changed', 'Two', { name: { from: 'One', to: 'Two' }, steps_added: ['call'] }],
      ['created', 'One', {}],
    ]);
    expect(all[0]).toMatchObject({
      actor: { kind: 'key', name: 'MILLRACE_API_KEY', role: 'owner' },
      thing: { kind: 'flow', id: made.body['id'] },
      address: '127.0.0.1',
    });
    expect(JSON.stringify(all)).not.toContain(SECRET);
  });

  it('of a connection says which values were given, and none of them', async () => {
    const made = await server.api('POST', '/connections', {
      connector: 'mailchimp',
      name: 'Audience',
      values: { api_key: SECRET },
    });
    expect([made.status, made.text]).toEqual([201, made.text]);
    const path = `/connections/${String(made.body['id'])}`;
    await server.api('PATCH', path, { name: 'List', values: { api_key: `${SECRET}1` } });
    await server.api('DELETE', path);
    const all = await entries('thing=connection');
    expect(all.map(({ action }) => action)).toEqual(['deleted', 'changed', 'created']);
    expect(all[1]?.summary).toEqual({
      name: { from: 'Audience', to: 'List' },
      values_given: ['api_key'],
    });
    expect(JSON.stringify(all)).not.toContain(SECRET);
  });

  it('of a key says its role; the first ones are the server’s own', async () => {
    const made = await server.api('POST', '/api-keys', { name: 'robot', role: 'viewer' });
    await server.api('DELETE', `/api-keys/${String(made.body['id'])}`);
    const all = await entries('thing=api_key');
    expect(all.map(brief)).toEqual([
      ['deleted', 'robot', {}],
      ['created', 'robot', { role: 'viewer' }],
      ['created', 'MILLRACE_API_KEY', { role: 'owner' }],
    ]);
    expect(all[2]?.actor).toEqual({ kind: 'system', id: null, name: 'environment', role: null });
    expect((await entries('thing=workspace')).map(({ action }) => action)).toEqual(['created']);
  });

  it('that fails leaves nothing', async () => {
    const before = await entries();
    const refused = await server.api('POST', '/connections', {
      connector: 'mailchimp',
      name: 'A',
      values: {},
    });
    expect(refused.status).toBe(422);
    expect(await entries()).toEqual(before);
  });

  it('and its row are committed together: without the row there is no change', async () => {
    await server.pool.query("ALTER TABLE audit_log ADD CONSTRAINT no CHECK (thing_name <> 'No')");
    const refused = await server.api('POST', '/flows', { document: documentOf({ name: 'No' }) });
    expect(refused.status).toBe(500);
    const { rows } = await server.pool.query("SELECT FROM flows WHERE name = 'No'");
    expect(rows).toEqual([]);
    await server.pool.query('ALTER TABLE audit_log DROP CONSTRAINT no');
  });
});

describe('the audit log', () => {
  it('is paged, and filtered by time, action and actor', async () => {
    const all = await entries('limit=200');
    expect(all.length).toBeGreaterThan(5);
    const paged: AuditEntry[] = [];
    let cursor = '';
    do {
      const { body } = await server.api('GET', `/audit?limit=3${cursor}`);
      paged.push(...(body['items'] as AuditEntry[]));
      const next = body['next'] as string | null;
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(paged).toEqual(all);
    const created = await entries('action=created');
    expect(created).toEqual(all.filter(({ action }) => action === 'created'));
    const middle = all[3]!;
    const { at, actor } = middle;
    expect(await entries(`after=${at}`)).toEqual(all.filter((one) => one.at >= at));
    expect(await entries(`actor=${actor.id}`)).toEqual(
      all.filter((one) => one.actor.id === actor.id),
    );
  });

  it.each(['UPDATE audit_log SET action = $$x$$', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])(
    'refuses "%s" in the database itself',
    async (statement) => {
      await expect(server.pool.query(statement)).rejects.toThrow('append-only');
    },
  );
});
