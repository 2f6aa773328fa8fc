import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSED_ADDRESSES, json, startServer, type TestServer } from '../testing.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.ts';

/** Stands where a secret service would; nothing may ever reach it. */
let canary: TestServer;
const clients: HttpClient[] = [];

beforeEach(async () => {
  canary = await startServer(json(200, { secret: true }));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await canary.close();
});

function client(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({ allow: [], ...options });
  clients.push(made);
  return made;
}

function get(http: HttpClient, url: string, redirects = 0) {
  return http.request({ app: 'The API', method: 'GET', url, redirects, timeoutMs: 5_000 });
}

describe('a call to a closed address', () => {
  it.each(CLOSED_ADDRESSES)('%s ends before a byte leaves', async (template) => {
    const url = template.replace('PORT', String(canary.port));
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    await expect(get(client({ resolve }), url)).rejects.toMatchObject({
      code: expect.stringMatching(/^(EGRESS_BLOCKED|URL_INVALID)$/) as string,
    });
    expect(canary.connections()).toBe(0);
  });

  it('says which address is closed and how to open it', async () => {
    await expect(get(client(), `http://127.1:${canary.port}/`)).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
      message: 'Calls to 127.0.0.1 are blocked: 127.0.0.1 is a private address.',
      hint: expect.stringContaining('MILLRACE_EGRESS_ALLOW') as string,
    });
  });

  it('does not repeat credentials or the query of a URL it refuses', async () => {
    const url = 'http://user:hunter2@example.com/?key=topsecret';
    const error = await get(client(), url).then(String, (caught: unknown) => caught as Error);
    expect(error).toMatchObject({ code: 'URL_INVALID' });
    expect(JSON.stringify([error, (error as Error).message])).not.toMatch(/hunter2|topsecret/);
  });

  it('gets through once the operator names it', async () => {
    const answer = await get(client({ allow: ['127.0.0.1'] }), `http://127.1:${canary.port}/`);
    expect(answer).toMatchObject({ status: 200, body: { secret: true } });
  });
});

describe('a name', () => {
  const at = (...addresses: string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each([
    ['a private address', at('127.0.0.1')],
    ['a public and a private address', at('93.184.216.34', '127.0.0.1')],
    ['a private address behind IPv6', at('::ffff:127.0.0.1')],
    ['only a private IPv6 address', at('::1')],
    ['the metadata service', at('169.254.169.254')],
  ])('that resolves to %s is blocked', async (_what, addresses) => {
    const http = client({ resolve: () => Promise.resolve(addresses) });
    await expect(get(http, `http://shop.example:${canary.port}/`)).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
    });
    expect(canary.connections()).toBe(0);
  });

  it('that turns private between two lookups is blocked at the second', async () => {
    const local = await startServer(json(200, null, { connection: 'close' }));
    const lookups: string[] = [];
    // 127.0.0.2 stands for a public address; the canary's stays closed.
    const http = client({
      allow: ['127.0.0.2'],
      resolve: (host) => {
        lookups.push(host);
        return Promise.resolve(at(lookups.length === 1 ? '127.0.0.2' : '127.0.0.1'));
      },
    });
    const twin = await startServer(json(200, null, { connection: 'close' }), '127.0.0.2');
    expect((await get(http, `http://rebind.example:${twin.port}/`)).status).toBe(200);
    expect(lookups).toHaveLength(1);
    await expect(get(http, `http://rebind.example:${twin.port}/`)).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
      message: 'Calls to rebind.example are blocked: 127.0.0.1 is a private address.',
    });
    expect(local.connections()).toBe(0);
    await Promise.all([twin.close(), local.close()]);
  });

  it('that the operator allows may be private', async () => {
    const resolve = () => Promise.resolve(at('127.0.0.1'));
    const http = client({ allow: ['erp.internal'], resolve });
    expect((await get(http, `http://erp.internal:${canary.port}/`)).status).toBe(200);
  });

  it.each([
    [
      'that is not known',
      () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    ],
    ['without an address', () => Promise.resolve([])],
  ])('%s is an error to try again', async (_what, resolve) => {
    await expect(get(client({ resolve }), 'http://nowhere.example/')).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
      message: 'The API did not answer as it should: its name is not known.',
    });
  });

  it('whose lookup never ends does not hold the call past its time', async () => {
    let answered = (): void => undefined;
    const http = client({
      resolve: () => new Promise((resolve) => (answered = () => resolve([]))),
    });
    const call = http.request({
      app: 'The API',
      method: 'GET',
      url: 'http://slow.example/',
      timeoutMs: 100,
    });
    await expect(call).rejects.toThrow('no whole answer came in time.');
    answered();
  });
});

describe('a redirect', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    '//127.0.0.1:PORT/',
    'http://[::1]:PORT/',
    'file:///etc/passwd',
    'gopher://x',
    'data:,x',
    'http://169.254.169.254/',
  ])('to %s is checked like the first address', async (template) => {
    const location = template.replace('PORT', String(canary.port));
    for (const status of [301, 302, 303, 307, 308]) {
      const open = await startServer(json(status, null, { location }), '127.0.0.2');
      await expect(get(client({ allow: ['127.0.0.2'] }), open.url, 5)).rejects.toMatchObject({
        code: expect.stringMatching(/^(EGRESS_BLOCKED|URL_INVALID)$/) as string,
      });
      expect(open.requests).toHaveLength(1);
      await open.close();
    }
    expect(canary.connections()).toBe(0);
  });

  it('is not followed unless the call says so', async () => {
    const open = await startServer(json(302, null, { location: canary.url }), '127.0.0.2');
    const answer = await get(client({ allow: ['127.0.0.1', '127.0.0.2'] }), open.url);
    expect(answer.status).toBe(302);
    expect(canary.connections()).toBe(0);
    await open.close();
  });
});

describe('the environment', () => {
  it('cannot send calls through a proxy', async () => {
    const target = await startServer(json(200, null), '127.0.0.2');
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: canary.url, http_proxy: canary.url, NO_PROXY: '' });
    try {
      expect((await get(client({ allow: ['127.0.0.2'] }), target.url)).status).toBe(200);
    } finally {
      process.env = before;
      await target.close();
    }
    expect(canary.connections()).toBe(0);
  });
});

describe('a port where no HTTP is spoken', () => {
  it('ends the call with an error', async () => {
    const server = createServer((socket) => void socket.resume().end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const call = get(client({ allow: ['127.0.0.2'] }), `http://127.0.0.2:${port}/`);
    await expect(call).rejects.toThrow(
      'The API did not answer as it should: its answer is not HTTP.',
    );
    await new Promise((resolve) => server.close(resolve));
  });
});
