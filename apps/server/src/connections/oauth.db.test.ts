import type { ActionStep } from '@millrace/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import { BEARER, call, codeOf, cookieOf, OWNER, type Answer } from '../http/testing.ts';
import { addDiary, browse, CLIENT, startDiary, type Diary } from '../testing/oauth-provider.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';
import { ActionCaller } from '../worker/action-caller.ts';

let database: TestDatabase;
let one: TestServer;
let two: TestServer;
let diary: Diary;
let workspaceId: string;
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  one = await startServer(database, { roles: new Set(['api', 'intake']) });
  // Two processes behind one address, with one key.
  two = await startServer(database, {
    ...{ roles: new Set(['api', 'intake']), publicUrl: one.url },
    encryptionKey: one.config.encryptionKey,
  });
  diary = await startDiary(`${one.url}/oauth/callback`);
  for (const server of [one, two]) addDiary(server.get(CatalogueService));
  const { rows } = await one.pool.query<{ id: string }>('SELECT id FROM workspaces');
  workspaceId = rows[0]!.id;
});

beforeEach(() => {
  diary.grants = [];
  diary.seen = [];
  diary.failing = 0;
  diary.closed = false;
});

afterAll(async () => {
  await two.stop();
  await one.stop();
  await diary.close();
  await database.drop();
});

const values = () => ({ ...CLIENT, site: diary.url });

async function create(auth: string): Promise<{ id: string; name: string }> {
  const name = `${auth} ${(count += 1)}`;
  const made = await one.api('POST', '/connections', {
    ...{ connector: 'diary', name, auth, values: values() },
  });
  expect(made.body).toMatchObject({ auth, status: 'untested', account: null, expires_at: null });
  return { id: String(made.body['id']), name };
}

const shown = async (id: string) => (await one.api('GET', `/connections/${id}`)).body;

async function authorize(id: string): Promise<URL> {
  const { status, body } = await one.api('POST', `/connections/${id}/authorize`);
  expect(status).toBe(200);
  return browse(String(body['url']), `${one.url}/oauth/callback`);
}

const comeBack = (address: URL, headers: Record<string, string> = BEARER): Promise<Answer> =>
  call(address.href, { headers });

async function connected(): Promise<{ id: string; name: string }> {
  const made = await create('oauth');
  const answer = await comeBack(await authorize(made.id));
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('is connected')]);
  diary.grants = [];
  return made;
}

async function perform(server: TestServer, connection: string, key = 'a key') {
  const step: ActionStep = {
    ...{ id: 'write', kind: 'action', action: 'diary.write', connection, input: {} },
  };
  const actions = await server.get(FlowActions).ofVersion(workspaceId, null);
  return server
    .get(ActionCaller)
    .perform({ workspaceId, actions }, { step, input: {}, idempotencySeed: key } as never);
}

const audited = async (id: string): Promise<string[]> => {
  const { rows } = await one.pool.query<{ action: string }>(
    'SELECT action FROM audit_log WHERE thing_id = $1 ORDER BY id',
    [id],
  );
  return rows.map(({ action }) => action);
};

const age = (id: string) =>
  one.pool.query("UPDATE connections SET expires_at = now() - interval '1 hour' WHERE id = $1", [
    id,
  ]);

