import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { readBody, type FileSlice, type ReadBody } from './read-body.ts';

function read(contentType: string | undefined, body: string | Buffer, encoding?: string): ReadBody {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const file = ({ field, name, type, offset, bytes: size }: FileSlice) => ({
    ...{ field, name, type },
    at: `${String(offset)}+${String(size)}`,
  });
  return readBody({ bytes, contentType, contentEncoding: encoding, file });
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const whole = (type: string, size: number) => ({
  ...{ field: '', name: 'body', type },
  at: `0+${String(size)}`,
});

describe('the declared type decides how a body reads', () => {
  it.each<[string, string, string, unknown]>([
    ['application/json', '{"a":[1,null]}', 'json', { a: [1, null] }],
    ['application/vnd.api+json; charset=utf-8', '\uFEFF"x"', 'json', 'x'],
    ['text/json', '1', 'json', 1],
    ['Application/X-WWW-Form-URLEncoded', 'a=1', 'form', { a: '1' }],
    ['application/soap+xml', '<a>1</a>', 'xml', { a: '1' }],
    ['text/xml', '<a/>', 'xml', { a: '' }],
    ['application/x-ndjson', '{"a":1}\r\n\n[2]\n', 'json-lines', [{ a: 1 }, [2]]],
    ['application/jsonl', '1', 'json-lines', [1]],
    ['text/plain', '{"a":1}', 'text', '{"a":1}'],
    ['text/html', '<p>', 'text', '<p>'],
    ['application/graphql', 'query { a }', 'other', 'query { a }'],
    ['multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n--b--', 'other', '--b\r\n\r\nx\r\n--b--'],
    ['application/pdf', '%PDF', 'file', whole('application/pdf', 4)],
    ['image/png', '{"a":1}', 'file', whole('image/png', 7)],
  ])('%s', (type, body, kind, value) => {
    expect(read(type, body)).toEqual({ kind, value });
  });

  it('is read as JSON where no type is declared and it looks like JSON', () => {
    expect(read(undefined, ' {"a":1}').value).toEqual({ a: 1 });
    expect(read(undefined, '{"a":').value).toBe('{"a":');
    expect(read(undefined, '1').value).toBe('1');
    expect(read('nonsense', '[1]').value).toEqual([1]);
    expect(read(undefined, latin('[\xff]')).value).toEqual(whole('application/octet-stream', 3));
    expect(read(undefined, '['.repeat(200))).toMatchObject({
      value: '['.repeat(200),
      fault: { kind: 'limit', reason: 'it nests more than 100 deep' },
    });
  });

  it('is a file for types nobody knows whose bytes are no text', () => {
    const value = whole('application/x-thing', 2);
    expect(read('application/x-thing', latin('\xff\xfe'.slice(0, 1) + 'a')).value).toEqual(value);
  });

  it('is null when there is none', () => {
    expect(read('application/json', '')).toEqual({ kind: 'empty', value: null });
    expect(read('application/json', gzipSync(''), 'gzip')).toEqual({ kind: 'empty', value: null });
  });
});

describe('a body that is not what its type says stays text, with the reason', () => {
  it.each<[string, string, string, string]>([
    ['application/json', '{"a":', 'malformed', 'JSON'],
    ['application/xml', '<a>', 'malformed', 'line 1: it ends inside an element'],
    ['application/x-ndjson', '1\n\n{"a"', 'malformed', 'line 3: '],
    ['multipart/form-data', 'x', 'malformed', 'names no boundary'],
    ['application/json', `${'['.repeat(101)}${']'.repeat(101)}`, 'limit', 'more than 100 deep'],
    ['application/x-ndjson', '[\n'.repeat(101), 'limit', 'more than 100 deep'],
    ['application/xml', '<a>'.repeat(101), 'limit', 'more than 100 deep'],
    ['text/plain; charset=klingon', 'x', 'charset', 'nobody knows the charset "klingon"'],
  ])('%s %j', (type, body, kind, reason) => {
    const { value, fault } = read(type, body);
    const isText = typeof value === 'string';
    // An unknown charset leaves no text either: the bytes stand as a file.
    expect(isText ? value : fault?.kind).toEqual(isText ? body : 'charset');
    expect(fault?.kind).toBe(kind);
    expect(fault?.reason).toContain(reason);
  });

  it('and nests as deep as is allowed', () => {
    const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
    expect(JSON.stringify(read('application/json', deep).value)).toBe(deep);
  });

  it('and no U+FFFD is ever written for bytes that are no text: they stand as a file', () => {
    for (const type of ['text/plain', 'application/json', 'text/xml; charset=utf-8']) {
      const { value, fault } = read(type, latin('"M\xfcller"'));
      expect(value).toEqual(whole(type.split(';')[0] ?? '', 8));
      expect(fault?.kind).toMatch(/charset|malformed/);
    }
  });
});

it('what the caller does with a file may fail, and the caller hears of it', () => {
  const file = (): never => {
    throw new Error('no room');
  };
  const body = { bytes: Buffer.from('x'), contentType: 'image/png', file };
  expect(() => readBody(body)).toThrow('no room');
});

describe('a compressed body', () => {
  it('reads like the body inside', () => {
    expect(read('application/json', gzipSync('{"a":1}'), 'gzip').value).toEqual({ a: 1 });
  });

  it('that cannot be decompressed has no value, and says why', () => {
    expect(read('application/json', 'x', 'gzip')).toMatchObject({
      value: null,
      fault: { kind: 'encoding' },
    });
  });
});

/** Every charset label family of the WHATWG standard, a text in it, and its bytes. */
const CHARSETS: [string, string, number[]][] = [
  ['utf-8', 'Müller', [0x4d, 0xc3, 0xbc, 0x6c, 0x6c, 0x65, 0x72]],
  ['UTF8', 'ü', [0xc3, 0xbc]],
  ['iso-8859-1', 'Müller', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]],
  ['latin1', '€', [0x80]],
  ['windows-1252', '€', [0x80]],
  ['us-ascii', 'a', [0x61]],
  ['iso-8859-2', 'ł', [0xb3]],
  ['iso-8859-15', '€', [0xa4]],
  ['windows-1250', 'š', [0x9a]],
  ['windows-1251', 'Привет', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]],
  ['koi8-r', 'А', [0xe1]],
  ['ibm866', 'А', [0x80]],
  ['macintosh', 'Ä', [0x80]],
  ['iso-8859-7', 'α', [0xe1]],
  ['windows-1255', 'א', [0xe0]],
  ['windows-1256', 'ا', [0xc7]],
  ['windows-874', 'ก', [0xa1]],
  ['shift_jis', '日', [0x93, 0xfa]],
  ['euc-jp', '日', [0xc6, 0xfc]],
  ['iso-2022-jp', '日', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42]],
  ['gbk', '你', [0xc4, 0xe3]],
  ['gb18030', '你', [0xc4, 0xe3]],
  ['big5', '一', [0xa4, 0x40]],
  ['euc-kr', '가', [0xb0, 0xa1]],
  ['utf-16le', 'aü', [0x61, 0, 0xfc, 0]],
  ['utf-16be', 'aü', [0, 0x61, 0, 0xfc]],
];

