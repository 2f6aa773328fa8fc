import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, cookieOf, OWNER, startApi, type TestApi } from '../http/testing.ts';
import { PeopleModule } from './people.module.ts';

const SESSION = '/api/v1/session';
const KEYS = '/api/v1/api-keys';

describe('the first owner', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi([PeopleModule]);
  });
  afterAll(() => api.close());

  it('is made once, however many ask at the same time, and is signed in', async () => {
    const before = await api.call(SESSION);
    expect(before.body).toEqual({ setup_needed: true, user: null, workspace: null });

    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        api.call('/api/v1/setup', {
          method: 'POST',
          body: { email: `Owner${index}@Example.com`, password: OWNER.password },
        }),
      ),
    );
    const made = answers.filter((answer) => answer.status === 201);
    expect(made).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409).map(codeOf)).toEqual(
      Array(4).fill('SETUP_DONE'),
    );
    expect(made[0]!.body).toMatchObject({
      setup_needed: false,
      user: { role: 'owner' },
      workspace: { name: 'Main' },
    });
    const { rows } = await api.pool.query(
      'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM workspaces) AS workspaces',
    );
    expect(rows).toEqual([{ users: '1', workspaces: '1' }]);

    const after = await api.call(SESSION, { headers: { cookie: cookieOf(made[0]!) } });
    expect(after.body).toEqual(made[0]!.body);
    const stranger = await api.call(SESSION);
    expect(stranger.body).toEqual({ setup_needed: false, user: null, workspace: null });
  });

  it('needs a password of ten characters, and is told so', async () => {
    const answer = await api.call('/api/v1/setup', {
      method: 'POST',
      body: { email: OWNER.email, password: 'short' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'REQUEST_INVALID',
      faults: [{ path: '/password', message: 'Use at least 10 characters.' }],
    });
  });
});

describe('a session', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi([PeopleModule]);
    await api.call('/api/v1/setup', { method: 'POST', body: OWNER });
  });
  afterAll(() => api.close());

  const signIn = (body: unknown = OWNER, headers: Record<string, string> = {}) =>
    api.call(SESSION, { method: 'POST', body, headers });

  it('is a cookie that scripts cannot read and other sites do not send', async () => {
    const [cookie] = (await signIn()).headers.getSetCookie();
    expect(cookie).toMatch(/^millrace\.session_token=/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('is a new one at each sign-in, and the old one ends', async () => {
    const first = cookieOf(await signIn());
    const second = cookieOf(await signIn(OWNER, { cookie: first }));
    expect(second).not.toBe(first);
    expect((await api.call(KEYS, { headers: { cookie: first } })).status).toBe(401);
    expect((await api.call(KEYS, { headers: { cookie: second } })).status).toBe(200);
  });

  it('ends on the server at sign-out', async () => {
    const cookie = cookieOf(await signIn());
    const headers = { cookie, origin: api.url };
    const answer = await api.call(SESSION, { method: 'DELETE', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await api.call(KEYS, { headers: { cookie } })).status).toBe(401);
  });

  it('that ran out is worth nothing, and is gone with the next sign-in', async () => {
    const cookie = cookieOf(await signIn());
    await api.pool.query("UPDATE sessions SET expires_at = now() - interval '1 second'");
    expect((await api.call(KEYS, { headers: { cookie } })).status).toBe(401);
    await signIn();
    const { rows } = await api.pool.query('SELECT FROM sessions WHERE expires_at < now()');
    expect(rows).toEqual([]);
  });

  it('is prolonged in use, with a new date on its cookie', async () => {
    const cookie = cookieOf(await signIn());
    await api.pool.query("UPDATE sessions SET expires_at = now() + interval '5 days'");
    const answer = await api.call(KEYS, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^millrace\.session_token=.*Max-Age=604[78]/);
  });

  it('is not made by a cookie with another signature', async () => {
    const cookie = cookieOf(await signIn());
    const forged = cookie.replace(/\.[^.]+$/, '.c2lnbmVkIGJ5IG5vYm9keQ%3D%3D');
    expect((await api.call(KEYS, { headers: { cookie: forged } })).status).toBe(401);
  });

  it('changes something only for a page of this server', async () => {
    const cookie = cookieOf(await signIn());
    const create = (headers: Record<string, string>) =>
      api.call(KEYS, { method: 'POST', body: { name: 'k' }, headers: { cookie, ...headers } });
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      const answer = await create(headers);
      expect([headers, answer.status, codeOf(answer)]).toEqual([headers, 403, 'ORIGIN_REFUSED']);
    }
    expect((await create({ origin: api.url })).status).toBe(201);
    expect((await create({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    expect((await create({ origin: 'http://127.0.0.1:4400' })).status).toBe(201);
  });

  it('takes nothing that a form of another site could send', async () => {
    const answer = await api.call(SESSION, {
      method: 'POST',
      body: JSON.stringify(OWNER),
      headers: { 'content-type': 'text/plain' },
    });
    expect([answer.status, codeOf(answer)]).toEqual([415, 'CONTENT_TYPE_REFUSED']);
  });

  it('does not say whether an address is known', async () => {
    const known = await signIn({ ...OWNER, password: 'wrong password' });
    const unknown = await signIn({ email: 'nobody@example.com', password: 'wrong password' });
    expect(known.status).toBe(401);
    expect(codeOf(known)).toBe('SIGN_IN_FAILED');
    expect({ ...known.body, id: '' }).toEqual({ ...unknown.body, id: '' });
  });
});

describe('guessing a password', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi([PeopleModule]);
    await api.call('/api/v1/setup', { method: 'POST', body: OWNER });
  });
  afterAll(() => api.close());

  it('is over after ten wrong ones, with the time to wait', async () => {
    const wrong = { ...OWNER, password: 'not the password' };
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => api.call(SESSION, { method: 'POST', body: wrong })),
    );
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(4);
    expect(codeOf(refused[0]!)).toBe('TOO_MANY_ATTEMPTS');
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(50);
    const right = await api.call(SESSION, { method: 'POST', body: OWNER });
    expect(right.status).toBe(429);
  });
});

