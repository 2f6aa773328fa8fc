import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startServer, type Answer, type TestServer } from '../testing.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from './http-client.ts';

let http: HttpClient;
const servers: TestServer[] = [];

beforeEach(() => {
  http = createHttpClient({ allow: ['127.0.0.1', '127.0.0.2'] });
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await http.close();
});

async function serve(answer: Answer, host?: string): Promise<TestServer> {
  const server = await startServer(answer, host);
  servers.push(server);
  return server;
}

/** A server that answers with a redirect at `/`, and with 200 elsewhere. */
function serveRedirect(status: number, location: string): Promise<TestServer> {
  return serve((request, response) =>
    request.path === '/'
      ? json(status, null, { location })(request, response)
      : json(200, 'there')(request, response),
  );
}

function call(url: string, more: Partial<HttpRequest> = {}) {
  return http.request({ app: 'The API', method: 'GET', url, timeoutMs: 5_000, ...more });
}

describe('a redirect that is followed', () => {
  const credentials = { 'X-Shop-Token': 'secret-1' };
  const headers = {
    Authorization: 'Bearer secret-2',
    Cookie: 'a=b',
    'x-api-key': 'k',
    'x-own': 'o',
  };

  it('keeps credentials on the same origin', async () => {
    const server = await serve((request, response) =>
      request.path === '/'
        ? json(302, null, { location: '/next' })(request, response)
        : json(200, 'there')(request, response),
    );
    const answer = await call(server.url, { headers, credentials, redirects: 5 });
    expect(answer.body).toBe('there');
    expect(server.requests[1]?.headers).toMatchObject({
      authorization: 'Bearer secret-2',
      'x-shop-token': 'secret-1',
    });
  });

  it('leaves them behind on the way to another origin', async () => {
    const other = await serve(json(200, 'there'), '127.0.0.2');
    const server = await serve(json(307, null, { location: other.url }));
    await call(server.url, { headers, credentials, redirects: 5 });
    const sent = other.requests[0]?.headers ?? {};
    expect(sent).toMatchObject({ 'x-own': 'o' });
    expect(JSON.stringify(sent)).not.toMatch(/secret|a=b|x-api-key/);
  });

  it.each([
    [303, 'PUT', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [307, 'POST', 'POST', '{"a":1}'],
    [308, 'PUT', 'PUT', '{"a":1}'],
    [301, 'HEAD', 'HEAD', ''],
    [302, 'GET', 'GET', ''],
  ] as const)('with %i turns %s into %s', async (status, method, then, body) => {
    const server = await serveRedirect(status, '/next?key=secret');
    const sent = method === 'GET' || method === 'HEAD' ? undefined : { json: { a: 1 } };
    const answer = await call(server.url, { method, body: sent, redirects: 5 });
    expect(server.requests[1]).toMatchObject({ method: then, body });
    expect(answer.redirects).toEqual([{ status, method: then, url: `${server.url}/next?…` }]);
  });

  it.each([
    [301, 'POST'],
    [302, 'POST'],
    [302, 'DELETE'],
    [301, 'PUT'],
  ] as const)('is not %i after %s, unless the method is to be kept', async (status, method) => {
    const server = await serveRedirect(status, '/next');
    const body = { json: { a: 1 } };
    expect((await call(server.url, { method, body, redirects: 5 })).status).toBe(status);
    expect(server.requests).toHaveLength(1);
    await call(server.url, { method, body, redirects: 5, keepMethod: true });
    expect(server.requests.at(-1)).toMatchObject({ method, path: '/next', body: '{"a":1}' });
  });

  it('does not carry a body to another host, unless the method is to be kept', async () => {
    const other = await serve(json(200, 'there'), '127.0.0.2');
    const server = await serve(json(307, null, { location: other.url }));
    const post = { method: 'POST', body: { json: { a: 1 } }, redirects: 5 } as const;
    expect((await call(server.url, post)).status).toBe(307);
    expect(other.requests).toHaveLength(0);
    await call(server.url, { ...post, keepMethod: true });
    expect(other.requests).toMatchObject([{ method: 'POST', body: '{"a":1}' }]);
  });

  it('says that a call was made whose outcome cannot be fetched', async () => {
    const gone = await startServer(json(200, null));
    await gone.close();
    const server = await serve(json(303, null, { location: gone.url }));
    await expect(call(server.url, { method: 'POST', redirects: 5 })).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      details: { status: 303 },
    });
  });

  it('ends after as many as were asked for', async () => {
    const server = await serve(json(302, null, { location: '/again' }));
    expect((await call(server.url, { redirects: 5 })).status).toBe(302);
    expect(server.requests).toHaveLength(6);
  });
});
