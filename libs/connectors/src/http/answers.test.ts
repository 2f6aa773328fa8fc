import {
  json,
  runAction,
  startServer,
  type Answer,
  type TestServer,
} from '@millrace/connector-kit/testing';
import type { FileRoom, JsonObject } from '@millrace/connector-kit';
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

const text =
  (status: number, type: string, body: string): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

function send(input: JsonObject, files?: FileRoom) {
  const whole = { url: `${server.url}/orders`, ...input };
  return runAction(http, 'request', { input: whole, ...(files === undefined ? {} : { files }) });
}

describe('the form in full', () => {
  it('shows no more than five fields before anybody asks for more', () => {
    const fields = http.actions.get('request')!.input;
    const plain = fields.filter((one) => one.advanced !== true && one.show_when === undefined);
    expect(plain.map(({ key }) => key)).toEqual(['method', 'url', 'query', 'headers', 'body']);
  });
});

describe('a method', () => {
  it.each(['HEAD', 'OPTIONS'])('%s has no effect and is sent as it is', async (method) => {
    await send({ method });
    expect(server.requests[0]?.method).toBe(method);
  });

  it('may be another', async () => {
    await send({ method: 'other', method_name: 'PURGE' });
    expect(server.requests[0]?.method).toBe('PURGE');
    for (const name of ['CONNECT', 'trace', 'A B', '']) {
      await expect(send({ method: 'other', method_name: name })).rejects.toMatchObject({
        details: { faults: [{ path: '/method_name' }] },
      });
    }
  });

  it('HEAD is told the length of what is not sent', async () => {
    answer = (_, response) =>
      void response.writeHead(200, { 'content-length': String(50 * 1024 * 1024) }).end();
    expect(await send({ method: 'HEAD' })).toMatchObject({
      headers: { 'content-length': '52428800' },
      body: null,
    });
  });
});

describe('an answer', () => {
  it.each([
    ['auto', 'application/xml', '<a><b>1</b></a>', '<a><b>1</b></a>'],
    ['xml', 'application/xml', '<a><b>1</b></a>', { a: { b: '1' } }],
    ['xml', 'text/plain', '<a/>', { a: '' }],
    ['json', 'text/plain', '{"a":1}', { a: 1 }],
    ['json', 'application/json', '"text"', 'text'],
    ['text', 'application/json', '{"a":1}', '{"a":1}'],
    ['form', 'text/plain', 'a=1&b=x+y', { a: '1', b: 'x y' }],
    ['none', 'application/json', '{"a":1}', null],
  ])('read as %s from %s', async (readAs, type, sent, body) => {
    answer = text(200, type, sent);
    expect(await send({ read_as: readAs })).toMatchObject({ body });
  });

  it.each([
    ['json', '<p>Hello</p>', 'JSON'],
    ['json', '"broken', 'JSON'],
    ['xml', 'Hello', 'XML'],
  ])('that is to be %s and is not is an error and not another kind', async (kind, sent, name) => {
    answer = text(200, 'text/html', sent);
    await expect(send({ read_as: kind })).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      message: expect.stringContaining(`it is to be read as ${name} and is none`) as string,
    });
  });

  it('read as a file is kept', async () => {
    answer = text(200, 'text/csv', 'a,b');
    const handle = { file: 'f1', name: 'orders', type: 'application/octet-stream', bytes: 3 };
    const files: FileRoom = {
      save: ({ bytes }) => Promise.resolve({ ...handle, bytes: bytes.byteLength }),
      open: () => Promise.reject(new Error('not asked for')),
    };
    expect(await send({ read_as: 'file' }, files)).toMatchObject({ body: handle });
  });
});

