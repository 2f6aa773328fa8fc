import {
  json,
  runAction,
  startServer,
  type Answer,
  type TestServer,
} from '@millrace/connector-kit/testing';
import type { FileContent, FileRoom, JsonObject } from '@millrace/connector-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const http = CONNECTORS.find(({ manifest }) => manifest.id === 'http')!;
let server: TestServer;
let answer: Answer;

beforeEach(async () => {
  answer = json(200, { ok: true });
  server = await startServer((request, response) => answer(request, response));
});
afterEach(() => server.close());

function send(input: JsonObject, values?: Record<string, string>, auth?: string) {
  const options = { input: { url: `${server.url}/orders`, ...input }, auth };
  return runAction(http, 'request', values === undefined ? options : { ...options, values });
}

describe('http.request', () => {
  it('gives status, headers and body of the answer', async () => {
    answer = json(201, { id: 'a1' }, { 'x-left': '9' });
    const output = await send({ method: 'POST', body: { order: 727 } });
    expect(output).toMatchObject({ status: 201, headers: { 'x-left': '9' }, body: { id: 'a1' } });
    expect(Object.keys(output as JsonObject)).toEqual(['status', 'headers', 'body', 'redirects']);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/orders',
      body: '{"order":727}',
    });
  });

  it('gets when no method is named', async () => {
    await send({});
    expect(server.requests[0]).toMatchObject({ method: 'GET', body: '' });
  });

  it.each([
    [{ a: 1 }, {}, 'application/json', '{"a":1}'],
    [[1, 2], {}, 'application/json', '[1,2]'],
    [0, {}, 'application/json', '0'],
    [false, {}, 'application/json', 'false'],
    ['plain', {}, 'text/plain; charset=utf-8', 'plain'],
    ['<a/>', { 'content-type': 'application/xml' }, 'application/xml', '<a/>'],
    ['{"a":1}', { 'Content-Type': 'application/json' }, 'application/json', '{"a":1}'],
    [
      { a: 1, b: 'c d' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      'application/x-www-form-urlencoded',
      'a=1&b=c+d',
    ],
    [null, {}, undefined, ''],
    ['', {}, undefined, ''],
  ])('sends the body %j with headers %j as %s', async (body, headers, type, sent) => {
    await send({ method: 'POST', body, headers: headers });
    expect(server.requests[0]?.headers['content-type']).toBe(type);
    expect(server.requests[0]?.body).toBe(sent);
  });

  it('sends query and headers, numbers and lists too, and leaves out null', async () => {
    await send({
      query: { page: 2, tag: ['a', 'b'], q: 'x&y', none: null },
      headers: { 'X-Page': 2, 'X-Deep': true, 'X-None': null },
    });
    const { path, headers } = server.requests[0]!;
    expect(path).toBe('/orders?page=2&tag=a&tag=b&q=x%26y');
    expect(headers).toMatchObject({ 'x-page': '2', 'x-deep': 'true' });
    expect(headers).not.toHaveProperty('x-none');
  });

  it.each([
    [{ headers: { 'X-A': {} } }, '/headers/X-A'],
    [{ headers: { 'X-A': ['1'] } }, '/headers/X-A'],
    [{ timeout: 'soon' }, '/timeout'],
    [{ timeout: '11m' }, '/timeout'],
    [{ timeout: '0s' }, '/timeout'],
    [{ method: 'BREW' }, '/method'],
    [{ url: 'orders' }, '/url'],
    [{ headers: 'X-A: 1' }, '/headers'],
  ])('refuses %j and names the place', async (input, path) => {
    await expect(send(input as JsonObject)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { faults: [{ path }] },
    });
    expect(server.connections()).toBe(0);
  });

  it('does not let a mapped value add a header', async () => {
    await expect(send({ headers: { 'X-Name': 'a\r\nX-Admin: 1' } })).rejects.toMatchObject({
      code: 'HEADER_INVALID',
    });
  });

  it('fails with what was answered when that is no success', async () => {
    answer = json(422, { message: 'Out of stock' });
    const host = server.url.slice('http://'.length);
    await expect(send({})).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: `${host} refused the call (422): Out of stock`,
      details: { status: 422, body: { message: 'Out of stock' } },
    });
  });

  it('may be tried again when the target is busy or broken', async () => {
    answer = json(429, null, { 'retry-after': '3' });
    await expect(send({})).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
      details: { retry_after: 3 },
    });
    answer = json(503, null);
    await expect(send({})).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
    answer = () => undefined;
    await expect(send({ timeout: '100ms' })).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
  });

  it('follows up to five redirects', async () => {
    answer = (request, response) => {
      const hop = Number(request.path.slice(2) || 0);
      if (hop < 5) json(302, null, { location: `/h${hop + 1}` })(request, response);
      else json(200, 'there')(request, response);
    };
    const output = await send({ url: `${server.url}/` });
    expect(output).toMatchObject({ body: 'there' });
    expect((output as JsonObject)['redirects']).toHaveLength(5);
    expect((output as { redirects: JsonObject[] }).redirects[0]).toEqual({
      status: 302,
      method: 'GET',
      url: `${server.url}/h1`,
    });
    answer = json(302, null, { location: '/again' });
    await expect(send({})).rejects.toThrow('answered 302: it leads to /again, and the call');
    await expect(send({ redirects: 'none' })).rejects.toMatchObject({ code: 'CALL_REDIRECTED' });
  });
});

