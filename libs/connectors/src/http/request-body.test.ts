import { parseJson, type FileRoom, type JsonObject, type JsonValue } from '@millrace/connector-kit';
import { json, runAction, startServer, type TestServer } from '@millrace/connector-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const http = CONNECTORS.find(({ manifest }) => manifest.id === 'http')!;
let server: TestServer;

beforeEach(async () => {
  server = await startServer(json(200, null));
});
afterEach(() => server.close());

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const handle = { file: 'f1', name: 'in "1".txt', type: 'text/plain', bytes: 5 };
const files: FileRoom = {
  save: () => Promise.reject(new Error('not asked for')),
  open: ({ name, type }) => Promise.resolve({ name, type, bytes: Buffer.from('hello') }),
};

async function send(body: JsonValue, type?: string, more: JsonObject = {}) {
  const headers: JsonObject = type === undefined ? {} : { 'Content-Type': type };
  const input = { method: 'POST', url: server.url, headers, body, ...more };
  await runAction(http, 'request', { input, files });
  return server.requests.at(-1)!;
}

/** The parts as RFC 7578 has them: name and text, and of files name, type and content. */
function formOf({ headers, body }: Awaited<ReturnType<typeof send>>): string[][] {
  const boundary = /boundary=([^;]+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const [before, ...parts] = `\r\n${body}`.split(`\r\n--${boundary}`);
  expect([before, parts.pop()]).toEqual(['', '--\r\n']);
  return parts.map((part) => {
    const [head = '', ...content] = part.split('\r\n\r\n');
    const found = [/[; ]name="([^"]*)"/, /filename="([^"]*)"/, /Content-Type: (.*)/];
    const named = found.flatMap((pattern) => pattern.exec(head)?.[1] ?? []);
    return [...named, content.join('\r\n\r\n')];
  });
}

describe('a form', () => {
  it.each<[JsonObject, [string, string][]]>([
    [
      { 'events[]': ['a', 'b'] },
      [
        ['events[]', 'a'],
        ['events[]', 'b'],
      ],
    ],
    [
      { events: ['a', 'b'] },
      [
        ['events', 'a'],
        ['events', 'b'],
      ],
    ],
    [{ a: { b: { c: 1 } } }, [['a[b][c]', '1']]],
    [
      { customer: { 'tags[]': ['x', 'y'] } },
      [
        ['customer[tags][]', 'x'],
        ['customer[tags][]', 'y'],
      ],
    ],
    [
      { lines: [{ id: 1, qty: 2 }, { id: 3 }] },
      [
        ['lines[0][id]', '1'],
        ['lines[0][qty]', '2'],
        ['lines[1][id]', '3'],
      ],
    ],
    [{ 'l[]': [{ id: 1 }] }, [['l[0][id]', '1']]],
    [
      { yes: true, no: false, at: '2026-11-21T08:00:00Z', n: 1.5, empty: '', none: null },
      [
        ['yes', 'true'],
        ['no', 'false'],
        ['at', '2026-11-21T08:00:00Z'],
        ['n', '1.5'],
        ['empty', ''],
      ],
    ],
    [{ none: [], nothing: {}, 'a b&c': 'd=e' }, [['a b&c', 'd=e']]],
    [
      parseJson('{"id": 8202522731445525542, "ids": [820982911946154508, 1]}') as JsonObject,
      [
        ['id', '8202522731445525542'],
        ['ids', '820982911946154508'],
        ['ids', '1'],
      ],
    ],
  ])('of %j has the right pairs, and so has a query', async (fields, pairs) => {
    const form = await send(fields, FORM);
    expect([...new URLSearchParams(form.body)]).toEqual(pairs);
    const { path } = await send(null, undefined, { query: fields });
    expect([...new URL(path, server.url).searchParams]).toEqual(pairs);
  });
});

describe('a multipart form', () => {
  it('has fields and files, with a boundary of its own', async () => {
    const sent = await send(
      { note: 'Grüße', n: 1, tags: ['a', 'b'], a: { b: true }, doc: handle, none: null },
      `${MULTIPART}; boundary=mine`,
    );
    expect(sent.headers['content-type']).toMatch(/^multipart\/form-data; boundary=millrace-/);
    expect(sent.headers['content-length']).toBe(String(Buffer.byteLength(sent.body)));
    expect(formOf(sent)).toEqual([
      ['note', 'Grüße'],
      ['n', '1'],
      ['tags', 'a'],
      ['tags', 'b'],
      ['a[b]', 'true'],
      ['doc', 'in %221%22.txt', 'text/plain', 'hello'],
    ]);
  });

  it('takes lists of files, and files as base64', async () => {
    const inline = { name: 'x.bin', type: 'application/octet-stream', base64: 'aGk=' };
    const sent = await send({ 'files[]': [handle, inline] }, MULTIPART);
    expect(formOf(sent)).toEqual([
      ['files[]', 'in %221%22.txt', 'text/plain', 'hello'],
      ['files[]', 'x.bin', 'application/octet-stream', 'hi'],
    ]);
  });

  it('does not let names break out of their part', async () => {
    const sent = await send({ 'a"\r\nX-Evil: 1': '1' }, MULTIPART);
    expect(sent.body).toContain('name="a%22%0D%0AX-Evil: 1"');
  });

  it('written by hand is sent when its boundary fits', async () => {
    const body = '--b1\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b1--\r\n';
    const sent = await send(body, `${MULTIPART}; boundary=b1`);
    expect(formOf(sent)).toEqual([['a', '1']]);
  });
});

describe('a body of another type', () => {
  it.each<[string | undefined, JsonValue, string, string]>([
    [undefined, handle, 'text/plain', 'hello'],
    ['application/pdf', handle, 'application/pdf', 'hello'],
    ['application/problem+json', { a: 1 }, 'application/problem+json', '{"a":1}'],
    ['application/x-amz-json-1.1', { a: 1 }, 'application/x-amz-json-1.1', '{"a":1}'],
    ['application/x-ndjson', [{ a: 1 }, 2], 'application/x-ndjson', '{"a":1}\n2\n'],
    ['text/plain', 12, 'text/plain', '12'],
    ['text/csv; charset=utf-8', 'a;ü', 'text/csv; charset=utf-8', 'a;ü'],
    ['application/json', ' {"a": [1, "x"]} ', 'application/json', ' {"a": [1, "x"]} '],
  ])('%s with %j is sent as it says', async (type, body, sentType, sent) => {
    const request = await send(body, type);
    expect(request.headers['content-type']).toBe(sentType);
    expect(request.body).toBe(sent);
  });

  it('is written in its charset', async () => {
    const request = await send('ü', 'text/plain; charset=iso-8859-1');
    expect(request.headers['content-length']).toBe('1');
  });

  it.each<[string, JsonValue, string]>([
    [MULTIPART, 'a=1', 'takes an object of fields and files'],
    [MULTIPART, [1], 'takes an object of fields and files'],
    [FORM, [1], 'takes an object of fields'],
    ['application/xml', { a: 1 }, 'body is an object, but Content-Type says application/xml'],
    ['image/png', [1], 'takes text or a file'],
    ['application/x-ndjson', { a: 1 }, 'takes a list'],
    ['text/plain; charset=iso-8859-1', '€', 'use utf-8'],
    ['text/plain; charset=shift_jis', 'x', 'use utf-8'],
  ])('%s with %j is refused', async (type, body, said) => {
    const sending = send(body, type);
    await expect(sending).rejects.toThrow(said);
    await expect(sending).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['{"name":"A "B""}', 'line 1, column 13, near'],
    ['{"a":1,}', 'line 1, column 8, near'],
    ['{"a":1', 'it ends too early at line 1, column 7'],
    ['{\n  "a": tru\n}', 'line 2, column 8, near'],
    ["{'a':1}", 'line 1, column 2, near'],
    ['{"a":"line\nbreak"}', 'line 1, column 6, near'],
    ['[1 2]', 'line 1, column 4, near'],
    ['{"a":01}', 'line 1, column 6, near'],
    ['"\\x"', 'line 1, column 1, near'],
    ['{} x', 'line 1, column 4, near'],
  ])(
    'JSON that is none is refused before it is sent, naming the place: %s',
    async (body, place) => {
      await expect(send(body, 'application/json; charset=utf-8')).rejects.toThrow(place);
      expect(server.connections()).toBe(0);
    },
  );
});