describe('expected statuses', () => {
  it.each([
    ['2xx, 404', 404],
    ['404', 404],
    ['400-499', 422],
    ['2XX,5xx', 503],
    ['200, 304', 304],
  ])('%s make %i a success', async (expect_, status) => {
    answer = (_, response) => void response.writeHead(status).end();
    expect(await send({ expect: expect_ })).toMatchObject({ status });
  });

  it('make any other an error', async () => {
    answer = json(201, { id: 1 });
    await expect(send({ expect: '200' })).rejects.toMatchObject({
      code: 'CALL_REJECTED',
      message: expect.stringContaining('(201): this status is not one that is expected') as string,
      details: { status: 201, body: { id: 1 } },
    });
    answer = json(503, null);
    await expect(send({ expect: '2xx, 404' })).rejects.toMatchObject({ code: 'CALL_UNAVAILABLE' });
  });

  it.each(['2x', '99', '600', '300-200', '200,', 'ok'])('do not take %s', async (expect_) => {
    await expect(send({ expect: expect_ })).rejects.toMatchObject({
      details: { faults: [{ path: '/expect' }] },
    });
  });
});

describe('a body that is sent as something', () => {
  const post = (input: JsonObject) => send({ method: 'POST', ...input });

  it.each<[JsonObject, string, string]>([
    [{ body_as: 'json', body: { a: 1 } }, 'application/json', '{"a":1}'],
    [{ body_as: 'json', body: '{"a": 1}' }, 'application/json', '{"a": 1}'],
    [{ body_as: 'form', body: { a: [1, 2] } }, 'application/x-www-form-urlencoded', 'a=1&a=2'],
    [{ body_as: 'form', body: 'a=1' }, 'application/x-www-form-urlencoded', 'a=1'],
    [
      { body_as: 'form', style: 'dots', body: { a: { b: 1 } } },
      'application/x-www-form-urlencoded',
      'a.b=1',
    ],
    [{ body_as: 'text', body: '{' }, 'text/plain; charset=utf-8', '{'],
    [
      { body_as: 'text', body: '{', headers: { 'Content-Type': 'application/json' } },
      'application/json',
      '{',
    ],
    [
      { body_as: 'xml', body: { a: { '@id': '1', b: 'x' } } },
      'application/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?>\n<a id="1"><b>x</b></a>',
    ],
    [{ body_as: 'xml', body: '<a/>' }, 'application/xml; charset=utf-8', '<a/>'],
    [{ body_as: 'ndjson', body: [{ a: 1 }, 2] }, 'application/x-ndjson', '{"a":1}\n2\n'],
    [
      { body_as: 'graphql', body: '{ orders }', variables: { n: 1 } },
      'application/json',
      '{"query":"{ orders }","variables":{"n":1}}',
    ],
    [
      { body_as: 'graphql', body: { query: '{ orders }' } },
      'application/json',
      '{"query":"{ orders }"}',
    ],
  ])('%j', async (input, type, body) => {
    await post(input);
    expect(server.requests[0]).toMatchObject({ headers: { 'content-type': type }, body });
  });

  it('sends a file as its bytes', async () => {
    const file = { file: 'f1', name: 'a.png', type: 'image/png', bytes: 3 };
    const files: FileRoom = {
      save: () => Promise.reject(new Error('not asked for')),
      open: ({ name, type }) => Promise.resolve({ name, type, bytes: Buffer.from('png') }),
    };
    await send({ method: 'PUT', body_as: 'file', body: file }, files);
    expect(server.requests[0]).toMatchObject({
      headers: { 'content-type': 'image/png' },
      body: 'png',
    });
  });

  it.each<JsonObject>([
    { body_as: 'json', body: '{' },
    { body_as: 'form', body: [1] },
    { body_as: 'multipart', body: { a: 1 }, headers: { 'Content-Type': 'text/plain' } },
    { body_as: 'multipart', body: [1] },
    { body_as: 'text', body: { a: 1 } },
    { body_as: 'xml', body: [1] },
    { body_as: 'ndjson', body: { a: 1 } },
    { body_as: 'graphql', body: { a: 1 } },
    { body_as: 'file', body: 'text' },
  ])('is refused when it is something else: %j', async (input) => {
    await expect(post(input)).rejects.toMatchObject({ details: { faults: [{ path: '/body' }] } });
    expect(server.connections()).toBe(0);
  });

  it('has lists in the style that is asked for, in the query too', async () => {
    await send({ style: 'comma', query: { tag: ['a', 'b'] } });
    expect(server.requests[0]?.path).toBe('/orders?tag=a%2Cb');
  });
});
