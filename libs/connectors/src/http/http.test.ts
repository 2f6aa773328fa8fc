import {
  json,
  runAction,
  startServer,
  type Answer,
  type TestServer,
} from '@millrace/connector-kit/testing';
import type { JsonObject } from '@millrace/connector-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { http } from './http.connector.ts';

let server: TestServer;
let answer: Answer;

beforeEach(async () => {
  answer = json(200, { ok: true });
  server = await startServer((request, response) => answer(request, response));
});
afterEach(() => server.close());

function send(input: JsonObject, values?: Record<string, string>) {
  const options = { input: { url: `${server.url}/orders`, ...input } };
  return runAction(http, 'request', values === undefined ? options : { ...options, values });
}

describe('http.request', () => {
  it('gives status, headers and body of the answer', async () => {
    answer = json(201, { id: 'a1' }, { 'x-left': '9' });
    const output = await send({ method: 'POST', body: { order: 727 } });
    expect(output).toMatchObject({ status: 201, headers: { 'x-left': '9' }, body: { id: 'a1' } });
    expect(Object.keys(output as JsonObject)).toEqual(['status', 'headers', 'body']);
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
    [{ query: { a: [{}] } }, '/query/a'],
    [{ timeout: 'soon' }, '/timeout'],
    [{ timeout: '3m' }, '/timeout'],
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
    expect(await send({ url: `${server.url}/` })).toMatchObject({ body: 'there' });
    answer = json(302, null, { location: '/again' });
    await expect(send({})).rejects.toThrow('(302): it leads to /again.');
  });
});

describe('a connection for HTTP', () => {
  it.each([
    [{ token: 'secret-token' }, { authorization: 'Bearer secret-token' }],
    [{ username: 'ada', password: 'pässword' }, { authorization: 'Basic YWRhOnDDpHNzd29yZA==' }],
    [{ header_name: 'X-Api-Key', header_value: 'secret-key' }, { 'x-api-key': 'secret-key' }],
  ])('says who calls: %j', async (values, headers) => {
    await send({}, values);
    expect(server.requests[0]?.headers).toMatchObject(headers);
  });

  it('stays hidden when the target echoes what it got', async () => {
    answer = (request, response) => json(200, request.headers as JsonObject)(request, response);
    const values = { username: 'ada', password: 'correct horse' };
    const output = JSON.stringify(await send({}, values));
    expect(output).toContain('[hidden]');
    expect(output).not.toContain(Buffer.from('ada:correct horse').toString('base64'));
  });
});
