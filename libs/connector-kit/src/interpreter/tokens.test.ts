import { generateKeyPairSync } from 'node:crypto';
import { manifestSchema, type Manifest } from '@millrace/model';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type SeenRequest, type TestServer } from '../testing.ts';
import type { ConnectionValues } from '../define.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import { authorizeAddress, exchangeCode } from './oauth.ts';
import { isRenewable, learnAccount, needsToken, redirectFacts, renewToken } from './tokens.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const SECRET = 'secret of the client 0123';

let server: TestServer;
let http: HttpClient;
let answers: { status: number; body: unknown; type?: string }[];

beforeEach(async () => {
  answers = [];
  server = await startServer((_request, response) => {
    const {
      status,
      body,
      type = 'application/json',
    } = answers.shift() ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  http = createHttpClient({ allow: ['127.0.0.1'] });
});

afterEach(async () => {
  await http.close();
  await server.close();
});

const OAUTH = {
  ...{ kind: 'oauth2', label: 'Sign in', grant: 'code' },
  authorize: { url: '{site}/auth', scopes: [] },
  token: { url: '{site}/token', client: 'basic' },
};

function manifestWith(auth: object): Manifest {
  const field = (key: string, type = 'string') => ({ key, label: key, type });
  return manifestSchema.parse({
    ...{ millrace_connector: 2, id: 'diary', version: 1, name: 'Diary', description: 'A diary.' },
    ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['Test'] },
    ...{ color: '#336699', icon: { letters: 'D' }, servers: { api: '{site}/{team}' } },
    connection: [
      ...[field('site', 'url'), field('client_id'), field('client_secret', 'secret')],
      ...[field('user'), field('password', 'secret'), field('tenant')],
    ],
    auth: { only: auth },
  });
}

const connection = (more: Partial<ConnectionValues> = {}): ConnectionValues => ({
  name: 'My diary',
  values: { site: server.url, client_id: 'id & co', client_secret: SECRET },
  ...more,
});

const context = () => ({ http, signal: new AbortController().signal, now: NOW });
const form = ({ body }: SeenRequest) => Object.fromEntries(new URLSearchParams(body));
const renew = (auth: object, more: Partial<ConnectionValues> = {}) =>
  renewToken(manifestWith(auth), connection(more), context());

const REFRESHABLE = { tokens: { token: 'old-token', refresh_token: 'old-refresh-token' } };

describe('the address a person goes to', () => {
  it('carries what the manifest says, the client, the way back and a challenge', () => {
    const authorize = {
      ...{ url: '{site}/auth?v=2', params: { prompt: 'consent' }, separator: ',' },
      scopes: [
        { id: 'read', label: 'Read' },
        { id: 'write', label: 'Write' },
      ],
    };
    const redirect = { address: 'https://me.example/back', verifier: 'v'.repeat(43), state: 'st' };
    const url = authorizeAddress(manifestWith({ ...OAUTH, authorize }), connection(), redirect);
    expect(url.startsWith(`${server.url}/auth?`)).toBe(true);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      ...{ v: '2', response_type: 'code', client_id: 'id & co', scope: 'read,write', state: 'st' },
      ...{ redirect_uri: 'https://me.example/back', prompt: 'consent' },
      ...{
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    });
  });

  it('cannot be led to another host by a value', () => {
    const authorize = { url: 'https://{tenant}.example.com/auth', scopes: [] };
    const account = connection({ values: { tenant: 'evil.test/', client_id: 'x' } });
    const redirect = { address: 'https://me.example/back', verifier: 'v', state: 's' };
    expect(() =>
      authorizeAddress(manifestWith({ ...OAUTH, authorize }), account, redirect),
    ).toThrow(/takes letters, digits, dots and hyphens/);
  });
});

