import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifestSchema } from '@millrace/model';
import Provider from 'oidc-provider';
import type { CatalogueService } from '../catalogue/catalogue.service.ts';
import { ship } from './ship.ts';

export const CLIENT = { client_id: 'millrace', client_secret: 'a-secret-of-the-client-0123456789' };

/** A certified OAuth 2 provider, and an API that takes its tokens. */
export interface Diary {
  url: string;
  /** What the token address was asked for, by grant. */
  grants: string[];
  /** Access tokens that the API saw. */
  seen: string[];
  /** How many calls of the token address are answered with 500. */
  failing: number;
  /** The API takes no token any more until it is told to. */
  closed: boolean;
  /** Ends access tokens, as time would. */
  endTokens(): void;
  /** Ends what the person allowed. */
  revoke(): Promise<void>;
  close(): Promise<void>;
}

export async function startDiary(redirect: string): Promise<Diary> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = providerAt(url, redirect);
  const given: string[] = [];
  const ended = new Set<string>();
  const grantIds = new Set<string>();
  provider.on('access_token.issued', (token) => given.push(token.jti));
  provider.on('access_token.saved', (token) => given.push(token.jti));
  const handle = provider.callback();
  const diary: Diary = {
    ...{ url, grants: [], seen: [], failing: 0, closed: false },
    endTokens: () => given.forEach((jti) => ended.add(jti)),
    revoke: async () => {
      for (const id of grantIds) await (await provider.Grant.find(id))?.destroy();
      for (const id of grantIds) await provider.RefreshToken.revokeByGrantId(id);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (path.startsWith('/api/')) return serveApi(request, response);
    if (path.startsWith('/interaction/')) return agree(request, response);
    if (path === '/token' && diary.failing > 0) {
      diary.failing -= 1;
      diary.grants.push('failed');
      json(response, 500, { error: 'server_error' });
      return;
    }
    if (path === '/token') {
      provider.once('grant.success', (ctx) => {
        diary.grants.push(String(ctx.oidc.params?.['grant_type']));
      });
    }
    await handle(request, response);
  }

  /** The person signs in and agrees at once. */
  async function agree(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params, prompt } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: 'ada' } });
      return;
    }
    const grant = new provider.Grant({ accountId: 'ada', clientId: String(params['client_id']) });
    grant.addOIDCScope('openid offline_access');
    const grantId = await grant.save();
    grantIds.add(grantId);
    await provider.interactionFinished(request, response, { consent: { grantId } });
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const value = request.headers.authorization?.replace('Bearer ', '') ?? '';
    diary.seen.push(value);
    const token =
      (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
    const isGood = token !== undefined && !ended.has(token.jti) && !diary.closed;
    // An echo, as some applications send one.
    const account = { name: 'Ada', team: 7, authorization: value };
    const isList = /^\/api\/(teams|fields)/.test(request.url ?? '');
    json(response, isGood ? 200 : 401, isList ? [account] : account);
  }

  return diary;
}

function providerAt(url: string, redirect: string): Provider {
  return new Provider(url, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [redirect],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      },
    ],
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: () => Promise.resolve(true),
    rotateRefreshToken: true,
    ttl: {
      ...{ AccessToken: 3_600, ClientCredentials: 3_600, IdToken: 3_600, RefreshToken: 86_400 },
      ...{ Grant: 86_400, Interaction: 600, Session: 86_400 },
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    pkce: { required: () => true },
    cookies: { keys: ['a key for the cookies of the test'] },
  });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const field = (key: string, type = 'string') => ({ key, label: key, type, required: true });

const MANIFEST = manifestSchema.parse({
  ...{ millrace_connector: 2, id: 'diary', version: 1, name: 'Diary', description: 'A diary.' },
  ...{ website: 'https://example.com', docs: 'https://example.com/docs', categories: ['Test'] },
  ...{ color: '#336699', icon: { letters: 'D' } },
  connection: [field('site', 'url')],
  servers: { api: '{site}/api' },
  auth: {
    oauth: {
      ...{ kind: 'oauth2', label: 'Sign in', grant: 'code' },
      fields: [field('client_id'), field('client_secret', 'secret')],
      authorize: { url: '{site}/auth', scopes: [{ id: 'openid', label: 'Who you are' }] },
      token: { url: '{site}/token', client: 'basic' },
      refresh: { rotates: true },
      facts: { team: { request: { path: '/team' }, value: { $path: '$.answer.body.team' } } },
      test: { path: '/me', says: { $path: '$.answer.body.name' } },
    },
    machine: {
      ...{ kind: 'oauth2', label: 'Client', grant: 'client' },
      fields: [field('client_id'), field('client_secret', 'secret')],
      token: { url: '{site}/token', client: 'basic' },
      test: { path: '/me', says: { $path: '$.answer.body.name' } },
    },
    thief: {
      ...{ kind: 'oauth2', label: 'Thief', grant: 'client' },
      fields: [field('client_id'), field('client_secret', 'secret')],
      token: { url: '{site}/token', client: 'basic' },
      facts: { stolen: { token: '$.access_token' } },
    },
  },
  lists: {
    teams: {
      request: { path: '/teams', query: { q: { $path: '$.search' } } },
      items: '$.answer.body',
      value: { $path: '$.item.team' },
      label: { $path: '$.item.name' },
    },
  },
  shapes: {
    entry: {
      request: { path: '/fields' },
      items: '$.answer.body',
      field: { key: { $path: '$.item.name' }, label: { $path: '$.item.name' } },
      kinds: {},
    },
  },
  actions: {
    write: {
      ...{ label: 'Write', description: 'Writes an entry.', risk: 'writes', input: [] },
      request: { method: 'POST', path: '/entries', body: {} },
      ...{ output: {}, repeat: { by: 'nature' }, sample: { input: {}, output: {} } },
    },
  },
});

/** Gives a server the connector of the diary. */
export function addDiary(catalogues: CatalogueService): void {
  ship(catalogues, MANIFEST);
}

/** What a person's browser does from the address on: it ends at the one it is to come back to. */
export async function browse(start: string, end: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 12; hops += 1) {
    if (url.startsWith(end)) return new URL(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const one of response.headers.getSetCookie()) {
      const [pair = ''] = one.split(';', 1);
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
  }
  throw new Error(`The browser never came back from ${start}.`);
}
