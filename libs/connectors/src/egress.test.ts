import {
  connectorOf,
  createHttpClient,
  exchangeCode,
  learnAccount,
  renewToken,
  type ConnectionValues,
  type HttpClient,
  type HttpClientOptions,
} from '@millrace/connector-kit';
import {
  CLOSED_ADDRESSES,
  json,
  startServer,
  type TestServer,
} from '@millrace/connector-kit/testing';
import { manifestSchema } from '@millrace/model';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTORS } from './index.ts';

/*
 * Everything that opens an outgoing connection, with every spelling of an address that none may reach. All
 * go through one client; this holds them to it.
 */

const signal = new AbortController().signal;
const clients: HttpClient[] = [];

/** Stands where a secret service would; nothing may ever reach it. */
let canary: TestServer;
/** An application that may be reached, and leads to where it is told. */
let app: TestServer;
let leadsTo = '';

beforeAll(async () => {
  canary = await startServer(json(200, { access_token: 'stolen', token: 'stolen' }));
  app = await startServer(({ path }, response) => {
    if (path.startsWith('/link'))
      return json(200, { items: [1], url: leadsTo })({} as never, response);
    response.writeHead(307, { location: encodeURI(leadsTo) }).end();
  }, '127.0.0.2');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  expect(canary.connections()).toBe(0);
});
afterAll(async () => {
  await canary.close();
  await app.close();
});

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  // The application stands for a public one.
  const made = createHttpClient({ allow: ['127.0.0.2'], ...options });
  clients.push(made);
  return made;
}

const oauth = (more: object): object => ({
  ...{ kind: 'oauth2', grant: 'client', label: 'x' },
  fields: [{ key: 'client_secret', label: 'Secret', type: 'secret' }],
  token: { url: '{site}', client: 'body' },
  ...more,
});

const manifest = manifestSchema.parse({
  ...{ millrace_connector: 2, id: 'any', version: 1, name: 'Any', color: '#101010' },
  ...{ description: 'Calls any address.', categories: ['Test'], icon: { letters: 'An' } },
  ...{ website: 'https://example.com', docs: 'https://example.com' },
  connection: [
    { key: 'site', label: 'Site', type: 'url', required: true },
    { key: 'target', label: 'Target', type: 'url' },
  ],
  auth: {
    key: {
      ...{ kind: 'keys', label: 'Key' },
      fields: [{ key: 'key', label: 'Key', type: 'secret' }],
      place: [{ in: 'header', name: 'X-Key', value: '{key}' }],
      test: {},
    },
    client: oauth({}),
    jwt: oauth({
      grant: 'code',
      authorize: { url: '{site}', scopes: [] },
      refresh: { url: '{site}' },
    }),
    session: {
      ...{ kind: 'session', label: 'Session', token: '$.answer.body.token', lifetime: '1h' },
      login: { method: 'POST' },
    },
    facts: {
      ...{ kind: 'none', label: 'Facts' },
      facts: { id: { request: {}, value: { $path: '$.answer.body.token' } } },
    },
  },
  servers: { api: '{site}', other: '{target}' },
  lists: {
    all: {
      ...{ request: {}, items: '$.answer.body.items[*]' },
      ...{ value: { $path: '$.item' }, label: { $path: '$.item' } },
    },
  },
  shapes: {
    all: {
      request: {},
      items: '$.answer.body.items[*]',
      field: { key: { $path: '$.item' }, label: { $path: '$.item' } },
      kinds: {},
    },
  },
  actions: Object.fromEntries(
    Object.entries({
      call: { request: {} },
      'follow-redirect': { request: { path: '/moved', redirects: 3 } },
      'follow-answer': {
        steps: [
          { id: 'link', path: '/link' },
          { id: 'go', url: { $path: '$.steps.link.body.url' } },
        ],
      },
      'follow-page': {
        request: {
          path: '/link',
          pages: { items: '$.answer.body.items[*]', next: { url: { $path: '$.answer.body.url' } } },
        },
      },
    }).map(([id, requests]) => [
      id,
      {
        ...{ label: id, description: id, risk: 'reads', repeat: { by: 'nature' } },
        ...{ input: [], output: {}, sample: { input: {}, output: {} }, ...requests },
      },
    ]),
  ),
});
const any = connectorOf(manifest);

function connection(auth: string, site: string): ConnectionValues {
  const tokens = { token: 't-0123456789', refresh_token: 'r-0123456789' };
  const values = { site, key: 'k-0123456789', client_id: 'id', client_secret: 's-0123456789' };
  return { name: 'Mine', auth, values, tokens };
}

type Fetcher = (url: string, http: HttpClient) => Promise<unknown>;

function act(id: string, site: string, http: HttpClient): Promise<unknown> {
  const context = { input: {}, http, signal, idempotencyKey: 'k' };
  return any.actions.get(id)!.run({ ...context, connection: connection('key', site) });
}