describe('connecting an account over the browser', () => {
  it('goes with state and PKCE, and ends with a connection that works and knows its account', async () => {
    const { id, name } = await create('oauth');
    const { body } = await one.api('POST', `/connections/${id}/authorize`);
    const asked = new URL(String(body['url'])).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', client_id: 'millrace', scope: 'openid' },
      ...{ redirect_uri: `${one.url}/oauth/callback`, code_challenge_method: 'S256' },
    });
    expect(asked.get('state')).toMatch(/^[\w-]{43}$/);
    const back = await browse(String(body['url']), `${one.url}/oauth/callback`);
    const answer = await comeBack(back);
    expect(answer.headers.get('content-type')).toMatch(/text\/html/);
    expect(answer.text).toContain(`data-connection="${id}"`);
    expect(await shown(id)).toMatchObject({
      ...{ status: 'ok', account: 'Ada', status_reason: null },
      expires_at: expect.stringMatching(/^20/) as string,
    });
    expect(await perform(one, name)).toMatchObject({ ok: true });
    expect(await audited(id)).toEqual(['created', 'connected']);
    const { rows } = await one.pool.query('SELECT facts FROM connections WHERE id = $1', [id]);
    expect(rows).toEqual([{ facts: { team: 7 } }]);
  });

  it('takes a state once, and not from somebody else', async () => {
    const { id } = await create('oauth');
    const back = await authorize(id);
    expect((await comeBack(back, {})).status).toBe(401);
    const first = await comeBack(back);
    expect(first.status).toBe(200);
    const again = await comeBack(back);
    expect([again.status, again.text]).toEqual([422, expect.stringContaining('used already')]);
    const made = await comeBack(new URL(`${one.url}/oauth/callback?code=abc&state=made-up`));
    expect([made.status, made.text]).toEqual([422, expect.stringContaining('Not connected')]);
  });

  it('takes a state for ten minutes', async () => {
    const { id } = await create('oauth');
    const back = await authorize(id);
    await one.pool.query("UPDATE oauth_states SET expires_at = now() - interval '1 second'");
    expect((await comeBack(back)).status).toBe(422);
    expect(diary.grants).toEqual([]);
  });

  it('works in a browser that is signed in, on whichever process the answer comes to', async () => {
    const { id } = await create('oauth');
    const signedIn = await call(`${one.url}/api/v1/session`, { method: 'POST', body: OWNER });
    const back = await authorize(id);
    const there = new URL(`${two.url}${back.pathname}${back.search}`);
    const answer = await comeBack(there, { cookie: cookieOf(signedIn) });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('is connected')]);
  });

  it('says what the application said when the person did not agree', async () => {
    const { id } = await create('oauth');
    const { body } = await one.api('POST', `/connections/${id}/authorize`);
    const state = new URL(String(body['url'])).searchParams.get('state') ?? '';
    const query = new URLSearchParams({
      state,
      error: 'access_denied',
      error_description: '<b>No',
    });
    const answer = await comeBack(new URL(`${one.url}/oauth/callback?${query.toString()}`));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Diary did not connect the account: &lt;b&gt;No');
    expect(await shown(id)).toMatchObject({ status: 'untested' });
  });

  it('is needed before a step can use the connection, and is named then', async () => {
    const { name } = await create('oauth');
    const outcome = await perform(one, name);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'CONNECTION_UNCONNECTED' } });
    expect(diary.seen).toEqual([]);
  });
});

describe('a token that has ended', () => {
  it('is refreshed once, however many calls in how many processes need it', async () => {
    const { id, name } = await connected();
    await age(id);
    diary.endTokens();
    const calls = Array.from({ length: 50 }, (_, n) => perform(n % 2 === 0 ? one : two, name));
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((outcome) => !('ok' in outcome) || !outcome.ok)).toEqual([]);
    expect(diary.grants).toEqual(['refresh_token']);
    // The refresh token that came with it is good, too.
    await age(id);
    expect(await perform(two, name)).toMatchObject({ ok: true });
    expect(diary.grants).toEqual(['refresh_token', 'refresh_token']);
  });

  it('is refreshed once, too, when only the application knows that it has ended', async () => {
    const { name } = await connected();
    diary.endTokens();
    const calls = Array.from({ length: 50 }, (_, n) => perform(n % 2 === 0 ? one : two, name));
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((outcome) => !('ok' in outcome) || !outcome.ok)).toEqual([]);
    expect(diary.grants).toEqual(['refresh_token']);
  });

  it('is a fault that passes as long as the application answers 500, and nothing is marked', async () => {
    const { id, name } = await connected();
    await age(id);
    diary.failing = 1;
    const failed = await perform(one, name);
    expect(failed).toMatchObject({
      ok: false,
      retryable: true,
      error: { code: 'CALL_UNAVAILABLE' },
    });
    expect(await shown(id)).toMatchObject({ status: 'ok' });
    expect(await perform(one, name)).toMatchObject({ ok: true });
    expect(diary.grants).toEqual(['failed', 'refresh_token']);
  });

  it('of an account that was revoked marks the connection once, and nobody asks again', async () => {
    const { id, name } = await connected();
    await age(id);
    await diary.revoke();
    for (let turn = 0; turn < 3; turn += 1) {
      const outcomes = await Promise.all([perform(one, name), perform(two, name)]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          ok: false,
          retryable: false,
          error: { code: 'CONNECTION_EXPIRED' },
        });
      }
    }
    const after = await shown(id);
    expect(after).toMatchObject({ status: 'expired' });
    expect(String(after['status_reason'])).toMatch(/Diary says/);
    expect(await audited(id)).toEqual(['created', 'connected', 'refused']);
    const answer = await comeBack(await authorize(id));
    expect(answer.status).toBe(200);
    expect(await shown(id)).toMatchObject({ status: 'ok', status_reason: null });
    expect(await perform(two, name)).toMatchObject({ ok: true });
  });
});

