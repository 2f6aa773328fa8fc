import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectorOf, type Connector } from '@millrace/connector-kit';
import { manifestSchema } from '@millrace/model';

/** What stands in secrets and is written in another way by each encoding. */
const ENDS = ['', '+/=', '"q\\', "&<'>", ' %20', '~!$'];

/** By the account they belong to. */
const accounts = new Map<string, string[]>();
/** The token of an account that counts: it takes the place of the one before. */
const tokens = new Map<string, string>();

/** A secret of an account that is nowhere else. */
export function planted(account: string): string {
  const count = plantedSecrets().length;
  const secret = `${randomBytes(14).toString('hex')}${ENDS[count % ENDS.length] ?? ''}z${count}`;
  accounts.set(account, [...(accounts.get(account) ?? []), secret]);
  return secret;
}

export function plantedSecrets(): string[] {
  return [...accounts.values()].flat();
}

/** What an account has told of itself until now. */
function toldBy(account: string): string[] {
  const token = tokens.get(account);
  const values = (accounts.get(account) ?? []).filter((one) => !issued.has(one));
  return token === undefined ? values : [...values, token];
}

const issued = new Set<string>();

/** How a text is written by whoever repeats it. */
function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(secret)],
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
    ...[bytes.toString('base64'), bytes.toString('base64url')],
    Buffer.from(`user:${secret}`).toString('base64'),
    new URLSearchParams({ s: secret }).toString().slice(2),
  ];
}

/** Parts that are as good as the secret, in any of its forms. */
export function tracesOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from(secret)])
      .toString('base64')
      .slice(4, 24),
  );
  return [secret.slice(2, 16), Buffer.from(secret).toString('hex').slice(4, 32), ...base64];
}

/** An application that repeats all secrets it may know, wherever it can. */
export interface Hostile {
  url: string;
  /** Requests by path. */
  seen: string[];
  close(): Promise<void>;
}

export async function startHostile(): Promise<Hostile> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push(request.url ?? '');
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const allForms = (secrets: Secrets): string[] => secrets.flatMap(writtenForms);
const lines = (secrets: Secrets): string => allForms(secrets).join('\n');

/** What the account that calls has told. */
type Secrets = readonly string[];
type Answering = (response: ServerResponse, secrets: Secrets, path: string) => unknown;

const echoHeaders = (secrets: Secrets): Record<string, string> =>
  Object.fromEntries(secrets.map((secret, at) => [`x-echo-${at}`, secret]));

/** By the last part of the path. */
const MODES: Readonly<Record<string, Answering>> = {
  json: (response, secrets) => {
    const keyed = Object.fromEntries(secrets.map((one) => [one, 1]));
    const body = { text: lines(secrets), list: allForms(secrets), ...keyed };
    send(response, 200, body, echoHeaders(secrets));
  },
  escaped: (response, secrets) => {
    const text = JSON.stringify(secrets).replaceAll(/[a-f]/g, (sign) => {
      return `\\u00${sign.charCodeAt(0).toString(16)}`;
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  },
  text: (response, secrets) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(lines(secrets)),
  form: (response, secrets) => {
    const written = new URLSearchParams();
    for (const [at, one] of secrets.entries()) written.append(`k${at}`, one);
    response
      .writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' })
      .end(written.toString());
  },
  xml: (response, secrets) =>
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(`<a>${secrets.map((one) => `<b>${escaped(one)}</b>`).join('')}</a>`),
  refused: (response, secrets) =>
    send(response, 400, { error: lines(secrets), field: secrets[0] ?? '' }),
  unauthorized: (response, secrets) =>
    send(response, 401, { error: allForms(secrets) }, echoHeaders(secrets)),
  limited: (response, secrets) =>
    send(response, 429, { error: lines(secrets) }, { 'retry-after': '1' }),
  broken: (response, secrets) =>
    send(response, 500, { error: lines(secrets), [secrets[0] ?? '']: 1 }),
  unreadable: (response, secrets) =>
    response.writeHead(200, { 'content-encoding': secrets[0] ?? '' }).end('x'),
  moved: (response, secrets) => redirect(response, `/${'x'.repeat(150)}/${inPath(secrets)}`),
  followed: (response, secrets, path) => {
    const account = path.split('/')[1] ?? '';
    if (path.includes('again')) send(response, 404, { error: path });
    else redirect(response, `/${account}/again/${inPath(secrets)}/followed`);
  },
  outwards: (response, secrets) => redirect(response, `ftp://x/${inPath(secrets)}`),
  cut: (response, secrets) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900000' });
    response.write(lines(secrets));
    setImmediate(() => response.destroy());
  },
};

export const ECHO_MODES = Object.keys(MODES);

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?', 1)[0] ?? '';
  const account = path.split('/')[1] ?? '';
  const last = path.split('/').at(-1) ?? '';
  const secrets = toldBy(account);
  const mode = MODES[last];
  if (last === 'token' || last === 'login') {
    const token = planted(account);
    issued.add(token);
    tokens.set(account, token);
    send(response, 200, { access_token: token, expires_in: 3_600, scope: lines(secrets) });
  } else if (last === 'refused-token') {
    send(response, 400, { error: 'invalid_client', error_description: lines(secrets) });
  } else if (last === 'choices') {
    send(
      response,
      200,
      allForms(secrets).map((label, at) => ({ id: `${at}`, label })),
    );
  } else if (mode === undefined) send(response, 404, { error: lines(secrets) });
  else mode(response, secrets, path);
}