describe('an API key', () => {
  let api: TestApi;
  let cookie: string;
  beforeAll(async () => {
    api = await startApi([PeopleModule]);
    cookie = cookieOf(await api.call('/api/v1/setup', { method: 'POST', body: OWNER }));
  });
  afterAll(() => api.close());

  const create = (name: string) =>
    api.call(KEYS, { method: 'POST', body: { name }, headers: { cookie, origin: api.url } });

  it('is shown once, works at once, and is stored as a hash', async () => {
    const made = await create('deploy');
    expect(made.status).toBe(201);
    const key = String(made.body['key']);
    expect(key.length).toBeGreaterThanOrEqual(40);
    const listed = await api.call(KEYS, { headers: { authorization: `Bearer ${key}` } });
    expect(listed.status).toBe(200);
    expect(listed.text).toContain('"name":"deploy"');
    expect(listed.text).not.toContain(key);
    const { rows } = await api.pool.query("SELECT encode(hash, 'escape') AS hash FROM api_keys");
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  it('needs no origin, unlike a cookie', async () => {
    const { body } = await create('program');
    const headers = { authorization: `Bearer ${String(body['key'])}` };
    const answer = await api.call(KEYS, { method: 'POST', body: { name: 'second' }, headers });
    expect(answer.status).toBe(201);
  });

  it('stops working with the next call after it is revoked', async () => {
    const { body } = await create('short-lived');
    const headers = { authorization: `Bearer ${String(body['key'])}` };
    expect((await api.call(KEYS, { headers })).status).toBe(200);
    const removed = await api.call(`${KEYS}/${String(body['id'])}`, { method: 'DELETE', headers });
    expect(removed.status).toBe(204);
    expect((await api.call(KEYS, { headers })).status).toBe(401);
    const again = await api.call(`${KEYS}/${String(body['id'])}`, {
      method: 'DELETE',
      headers: { cookie, origin: api.url },
    });
    expect([again.status, codeOf(again)]).toEqual([404, 'API_KEY_NOT_FOUND']);
  });

  it('that is wrong is not made good by a session beside it', async () => {
    for (const authorization of ['Bearer nonsense', 'Bearer ', 'Basic b3duZXI6', 'Bearer a b']) {
      const answer = await api.call(KEYS, { headers: { cookie, authorization } });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});
