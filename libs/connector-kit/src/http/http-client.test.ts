import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startServer, type Answer, type TestServer } from '../testing.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from './http-client.ts';

let http: HttpClient;
const servers: TestServer[] = [];

beforeEach(() => {
  http = createHttpClient({ allow: ['127.0.0.1', '127.0.0.2', '::1'], maxAnswer: 100_000 });
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

function call(url: string, more: Partial<HttpRequest> = {}) {
  return http.request({ app: 'The API', method: 'GET', url, timeoutMs: 5_000, ...more });
}

const text =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(body);

describe('an answer', () => {
  it.each([
    ['application/json', '{"a":[1,"ü"]}', { a: [1, 'ü'] }],
    ['application/problem+json; charset=utf-8', '{"title":"No"}', { title: 'No' }],
    ['application/json', 'not json', 'not json'],
    ['application/json', '', null],
    ['text/html', '<p>{}</p>', '<p>{}</p>'],
    ['application/jsonish', '{}', '{}'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xfc]), 'ü'],
    ['text/plain; charset=no-such', 'x', 'x'],
  ])('of type %s with %j is read as %j', async (type, body, read) => {
    const { url } = await serve(text(body, { 'content-type': type }));
    expect((await call(url)).body).toEqual(read);
  });

  it('keeps every status and header', async () => {
    const { url } = await serve(json(418, { short: true }, { 'X-Tea': 'green' }));
    const answer = await call(url);
    expect(answer).toMatchObject({ status: 418, body: { short: true } });
    expect(answer.headers['x-tea']).toBe('green');
  });

  it('with a key "__proto__" changes no prototype', async () => {
    const { url } = await serve(
      text('{"__proto__":{"polluted":1}}', { 'content-type': 'application/json' }),
    );
    await call(url);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('nested too deep to walk stays text', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { url } = await serve(text(deep, { 'content-type': 'application/json' }));
    expect((await call(url)).body).toBe(deep);
  });

  it('that says its size is too large is not read on', async () => {
    const { url } = await serve(text('x'.repeat(100_001)));
    await expect(call(url)).rejects.toMatchObject({
      code: 'ANSWER_TOO_LARGE',
      message: 'The API answered with more than 100000 bytes.',
    });
  });

  it('without end is cut off', async () => {
    let ended = false;
    const { url } = await serve((_request, response) => {
      response.writeHead(200);
      const more = () => {
        if (!ended) response.write('x'.repeat(10_000), more);
      };
      response.on('close', () => (ended = true));
      more();
    });
    await expect(call(url)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
    await expect.poll(() => ended).toBe(true);
  });

  it('that comes drop by drop ends with the time of the call', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(call(url, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'CALL_UNAVAILABLE',
      message: 'The API did not answer as it should: no whole answer came in time.',
    });
  });

  it('that never comes ends with the time of the call, and the connection is closed', async () => {
    let closed = false;
    const { url } = await serve((_request, response) => {
      response.on('close', () => (closed = true));
    });
    await expect(call(url, { timeoutMs: 100 })).rejects.toThrow('no whole answer came in time');
    await expect.poll(() => closed).toBe(true);
  });

  it('is asked for plain, and read all the same when it is compressed', async () => {
    const server = await serve(text(gzipSync('hello'), { 'content-encoding': 'gzip' }));
    expect((await call(server.url)).body).toBe('hello');
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('that inflates past the limit is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const { url } = await serve(text(bomb, { 'content-encoding': 'gzip' }));
    await expect(call(url)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  });

  it.each(['gzip, gzip', 'zip', 'constructor', 'gzip'])(
    'that says it is "%s" and is not cannot be read',
    async (encoding) => {
      const { url } = await serve(text('plain', { 'content-encoding': encoding }));
      await expect(call(url)).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE' });
    },
  );

  it('with too many headers is refused', async () => {
    const { url } = await serve(text('x', { 'x-long': 'x'.repeat(40_000) }));
    await expect(call(url)).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      message: 'The answer of The API cannot be read: its headers are too large.',
    });
  });

  it('that breaks off can be asked for again', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('x', () => response.destroy());
    });
    await expect(call(url)).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    await expect(call(url, { method: 'POST' })).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      message: 'The answer of The API cannot be read: after status 200, the connection broke off.',
      details: { status: 200 },
    });
  });

  it('of nobody can be asked for again', async () => {
    const server = await startServer(json(200, null));
    await server.close();
    await expect(call(server.url)).rejects.toThrow('nothing listens at its address');
  });
});

describe('a call', () => {
  it('sends JSON, forms and text with their types', async () => {
    const server = await serve(json(200, null));
    const post = (body: HttpRequest['body']) => call(server.url, { method: 'POST', body });
    await post({ json: { a: 'ü' } });
    await post({
      form: [
        ['a', 'b c'],
        ['d', '&'],
        ['a', '2'],
      ],
    });
    await post({ text: '<a/>', type: 'application/xml' });
    expect(server.requests.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/json', '{"a":"ü"}'],
      ['application/x-www-form-urlencoded', 'a=b+c&d=%26&a=2'],
      ['application/xml', '<a/>'],
    ]);
  });

  it('adds to the query of its URL, and keeps values from breaking out', async () => {
    const server = await serve(json(200, null));
    await call(`${server.url}/a?x=1#part`, {
      query: [
        ['q', 'a&b=c#d'],
        ['tag', '1'],
        ['tag', '2'],
      ],
    });
    expect(server.requests[0]?.path).toBe('/a?x=1&q=a%26b%3Dc%23d&tag=1&tag=2');
  });

  it('reaches an IPv6 address', async () => {
    const { url } = await serve(json(200, 'six'), '::1');
    expect((await call(url)).body).toBe('six');
  });

  it('uses connections again', async () => {
    const server = await serve(json(200, null));
    for (let time = 0; time < 20; time += 1) await call(server.url);
    // Two, because an answer ends a moment before its connection is free.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('ends when whoever asked for it calls it off', async () => {
    const { url } = await serve(() => undefined);
    const controller = new AbortController();
    const pending = call(url, { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toThrow('the call was called off');
    await expect(call(url, { signal: controller.signal })).rejects.toThrow('called off');
  });

  it.each([
    ['host', 'evil.example'],
    ['Host', 'evil.example'],
    ['Content-Length', '0'],
    ['transfer-encoding', 'chunked'],
    ['Connection', 'close'],
    ['Upgrade', 'h2c'],
    ['Expect', '100-continue'],
    ['x-a', 'a\r\nx-evil: 1'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\0b'],
    ['x-a', 'snow ☃'],
    ['x-a', 'x'.repeat(65_536)],
    ['x a', '1'],
    ['x-a:', '1'],
    ['x-a\r\nx-evil', '1'],
    ['', '1'],
    ['__proto__', '1'],
  ])('with the header %j does not leave', async (name, value) => {
    const server = await serve(json(200, null));
    const headers = Object.fromEntries([[name, value]]);
    await expect(call(server.url, { headers })).rejects.toMatchObject({ code: 'HEADER_INVALID' });
    expect(server.connections()).toBe(0);
  });
});