describe('the declared charset', () => {
  it.each(CHARSETS)('%s reads as text: %s', (label, text, bytes) => {
    const body = Buffer.from(bytes);
    expect(read(`text/plain; charset=${label}`, body)).toEqual({ kind: 'text', value: text });
  });

  it('does not read bytes that it does not have, nor a name nobody knows however long', () => {
    const broken = read('text/plain; charset=shift_jis', latin('\x81'));
    expect(broken).toMatchObject({
      value: whole('text/plain', 1),
      fault: { reason: 'its bytes are no text in shift_jis' },
    });
    const { fault } = read(`text/plain; charset=${'x'.repeat(50)}`, 'a');
    expect(fault?.reason).toBe(`nobody knows the charset "${'x'.repeat(40)}…"`);
  });

  it('gives way to a byte order mark', () => {
    const le = Buffer.from([0xff, 0xfe, 0x61, 0]);
    const be = Buffer.from([0xfe, 0xff, 0, 0x61]);
    const utf8 = Buffer.from('\uFEFFa');
    for (const body of [le, be, utf8])
      expect(read('text/plain; charset=utf-8', body).value).toBe('a');
  });

  it('of XML is the declared one, else the one it names itself', () => {
    const named = latin('<?xml version="1.0" encoding="ISO-8859-1"?><n>M\xfcller</n>');
    expect(read('text/xml', named).value).toEqual({ n: 'Müller' });
    const declared = latin('<n>M\xfcller</n>');
    expect(read('text/xml; charset=iso-8859-1', declared).value).toEqual({ n: 'Müller' });
  });
});