const inPath = (secrets: Secrets): string => secrets.map(encodeURIComponent).join('/');

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(307, { location }).end();
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[a-f]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const secret = (key: string): object => ({ key, label: key, type: 'secret', required: true });
const secretFields = (...keys: string[]): object => ({ fields: keys.map(secret) });
const TEST = { method: 'POST', path: '/json', says: { $path: '$.answer.body.text' } };

/** Every way in which an account says who it is, by the name of the sign-in. */
const AUTH: Readonly<Record<string, object>> = {
  header: {
    ...{ kind: 'keys', ...secretFields('a', 'b') },
    place: [
      { in: 'header', name: 'X-Key', value: '{a}' },
      { in: 'header', name: 'X-Second', value: 'key="{b}"' },
    ],
  },
  query: {
    ...{ kind: 'keys', ...secretFields('a', 'b') },
    place: [
      { in: 'query', name: 'key', value: '{a}' },
      { in: 'query', name: 'pair', value: '{a}:{b}' },
    ],
  },
  body: {
    ...{ kind: 'keys', ...secretFields('a', 'b') },
    place: [
      { in: 'body', name: '/key', value: '{a}' },
      { in: 'body', name: '/deep/key', value: '{b}' },
    ],
  },
  basic: { kind: 'basic', user: '{a}', password: '{b}', ...secretFields('a', 'b') },
  bearer: { kind: 'bearer', token: '{a}', ...secretFields('a') },
  session: {
    ...{ kind: 'session', token: '$.answer.body.access_token', lifetime: '1h' },
    ...secretFields('a', 'b'),
    login: {
      ...{ method: 'POST', path: '/login', body: { user: 'ada' } },
      place: [
        { in: 'body', name: '/password', value: '{a}' },
        { in: 'header', name: 'X-Pin', value: '{b}' },
      ],
    },
  },
  oauth: {
    ...{ kind: 'oauth2', grant: 'client', token: { url: '{site}/token', client: 'body' } },
    ...secretFields('client_secret'),
  },
  'oauth-basic': {
    ...{ kind: 'oauth2', grant: 'client', token: { url: '{site}/token', client: 'basic' } },
    ...secretFields('client_secret'),
  },
  'oauth-refused': {
    ...{ kind: 'oauth2', grant: 'client', token: { url: '{site}/refused-token', client: 'body' } },
    ...secretFields('client_secret'),
  },
  aws4: {
    ...{ kind: 'sign', scheme: 'aws4', ...secretFields('a', 'b') },
    with: { key: '{a}', secret: '{b}', region: 'eu-west-1' },
  },
  oauth1: {
    ...{ kind: 'sign', scheme: 'oauth1', ...secretFields('a', 'b', 'c', 'd') },
    with: { consumer_key: '{a}', consumer_secret: '{b}', token: '{c}', token_secret: '{d}' },
  },
  jwt: {
    ...{ kind: 'sign', scheme: 'jwt', ...secretFields('a') },
    with: { alg: 'HS256', key: '{a}', iss: 'millrace' },
  },
  hmac: {
    ...{ kind: 'sign', scheme: 'hmac', ...secretFields('a') },
    with: { key: '{a}', over: '[timestamp].[body]', 'header.X-Sign': '[signature]' },
  },
  address: {
    ...{ kind: 'none', ...secretFields('hook_url') },
    servers: { api: '{hook_url}' },
  },
};

export const SIGN_INS = Object.keys(AUTH);

/** The connector of the hostile application. */
export function hostileConnector(): Connector {
  const request = {
    ...{ method: 'POST', path: '/{mode}', body: { note: 'ada' }, redirects: 2, read_as: 'auto' },
  };
  const output = {
    ...{ headers: { $path: '$.answer.headers' }, body: { $path: '$.answer.body' } },
    status: { $path: '$.answer.status' },
  };
  const text = [{ $path: '$.answer.body.error' }, { $path: '$.answer.body' }];
  return connectorOf(
    manifestSchema.parse({
      ...{ millrace_connector: 2, id: 'hostile', version: 1, name: 'Hostile', color: '#101010' },
      ...{ description: 'Repeats what it hears.', categories: ['Test'], icon: { letters: 'Ho' } },
      ...{ website: 'https://example.com', docs: 'https://example.com' },
      connection: [{ key: 'site', label: 'Site', type: 'url', required: true }],
      auth: Object.fromEntries(
        Object.entries(AUTH).map(([id, auth]) => [id, { label: id, test: TEST, ...auth }]),
      ),
      servers: { api: '{site}' },
      answers: [{ status: ['4xx', '5xx'], text }],
      lists: {
        choices: {
          request: { path: '/choices' },
          items: '$.answer.body[*]',
          value: { $path: '$.item.label' },
          label: { $path: '$.item.label' },
        },
      },
      shapes: {
        fields: {
          request: { path: '/choices' },
          items: '$.answer.body[*]',
          field: { key: { $path: '$.item.id' }, label: { $path: '$.item.label' } },
          kinds: {},
        },
      },
      actions: {
        echo: {
          ...{ label: 'Echo', description: 'Repeats what it hears.', risk: 'writes' },
          ...{ repeat: { by: 'nature' }, request, output: { value: output } },
          input: [{ key: 'mode', label: 'Mode', type: 'string', required: true }],
          sample: { input: { mode: 'json' }, output: {} },
        },
      },
    }),
  );
}