describe('a code', () => {
  it('is exchanged with the verifier, and the client signs in with Basic', async () => {
    answers = [{ status: 200, body: { access_token: 'a-token', expires_in: '3600', team: 'T1' } }];
    const manifest = manifestWith({ ...OAUTH, facts: { team: { token: '$.team' } } });
    const redirect = { address: 'https://me.example/back', verifier: 'the-verifier', code: 'c0de' };
    expect(await exchangeCode(manifest, connection(), redirect, context())).toEqual({
      tokens: { token: 'a-token' },
      expiresAt: new Date('2026-11-21T09:00:00Z'),
      facts: { team: 'T1' },
    });
    const [asked] = server.requests;
    expect(form(asked!)).toEqual({
      ...{ grant_type: 'authorization_code', code: 'c0de', code_verifier: 'the-verifier' },
      redirect_uri: 'https://me.example/back',
    });
    const basic = Buffer.from(asked!.headers.authorization!.slice(6), 'base64').toString();
    expect(basic).toBe('id+%26+co:secret+of+the+client+0123');
  });

  it('that is refused shows neither code nor secret', async () => {
    const said = `code c0de-0123 of client ${SECRET} is used`;
    answers = [{ status: 400, body: { error: 'invalid_grant', error_description: said } }];
    const redirect = { address: 'https://me.example/back', verifier: 'v', code: 'c0de-0123' };
    const failed = exchangeCode(manifestWith(OAUTH), connection(), redirect, context());
    await expect(failed).rejects.toMatchObject({ code: 'CALL_UNAUTHORIZED' });
    const error = await failed.catch((one: unknown) => one);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/c0de-0123|secret of the client/);
  });
});

describe('a refresh', () => {
  it('keeps the refresh token when no new one comes, and takes a new one', async () => {
    answers = [
      { status: 200, body: { access_token: 'new-token' } },
      {
        status: 200,
        body: 'access_token=newer&refresh_token=r2',
        type: 'application/x-www-form-urlencoded',
      },
    ];
    const first = await renew(OAUTH, REFRESHABLE);
    expect(first).toMatchObject({
      ...{ tokens: { token: 'new-token', refresh_token: 'old-refresh-token' }, expiresAt: null },
    });
    const second = await renew(OAUTH, REFRESHABLE);
    expect(second.tokens).toEqual({ token: 'newer', refresh_token: 'r2' });
    expect(form(server.requests[0]!)).toEqual({
      ...{ grant_type: 'refresh_token', refresh_token: 'old-refresh-token' },
    });
  });

  it.each([
    ['invalid_grant', 400, { error: 'invalid_grant' }, 'CONNECTION_EXPIRED'],
    ['what the manifest knows as revoked', 200, { error: 'bad_refresh' }, 'CONNECTION_EXPIRED'],
    ['a wrong client', 401, { error: 'invalid_client' }, 'CALL_UNAUTHORIZED'],
    ['a fault of the server', 500, { error: 'invalid_grant' }, 'CALL_UNAVAILABLE'],
    ['too many calls', 429, {}, 'CALL_RATE_LIMITED'],
    ['an answer without a token', 200, { hello: 1 }, 'CALL_REJECTED'],
  ])('that ends with %s says which', async (_what, status, body, code) => {
    answers = [{ status, body }];
    const refresh = {
      gone: { left: { $path: '$.answer.body.error' }, op: 'equals', right: 'bad_refresh' },
    };
    await expect(renew({ ...OAUTH, refresh }, REFRESHABLE)).rejects.toMatchObject({ code });
  });

  it('needs a refresh token', async () => {
    const manifest = manifestWith(OAUTH);
    expect(needsToken(manifest, connection())).toBe(true);
    expect(isRenewable(manifest, connection())).toBe(false);
    expect(isRenewable(manifest, connection(REFRESHABLE))).toBe(true);
    await expect(renew(OAUTH)).rejects.toMatchObject({ code: 'CONNECTION_UNCONNECTED' });
    const token = { tokens: { token: 'old-token' } };
    await expect(renew(OAUTH, token)).rejects.toMatchObject({ code: 'CONNECTION_EXPIRED' });
  });
});

