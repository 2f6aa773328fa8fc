import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../testing.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

let http: HttpClient;
let server: TestServer;
let headers: Record<string, string>;
let bytes: Buffer;

beforeEach(async () => {
  http = createHttpClient({ allow: ['127.0.0.1'], maxAnswer: 100_000 });
  server = await startServer(
    (_request, response) => void response.writeHead(200, headers).end(bytes),
  );
});
afterEach(async () => {
  await server.close();
  await http.close();
});

function answered(type: string | undefined, body: Buffer, more: Record<string, string> = {}) {
  headers = { ...(type === undefined ? {} : { 'content-type': type }), ...more };
  bytes = body;
  return http.request({ app: 'The API', method: 'POST', url: `${server.url}/files/a%20b.pdf` });
}

describe('an answer that is wanted as a file', () => {
  it.each([
    ['application/pdf', 'application/pdf'],
    ['text/csv; charset=utf-8', 'text/csv'],
    [undefined, 'application/octet-stream'],
  ])('keeps its type: %s', async (declared, type) => {
    headers = {
      ...(declared === undefined ? {} : { 'content-type': declared }),
      'content-disposition': 'attachment; filename="order.bin"',
    };
    bytes = Buffer.from('a;b');
    const url = `${server.url}/files/1`;
    const answer = await http.request({ app: 'The API', method: 'GET', url, readAs: 'file' });
    expect(answer).toMatchObject({ body: null, file: { name: 'order.bin', type, bytes } });
  });
});

describe('a compressed answer', () => {
  const long = Buffer.from('Grüße '.repeat(1_000));
  it.each([
    ['gzip', gzipSync(long)],
    ['x-gzip', gzipSync(long)],
    ['deflate', deflateSync(long)],
    ['deflate', deflateRawSync(long)],
    ['br', brotliCompressSync(long)],
    ['zstd', zstdCompressSync(long)],
  ])('is read: %s', async (coding, body) => {
    const { body: text } = await answered('text/plain', body, { 'content-encoding': coding });
    expect(text).toBe(long.toString());
  });

  it.each([
    ['deflate', deflateSync(Buffer.alloc(200_000))],
    ['deflate', deflateRawSync(Buffer.alloc(200_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(200_000))],
  ])('is not read past the limit: %s', async (coding, body) => {
    await expect(
      answered('text/plain', body, { 'content-encoding': coding }),
    ).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE', details: { status: 200 } });
  });

  it('that is broken says that the call arrived', async () => {
    const broken = deflateSync(long).subarray(0, 20);
    await expect(
      answered('text/plain', broken, { 'content-encoding': 'deflate' }),
    ).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE', details: { status: 200 } });
  });
});

describe('text', () => {
  it.each<[string | undefined, Buffer, string]>([
    ['text/plain; charset=iso-8859-1', Buffer.from([0x4d, 0xfc]), 'Mü'],
    ['text/plain; charset="windows-1252"', Buffer.from([0x80]), '€'],
    ['text/csv; charset=shift_jis', Buffer.from([0x93, 0xfa]), '日'],
    ['application/octet-stream; charset=latin1', Buffer.from([0xfc]), 'ü'],
    ['text/plain', Buffer.from([0xef, 0xbb, 0xbf, 0x61]), 'a'],
    ['text/plain', Buffer.from([0xff, 0xfe, 0x61, 0]), 'a'],
    [
      'text/xml',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xfc</a>', 'latin1'),
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>',
    ],
    [
      'text/html',
      Buffer.from('<meta charset="iso-8859-1"><p>\xfc', 'latin1'),
      '<meta charset="iso-8859-1"><p>ü',
    ],
    ['image/svg+xml', Buffer.from('<svg/>'), '<svg/>'],
    [undefined, Buffer.from('plain'), 'plain'],
    ['application/x-thing', Buffer.from('plain'), 'plain'],
  ])('of type %s is decoded as it says', async (type, body, text) => {
    const answer = await answered(type, body);
    expect(answer.body).toBe(text);
    expect(answer.file).toBeUndefined();
  });
});

describe('what is no text', () => {
  it.each<[string | undefined, Buffer, string]>([
    ['application/pdf', Buffer.from('%PDF-1.7'), 'application/pdf'],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'image/png'],
    ['Application/Octet-Stream', Buffer.from('text by chance'), 'application/octet-stream'],
    [undefined, Buffer.from([0, 1, 2, 0xff]), 'application/octet-stream'],
    ['application/x-thing', Buffer.from([0x50, 0x4b, 3, 4]), 'application/x-thing'],
    ['text/plain', Buffer.from([0x4d, 0xfc]), 'text/plain'],
    ['text/plain; charset=shift_jis', Buffer.from([0x93]), 'text/plain'],
    ['application/json', Buffer.from([0x22, 0xfc, 0x22]), 'application/json'],
  ])('is kept byte for byte: %s', async (type, body, kind) => {
    const answer = await answered(type, body);
    expect(answer.body).toBeNull();
    expect(answer.file).toEqual({ name: 'a b.pdf', type: kind, bytes: body });
  });

  it.each([
    ['attachment; filename="in voice.pdf"', 'in voice.pdf'],
    ["attachment; filename=x.pdf; filename*=UTF-8''%E2%82%AC.pdf", '€.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename=".."', 'answer'],
    ['attachment; filename="C:\\\\x\\\\y.pdf"', 'y.pdf'],
  ])('has the name it is sent with: %s', async (disposition, name) => {
    const { file } = await answered('application/pdf', Buffer.from('%PDF'), {
      'content-disposition': disposition,
    });
    expect(file?.name).toBe(name);
  });
});
