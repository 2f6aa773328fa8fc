import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  AUTHORITY,
  json,
  runAction,
  SIGNED,
  startServer,
  type Answer,
  type SeenRequest,
  type TestServer,
} from '@millrace/connector-kit/testing';
import {
  createHttpClient,
  renewToken,
  type ConnectionValues,
  type JsonObject,
  type Manifest,
} from '@millrace/connector-kit';
import aws4 from 'aws4';
import { jwtVerify } from 'jose';
import OAuth from 'oauth-1.0a';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const http = CONNECTORS.find(({ manifest }) => manifest.id === 'http')!;
const SECRET = 'correct-horse-battery';
let server: TestServer;
let answer: Answer;

beforeEach(async () => {
  answer = json(200, { ok: true });
  server = await startServer((request, response) => answer(request, response));
});
afterEach(() => server.close());

/** One call with an account that names the server's host. */
async function sent(
  auth: string,
  values: Record<string, string>,
  input: JsonObject = {},
  more: { tokens?: Record<string, string>; refresh?: () => Promise<ConnectionValues> } = {},
): Promise<SeenRequest> {
  const whole = { hosts: server.url, ...values };
  const options = { input: { url: `${server.url}/orders`, ...input }, auth, values: whole };
  await runAction(http, 'request', { ...options, ...more });
  return server.requests.at(-1)!;
}