describe('a token without a person', () => {
  it('is got with the credentials of the client, as JSON where that is asked for', async () => {
    answers = [{ status: 200, body: { data: { token: 'deep-token' } } }];
    const token = {
      ...{ url: '{site}/token', client: 'body', as: 'json', at: '$.data.token', lifetime: '30m' },
      params: { audience: 'for {client_id}' },
    };
    const got = await renew({ kind: 'oauth2', label: 'Client', grant: 'client', token });
    expect(got).toMatchObject({
      ...{ tokens: { token: 'deep-token' }, expiresAt: new Date('2026-11-21T08:30:00Z') },
    });
    expect(JSON.parse(server.requests[0]!.body)).toEqual({
      ...{ grant_type: 'client_credentials', audience: 'for id & co' },
      ...{ client_id: 'id & co', client_secret: SECRET },
    });
  });

  it('is got with an assertion that a service account signed', async () => {
    answers = [{ status: 200, body: { access_token: 'a-token', expires_in: 3600 } }];
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const assertion = {
      ...{ alg: 'RS256', key: '{client_secret}', claims: { iss: '{client_id}', scope: 'all' } },
    };
    const token = { url: '{site}/token', client: 'jwt', assertion };
    const auth = { kind: 'oauth2', label: 'Service account', grant: 'jwt', token };
    await renew(auth, { values: { site: server.url, client_id: 'robot', client_secret: pem } });
    const sent = form(server.requests[0]!);
    expect(sent['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const iat = NOW.getTime() / 1_000;
    expect(decodeJwt(sent['assertion']!)).toEqual({
      ...{ iss: 'robot', scope: 'all', iat, exp: iat + 3_600 },
    });
  });

  it('is got by logging in', async () => {
    answers = [
      { status: 200, body: { session: 'a-session-token', ttl: 90 } },
      { status: 200, body: {} },
    ];
    const auth = {
      ...{ kind: 'session', label: 'Log in', token: '$.answer.body.session' },
      lifetime: { $path: '$.answer.body.ttl' },
      login: {
        ...{ method: 'POST', url: { $template: '{{connection.site}}/login' } },
        body: { user: { $path: '$.connection.user' } },
        place: [{ in: 'body', name: '/password', value: '{password}' }],
      },
    };
    const values = { site: server.url, user: 'ada', password: 'correct-horse' };
    const account = { values, facts: { team: 'T1' } };
    const before = Date.now();
    const got = await renew(auth, account);
    expect(got.tokens).toEqual({ token: 'a-session-token' });
    const left = (got.expiresAt?.getTime() ?? 0) - before;
    expect(left).toBeGreaterThanOrEqual(90_000);
    expect(left).toBeLessThan(120_000);
    const [asked] = server.requests;
    expect(JSON.parse(asked!.body)).toEqual({ user: 'ada', password: 'correct-horse' });
    expect(asked!.headers.authorization).toBeUndefined();
    await expect(renew(auth, account)).rejects.toMatchObject({ code: 'CALL_UNAUTHORIZED' });
  });
});

describe('a fact', () => {
  const asked = {
    request: { server: 'root', path: '/sites' },
    value: { $path: '$.item.id' },
    choose: { items: '$.answer.body', label: { $path: '$.item.name' } },
  };

  it('is asked for while the address of the application is not known yet, and of several the first is taken', async () => {
    answers = [
      {
        status: 200,
        body: [
          { id: 't1', name: 'First' },
          { id: 't2', name: 'Second' },
        ],
      },
    ];
    const manifest = manifestWith({
      ...{ kind: 'none', label: 'None', servers: { root: '{site}' }, facts: { team: asked } },
    });
    const learned = await learnAccount(manifest, connection(), context());
    expect(learned).toEqual({ facts: { team: 't1' }, account: 'First' });
  });

  it('comes with the browser, too', () => {
    const manifest = manifestWith({ ...OAUTH, facts: { realm: { redirect: 'realmId' } } });
    expect(redirectFacts(manifest, connection(), { realmId: '12', other: 'x' })).toEqual({
      realm: '12',
    });
  });

  it('that holds a secret is refused, wherever it comes from', async () => {
    const redirected = manifestWith({ ...OAUTH, facts: { realm: { redirect: 'realmId' } } });
    expect(() => redirectFacts(redirected, connection(), { realmId: `x${SECRET}` })).toThrow(
      /secret/,
    );
    answers = [{ status: 200, body: { access_token: 'token-that-is-secret' } }];
    const stolen = { ...OAUTH, facts: { it: { token: '$.access_token' } } };
    await expect(renew(stolen, REFRESHABLE)).rejects.toMatchObject({ code: 'CONNECTION_INVALID' });
    answers = [{ status: 200, body: { echo: SECRET } }];
    const request = { server: 'root', path: '/echo' };
    const echoed = manifestWith({
      ...{ kind: 'none', label: 'None', servers: { root: '{site}' } },
      facts: { it: { request, value: { $path: '$.answer.body.echo' } } },
    });
    await expect(learnAccount(echoed, connection(), context())).rejects.toThrow(/hold a secret/);
  });
});