describe('an account that needs no browser', () => {
  it('gets its token when it is saved, and is tried with it', async () => {
    const { id, name } = await create('machine');
    await expect.poll(async () => (await shown(id))['status']).toBe('ok');
    expect(await shown(id)).toMatchObject({ account: 'Ada' });
    expect(await perform(two, name)).toMatchObject({ ok: true });
    expect(diary.grants).toEqual(['client_credentials']);
  });

  it('that the application refuses is marked once and unmarked when it works again', async () => {
    const { id, name } = await create('machine');
    await expect.poll(async () => (await shown(id))['status']).toBe('ok');
    diary.closed = true;
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await perform(one, name)).toMatchObject({
        ok: false,
        error: { code: 'CALL_UNAUTHORIZED' },
      });
    }
    expect(await shown(id)).toMatchObject({ status: 'failed' });
    expect(await audited(id)).toEqual(['created', 'refused']);
    diary.closed = false;
    await one.pool.query(
      "UPDATE connections SET checked_at = now() - interval '2 minutes' WHERE id = $1",
      [id],
    );
    await expect
      .poll(async () => (await perform(one, name), (await shown(id))['status']))
      .toBe('ok');
    expect(await audited(id)).toEqual(['created', 'refused', 'recovered']);
  });

  it('with a wrong secret says so, and shows neither secret nor token', async () => {
    const made = await one.api('POST', '/connections', {
      ...{ connector: 'diary', name: 'wrong', auth: 'machine' },
      values: { ...values(), client_secret: 'wrong-secret-0123456789' },
    });
    const id = String(made.body['id']);
    await expect.poll(async () => (await shown(id))['status']).toBe('failed');
    const tested = await one.api('POST', `/connections/${id}/test`);
    expect(tested.body).toMatchObject({ ok: false });
    expect(tested.text + JSON.stringify(await shown(id))).not.toContain('wrong-secret');
  });

  it('is not usable where its connector would carry the token over into data', async () => {
    const { id, name } = await create('thief');
    await expect.poll(async () => (await shown(id))['status']).toBe('failed');
    expect((await shown(id))['status_reason']).toMatch(/would hold a secret/);
    expect(await perform(one, name)).toMatchObject({ error: { code: 'CONNECTION_INVALID' } });
  });
});

describe('secrets of an account', () => {
  it('are in no answer, no output, no error and no row that can be read', async () => {
    const { id, name } = await connected();
    const outcome = await perform(one, name);
    const token = diary.seen.at(-1) ?? '';
    expect(token.length).toBeGreaterThan(20);
    const { rows } = await one.pool.query(
      `SELECT to_jsonb(connections) || jsonb_build_object('secret', encode(secret, 'escape')) AS row
       FROM connections WHERE id = $1`,
      [id],
    );
    const all = JSON.stringify([outcome, await shown(id), rows]);
    expect(all).not.toContain(token);
    expect(all).not.toContain(CLIENT.client_secret);
    expect(all).toContain('[hidden]');
  });
});

describe('choices and fields of the account', () => {
  it('are read with its token, and once for the same question', async () => {
    const { id } = await connected();
    const ask = (body: object) => one.api('POST', `/connections/${id}/lists/teams`, body);
    const first = await ask({ search: 'a' });
    expect([first.status, first.body]).toEqual([200, { items: [{ value: '7', label: 'Ada' }] }]);
    const before = diary.seen.length;
    await Promise.all([ask({ search: 'a' }), ask({ search: 'a' })]);
    expect(diary.seen).toHaveLength(before);
    await ask({ search: 'b' });
    expect(diary.seen).toHaveLength(before + 1);
    const fields = await one.api('POST', `/connections/${id}/shapes/entry`, {});
    expect(fields.body).toEqual({ fields: [{ key: 'Ada', label: 'Ada', type: 'text' }] });
    const none = await one.api('POST', `/connections/${id}/lists/nothing`, {});
    expect([none.status, codeOf(none)]).toEqual([404, 'LIST_NOT_FOUND']);
  });

  it('of an account that is refused say so, as a problem', async () => {
    const { id } = await connected();
    diary.closed = true;
    const answer = await one.api('POST', `/connections/${id}/lists/teams`, {});
    expect([answer.status, codeOf(answer)]).toEqual([422, 'CALL_UNAUTHORIZED']);
  });
});