/** Each way to an address that a person writes or an account holds. */
const FETCHERS: Readonly<Record<string, Fetcher>> = {
  'the HTTP action': (url, http) => {
    const action = CONNECTORS.find(({ manifest: { id } }) => id === 'http')!.actions.get(
      'request',
    )!;
    const context = { http, signal, idempotencyKey: 'k', connection: undefined };
    return Promise.resolve().then(() =>
      action.run({ ...context, input: action.check({ method: 'POST', url, body: {} }) }),
    );
  },
  'the address of an account': (url, http) => act('call', url, http),
  'the base address of a shipped connector': (url, http) => {
    const action = CONNECTORS.find(({ manifest: { id } }) => id === 'mailchimp')!.actions.get(
      'upsert-member',
    )!;
    const input = action.check(action.sample.input);
    const values = { api_key: '0123456789abcdef0123456789abcdef-us1', base_url: url };
    const context = { http, signal, idempotencyKey: 'k', input };
    return action.run({ ...context, connection: { name: 'Mine', values } });
  },
  'the trial of an account': (url, http) =>
    any.test!({ connection: connection('key', url), http, signal }),
  'a list of choices': (url, http) =>
    any.readList!('all', { connection: connection('key', url), http, signal, input: {} }),
  'the fields of an account': (url, http) =>
    any.readShape!('all', { connection: connection('key', url), http, signal, input: {} }),
  'what is learned of an account': (url, http) =>
    Promise.resolve(learnAccount(manifest, connection('facts', url), { http, signal })),
  'the token address': (url, http) =>
    renewToken(manifest, connection('client', url), { http, signal, now: new Date() }),
  'the refresh address': (url, http) =>
    renewToken(manifest, connection('jwt', url), { http, signal, now: new Date() }),
  'the exchange of a code': (url, http) =>
    exchangeCode(
      manifest,
      connection('jwt', url),
      { code: 'c', address: 'https://millrace.example/oauth/callback', verifier: 'v'.repeat(43) },
      { http, signal, now: new Date() },
    ),
  'the log-in of a session': (url, http) =>
    renewToken(manifest, connection('session', url), { http, signal, now: new Date() }),
};

/** Each way to an address that an application names. */
const LED: Readonly<Record<string, (http: HttpClient) => Promise<unknown>>> = {
  'a redirect': (http) => act('follow-redirect', app.url, http),
  'an address in an answer': (http) => act('follow-answer', app.url, http),
  'the address of the next page': (http) => act('follow-page', app.url, http),
};

const REFUSED =
  /^(EGRESS_BLOCKED|URL_INVALID|CONNECTION_INVALID|INPUT_INVALID|PATH_INVALID|VALUE_UNWRITABLE)$/;
const refused = { code: expect.stringMatching(REFUSED) as string };
const at = (template: string): string => template.replace('PORT', String(canary.port));

describe.each(Object.entries(FETCHERS))('%s', (_name, fetcher) => {
  it.each(CLOSED_ADDRESSES)('does not reach %s', async (template) => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const going = Promise.resolve().then(() => fetcher(at(template), client({ resolve })));
    await expect(going).rejects.toMatchObject(refused);
  });

  it('does not reach a name that turns out to be private', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254']) {
      const family = address.includes(':') ? 6 : 4;
      const resolve = () =>
        Promise.resolve([
          { address: '93.184.216.34', family: 4 },
          { address, family },
        ]);
      const going = fetcher(`http://shop.example:${canary.port}/`, client({ resolve }));
      await expect(going).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
    }
  });

  it('does not follow a redirect to one', async () => {
    leadsTo = `http://127.0.0.1:${canary.port}/`;
    await expect(fetcher(`${app.url}/moved`, client())).rejects.toThrow();
  });
});

describe.each(Object.entries(LED))('%s', (_name, fetcher) => {
  it.each(CLOSED_ADDRESSES.filter((one) => one !== ''))('does not lead to %s', async (template) => {
    leadsTo = at(template);
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    // What is taken for a path leads back to the application itself, which is no harm.
    const caught = await fetcher(client({ resolve })).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(app.requests.at(-1)?.path).toMatch(/^\//);
    if (/^https?:\/\/[^:]/.test(template)) expect(caught).toBeInstanceOf(Error);
  });
});

/** Hosts as people write them where no URL is asked for. */
const HOSTS = [
  ...['127.0.0.1', '127.1', '0', '0x7f.1', '2130706433', '017700000001', '0177.0.0.1'],
  ...['127.0.0.1.', '①②⑦.⓪.⓪.①', '127。0。0。1', '::1', '[::1]', '::', '::ffff:127.0.0.1'],
  ...['::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', 'localhost', 'LOCALHOST', 'localhost.'],
  ...['169.254.169.254', '2852039166', '10.0.0.1', '192.168.1.1', '100.100.100.200', 'fd00::1'],
  ...['fe80::1', 'shop.example'],
];

describe.each(['smtp', 'postgresql'])('%s', (id) => {
  const connector = CONNECTORS.find((one) => one.manifest.id === id)!;

  it.each(HOSTS)('does not reach the host %s', async (host) => {
    const [action] = connector.actions.values();
    const values = {
      ...{ host, port: String(canary.port), security: 'none', from: 'ada@example.com' },
      ...{ user: 'ada', username: 'ada', password: 'p-0123456789', database: 'shop' },
    };
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const going = action!.run({
      ...{ input: action!.check(action!.sample.input), signal },
      ...{ http: client({ resolve }), connection: { name: 'Mine', values }, idempotencyKey: 'k' },
    });
    await expect(going).rejects.toMatchObject(refused);
  });
});