describe('a call with an effect that is answered with a redirect', () => {
  it.each([301, 302])('%i is an error and is not repeated as GET', async (status) => {
    answer = json(status, null, { location: '/v2/orders' });
    const host = server.url.slice('http://'.length);
    await expect(send({ method: 'POST', body: { order: 1 } })).rejects.toMatchObject({
      code: 'CALL_REDIRECTED',
      message: `${host} answered ${status}: it leads to /v2/orders, and the call was not made there.`,
      details: { status, location: '/v2/orders' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('keeps method and body where the step says so', async () => {
    answer = (request, response) =>
      json(request.path === '/orders' ? 301 : 201, null, { location: '/v2' })(request, response);
    const input = { method: 'POST', body: { order: 1 }, redirects: 'keep_method' };
    expect(await send(input)).toMatchObject({ status: 201, redirects: [{ status: 301 }] });
    expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/v2', body: '{"order":1}' });
  });
});

describe('a limit of calls', () => {
  it('is told by the headers of a 403', async () => {
    answer = json(403, null, { 'retry-after': '1' });
    await expect(send({})).rejects.toMatchObject({
      code: 'CALL_RATE_LIMITED',
      details: { status: 403, retry_after: 1 },
    });
  });
});

describe('the path of a URL', () => {
  it('is not changed by a value', async () => {
    const url = `${server.url}/users/${encodeURIComponent('..')}/orders`;
    await expect(send({ method: 'DELETE', url })).rejects.toMatchObject({ code: 'URL_INVALID' });
    expect(server.connections()).toBe(0);
  });
});

describe('a binary answer', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]);
  const binary: Answer = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'image/png' }).end(png);

  it('is a file where files are kept', async () => {
    answer = binary;
    const handle = { file: 'f1', name: 'logo.png', type: 'image/png', bytes: 6 };
    const saved: FileContent[] = [];
    const files: FileRoom = {
      save: async (file) => {
        saved.push(file);
        return Promise.resolve(handle);
      },
      open: () => Promise.reject(new Error('not asked for')),
    };
    const input = { url: `${server.url}/logo.png` };
    expect(await runAction(http, 'request', { input, files })).toMatchObject({ body: handle });
    expect(saved).toEqual([{ name: 'logo.png', type: 'image/png', bytes: png }]);
  });

  it('is base64 elsewhere', async () => {
    answer = binary;
    expect(await send({ url: `${server.url}/logo.png` })).toMatchObject({
      body: { name: 'logo.png', type: 'image/png', bytes: 6, base64: png.toString('base64') },
    });
  });
});

describe('a connection for HTTP', () => {
  it.each([
    ['bearer', { token: 'secret-token' }, { authorization: 'Bearer secret-token' }],
    [
      'basic',
      { username: 'ada', password: 'pässword' },
      { authorization: 'Basic YWRhOnDDpHNzd29yZA==' },
    ],
    [
      'header',
      { header_name: 'X-Api-Key', header_value: 'secret-key' },
      { 'x-api-key': 'secret-key' },
    ],
  ])('says who calls: %s', async (auth, values, headers) => {
    await send({}, values, auth);
    expect(server.requests[0]?.headers).toMatchObject(headers);
  });

  it('stays hidden when the target echoes what it got', async () => {
    answer = (request, response) => json(200, request.headers as JsonObject)(request, response);
    const values = { username: 'ada', password: 'correct horse' };
    const output = JSON.stringify(await send({}, values, 'basic'));
    expect(output).toContain('[hidden]');
    expect(output).not.toContain(Buffer.from('ada:correct horse').toString('base64'));
  });
});