describe('an account for HTTP', () => {
  it('shows a key in the query', async () => {
    const values = { query_name: 'api_key', query_value: SECRET };
    expect((await sent('query', values, { query: { a: 1 } })).path).toBe(
      `/orders?a=1&api_key=${SECRET}`,
    );
  });

  it('shows a second key beside its first', async () => {
    const values = { token: SECRET, header_name: 'X-Api-Key', header_value: 'second-key' };
    const { headers } = await sent('bearer', values);
    expect(headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-api-key': 'second-key' });
  });

  it('may have a user name alone', async () => {
    const { headers } = await sent('basic', { username: 'sk_live' });
    expect(headers.authorization).toBe(`Basic ${Buffer.from('sk_live:').toString('base64')}`);
  });

  it('has headers and query of all calls, which the step may replace', async () => {
    const values = {
      common_headers: 'Accept-Language: de\nX-Tenant: 7',
      common_query: 'version=2026-01\nlang=de',
    };
    const input = { headers: { 'X-Tenant': '8' }, query: { lang: 'en' } };
    const { headers, path } = await sent('none', values, input);
    expect(headers).toMatchObject({ 'accept-language': 'de', 'x-tenant': '8' });
    expect(path).toBe('/orders?version=2026-01&lang=en');
    const call = sent('none', { common_headers: 'Accept-Language' });
    await expect(call).rejects.toThrow('line 1 of its headers of all calls');
  });

  it('signs as AWS does, in the judgement of another implementation', async () => {
    const values = { access_key: 'AKIDEXAMPLE', secret_key: SECRET };
    const place = { region: 'eu-central-1', service: 'execute-api' };
    const { headers, path } = await sent(
      'aws',
      { ...values, ...place },
      { method: 'POST', query: { b: 'x y', a: 1 }, body: { order: 727 } },
    );
    const again = aws4.sign(
      {
        ...{ method: 'POST', host: headers.host!, path, body: '{"order":727}', ...place },
        ...{ extraHeadersToIgnore: { 'content-length': true } },
        headers: {
          'Content-Type': headers['content-type']!,
          'X-Amz-Date': String(headers['x-amz-date']),
        },
      },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
    );
    const signature = /Signature=(\w+)/;
    const [, ours] = signature.exec(headers.authorization ?? '') ?? [];
    const [, theirs] = signature.exec(String(again.headers?.['Authorization'])) ?? [];
    expect(ours).toBe(theirs);
  });

  it('signs multipart bodies as they are sent', async () => {
    const values = { hmac_key: SECRET, over: '[body_sha256]', signature_header: 'X-Signature' };
    const input = { method: 'POST', body_as: 'multipart', body: { a: 'b' } };
    const { headers, body } = await sent('hmac', values, input);
    const hash = createHash('sha256').update(body).digest('hex');
    expect(headers['x-signature']).toBe(createHmac('sha256', SECRET).update(hash).digest('hex'));
  });

  it('signs with OAuth 1, in the judgement of another implementation', async () => {
    const values = { consumer_key: 'shop', consumer_secret: SECRET };
    const token = { account_token: 'account-token', token_secret: 'token-secret' };
    const { headers } = await sent('oauth1', { ...values, ...token }, { query: { page: 2 } });
    const given = Object.fromEntries(
      (headers.authorization ?? '')
        .replace(/^OAuth /, '')
        .split(', ')
        .map((pair) => /^(\w+)="(.*)"$/.exec(pair)!.slice(1).map(decodeURIComponent)),
    ) as Record<string, string>;
    const peer = new OAuth({
      consumer: { key: 'shop', secret: SECRET },
      signature_method: 'HMAC-SHA1',
      hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
    });
    const { oauth_signature: signature, realm, ...parameters } = given;
    const request = { url: `${server.url}/orders?page=2`, method: 'GET', data: {} };
    expect(peer.getSignature(request, 'token-secret', parameters as unknown as OAuth.Data)).toBe(
      signature,
    );
    expect([realm, parameters['oauth_token']]).toEqual([undefined, 'account-token']);
  });

  it('signs parts of the call as it is told', async () => {
    const values = {
      ...{ hmac_key: SECRET, over: '[timestamp]\n[method]\n[path_and_query]\n[body]' },
      ...{ signature_header: 'X-Signature', signature_text: 'v1=[signature]' },
      ...{ time_header: 'X-Time', hash: 'sha512', encoding: 'base64' },
    };
    const { headers } = await sent('hmac', values, { method: 'POST', query: { a: 1 }, body: 'x' });
    const time = String(headers['x-time']);
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(60);
    const text = `${time}\nPOST\n/orders?a=1\nx`;
    const signature = createHmac('sha512', SECRET).update(text).digest('base64');
    expect(headers['x-signature']).toBe(`v1=${signature}`);
  });

  it('signs a token for each call, which another implementation takes', async () => {
    const { headers } = await sent('jwt', { jwt_key: SECRET, iss: 'shop', aud: 'api', kid: 'k1' });
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    const options = { issuer: 'shop', audience: 'api' };
    const { payload, protectedHeader } = await jwtVerify(token, Buffer.from(SECRET), options);
    expect(protectedHeader).toMatchObject({ alg: 'HS256', kid: 'k1' });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
    expect(payload).not.toHaveProperty('sub');
  });
});

describe('OAuth 2 with client credentials', () => {
  const values = () => ({
    ...{ grant_url: `${server.url}/token`, client_id: 'shop', client_secret: SECRET },
    ...{ scope: 'orders.read', hosts: server.url },
  });
  const renew = (more: Record<string, string> = {}) => {
    const client = createHttpClient({ allow: ['127.0.0.1'] });
    const connection = { name: 'Shop', auth: 'oauth-client', values: { ...values(), ...more } };
    const context = { http: client, signal: new AbortController().signal, now: new Date() };
    return renewToken(http.document as Manifest, connection, context).finally(() => client.close());
  };

  it.each([
    ['in the header', {}, true],
    ['in the form', { client_auth: 'body' }, false],
  ])('sends who it is %s, and what it asks for when it does', async (_, more, inHeader) => {
    answer = json(200, { access_token: 'token-one', expires_in: 3600 });
    expect((await renew(more)).tokens).toEqual({ token: 'token-one' });
    const [{ headers, body }] = server.requests as [SeenRequest];
    const form = Object.fromEntries(new URLSearchParams(body));
    const scope = { grant_type: 'client_credentials', scope: 'orders.read' };
    const client = { client_id: 'shop', client_secret: SECRET };
    expect(form).toEqual(inHeader ? scope : { ...scope, ...client });
    expect(headers.authorization?.startsWith('Basic ')).toBe(inHeader ? true : undefined);
  });

  it('gets a new token when the old one is refused, and makes the call once more', async () => {
    answer = (request, response) =>
      json(request.headers.authorization === 'Bearer token-two' ? 200 : 401, {
        echo: request.headers.authorization ?? '',
      })(request, response);
    const fresh = { name: 'Shop', auth: 'oauth-client', values: values() };
    const output = await runAction(http, 'request', {
      input: { url: server.url },
      auth: 'oauth-client',
      values: values(),
      tokens: { token: 'token-one' },
      refresh: () => Promise.resolve({ ...fresh, tokens: { token: 'token-two' } }),
    });
    expect(output).toMatchObject({ status: 200, body: { echo: 'Bearer [hidden]' } });
    expect(server.requests).toHaveLength(2);
  });
});

/** A server that asks for HTTP Digest and reckons for itself. */
function digestServer(algorithm: 'MD5' | 'SHA-256', password = SECRET) {
  const used = new Set<string>();
  let nonces = 0;
  const hash = (...parts: string[]): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(parts.join(':'))
      .digest('hex');
  const challenge = (stale: boolean): string => {
    nonces += 1;
    const items = [`realm="shop"`, `nonce="n${nonces}"`, 'qop="auth"', `algorithm=${algorithm}`];
    return `Digest ${[...items, ...(stale ? ['stale=true'] : [])].join(', ')}`;
  };
  const verdict = ({ method, path, headers }: SeenRequest): 'ok' | 'stale' | 'no' => {
    const given = Object.fromEntries(
      [...(headers.authorization ?? '').matchAll(/(\w+)="?([^",]+)"?/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>;
    const { nonce = '', nc = '', cnonce = '', response, uri, username = '' } = given;
    if (response === undefined || uri !== path) return 'no';
    const first = hash(username, 'shop', password);
    if (hash(first, nonce, nc, cnonce, 'auth', hash(method, path)) !== response) return 'no';
    if (nonce !== `n${nonces}`) return 'stale';
    // A count that was there before is somebody else's copy of a call.
    if (used.has(`${nonce} ${nc}`)) return 'no';
    used.add(`${nonce} ${nc}`);
    return 'ok';
  };
  const forget = (): void => void (nonces += 1);
  answer = (request, response) => {
    const found = verdict(request);
    if (found === 'ok') return json(200, { ok: true })(request, response);
    const header = { 'www-authenticate': challenge(found === 'stale') };
    json(401, { error: 'Sign in' }, header)(request, response);
  };
  return { forget, used };
}

describe('HTTP Digest', () => {
  const values = { username: 'ada', password: SECRET };

  it.each(['MD5', 'SHA-256'] as const)('answers a challenge with %s', async (algorithm) => {
    digestServer(algorithm);
    const input = { method: 'POST', query: { a: 'x y' }, body: { order: 727 } };
    expect(await sent('digest', values, input)).toMatchObject({ body: '{"order":727}' });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[1]?.headers.authorization).toContain('nc=00000001');
  });

  it('counts on with the same account, and takes a new challenge when the old one is over', async () => {
    const { forget, used } = digestServer('SHA-256');
    const client = createHttpClient({ allow: ['127.0.0.1'] });
    const connection = { name: 'Shop', auth: 'digest', values: { ...values, hosts: server.url } };
    const action = http.actions.get('request')!;
    const call = () =>
      action.run({
        ...{ input: action.check({ url: server.url }), connection, http: client },
        ...{ idempotencyKey: 'key', signal: new AbortController().signal },
      });
    await call();
    await call();
    expect([...used]).toEqual(['n1 00000001', 'n1 00000002']);
    expect(server.requests).toHaveLength(3);
    forget();
    expect(await call()).toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(5);
    await client.close();
  });

  it('gives up after its answer was refused', async () => {
    digestServer('MD5', 'another password');
    await expect(sent('digest', values)).rejects.toMatchObject({ code: 'CALL_UNAUTHORIZED' });
    expect(server.requests).toHaveLength(2);
  });
});

describe('a client certificate', () => {
  it('is shown to the server that asks for it', async () => {
    const options = { ...SIGNED, ca: AUTHORITY, requestCert: true, rejectUnauthorized: false };
    const peer = createServer(options, (request, response) => {
      const { authorized } = request.socket as unknown as { authorized: boolean };
      response.writeHead(authorized ? 200 : 403).end();
    });
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
    const { port } = peer.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}/`;
    const values = {
      ...{ client_certificate: SIGNED.cert, client_key: SIGNED.key },
      ...{ ca: AUTHORITY, hosts: `127.0.0.1:${port}` },
    };
    const call = (auth: string, more = {}) =>
      runAction(http, 'request', { input: { url }, auth, values: { ...values, ...more } });
    expect(await call('certificate')).toMatchObject({ status: 200 });
    await expect(call('none')).rejects.toMatchObject({ details: { status: 403 } });
    await expect(call('certificate', { client_key: 'no key' })).rejects.toMatchObject({
      code: 'CONNECTION_INVALID',
      message: expect.stringContaining('do not belong together') as string,
    });
    peer.closeAllConnections();
    peer.close();
  });
});

describe('the hosts of an account', () => {
  const values = { token: SECRET };

  it.each([
    ['another host', 'api.example.com', 'http://127.0.0.1'],
    ['another port', 'http://127.0.0.1:1', 'http://127.0.0.1'],
    ['a call nobody encrypts', '127.0.0.1', 'http://127.0.0.1'],
  ])('keep its credentials from %s', async (_, hosts, start) => {
    await expect(sent('bearer', { ...values, hosts })).rejects.toMatchObject({
      code: 'HOST_NOT_ALLOWED',
      message: expect.stringMatching(
        new RegExp(`^${start}:\\d+ is not one of the hosts of connection "My account"\\.$`),
      ) as string,
      hint: expect.stringContaining('add http://127.0.0.1:') as string,
    });
    expect(server.connections()).toBe(0);
  });

  it('are several, also with what is below a domain', async () => {
    const hosts = `*.example.org, ${server.url.toUpperCase()}/`;
    expect((await sent('bearer', { ...values, hosts })).headers.authorization).toBeDefined();
  });

  it('are all for an account from before it had to name them', async () => {
    expect((await sent('bearer', { ...values, hosts: '' })).headers.authorization).toBeDefined();
  });

  it('do not let credentials follow a redirect to another origin', async () => {
    const other = await startServer(json(200, null));
    answer = json(302, null, { location: `${other.url}/there` });
    const query = { query_name: 'key', query_value: SECRET };
    for (const [auth, own] of [
      ['bearer', values],
      ['query', query],
    ] as const) {
      await runAction(http, 'request', {
        input: { url: server.url },
        ...{ auth, values: { ...own, hosts: server.url } },
      });
      const [{ headers, path }] = other.requests.splice(0) as [SeenRequest];
      expect(JSON.stringify([headers, path])).not.toContain(SECRET);
    }
    await other.close();
  });
});
