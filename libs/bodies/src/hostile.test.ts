import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody, type ReadBody } from './read-body.ts';

/** A body as large as a trigger URL takes. */
const SIZE = 25 * 1024 * 1024;
const full = (piece: string): string => piece.repeat(Math.floor(SIZE / piece.length));

function read(contentType: string, body: string | Buffer, contentEncoding?: string): ReadBody {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const file = () => ({ file: true });
  return readBody({ bytes, contentType, contentEncoding, file });
}

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';
const PART = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n';

// None of these would end within the time of a test if their cost were not in line with their size.
describe('25 MB in an awkward shape stay text, and say why', () => {
  it.each<[string, string, string, string]>([
    ['80,000 list fields', FORM, 'a[]=&'.repeat(80_000), 'more than 10000 fields'],
    ['list fields', FORM, full('a[]=&'), 'more than 10000 fields'],
    ['open lists', 'application/json', full('['), 'nests more than 100 deep'],
    ['nested objects', 'application/json', full('{"a":'), 'nests more than 100 deep'],
    ['small lists', 'application/json', `[${full('[],')}1]`, 'more than 1000000 values'],
    ['numbers', 'application/json', `[${full('1,')}1]`, 'more than 1000000 values'],
    ['an endless text', 'application/json', `["${full('x')}`, 'Unterminated string'],
    ['JSON lines', 'application/x-ndjson', full('1\n'), 'more than 100000 lines'],
    ['empty lines', 'application/x-ndjson', full('\n'), 'more than 100000 lines'],
    ['nested elements', 'text/xml', full('<a>'), 'nests more than 100 deep'],
    ['elements', 'text/xml', `<r>${full('<a>1</a>')}</r>`, 'more than 500000 nodes'],
    ['references', 'text/xml', `<r>${full('&amp;')}</r>`, 'more than 500000 nodes'],
    ['open comments', 'text/xml', `<r>${full('<!--')}`, 'has no "-->"'],
    ['open brackets', 'text/xml', full('<'), 'a "<" begins no tag'],
    ['blanks in a tag', 'text/xml', `<r${full(' ')}`, 'is not written name="value"'],
    ['an attribute', 'text/xml', `<r ${full('a="1" ')}/>`, 'the attribute "a" occurs twice'],
    ['parts', MULTIPART, full(`${PART}\r\n`), 'more than 1000 parts'],
    ['part headers', MULTIPART, `--b\r\n${full('a: b\r\n')}--b--`, 'no end of its headers'],
    ['all but a boundary', MULTIPART, PART + full('\r\n--'), 'ends in the middle of a part'],
  ])('%s', (_, type, body, reason) => {
    const { value, fault } = read(type, body);
    expect(fault?.reason).toContain(reason);
    expect(typeof value === 'string' && value.length).toBe(body.length);
  });

  it.each([
    ['brackets in one name', FORM, `a${full('[')}`],
    ['keys in one name', FORM, `a${full('[b]')}`],
    ['percent signs', FORM, `a=${full('%')}`],
    ['a payload that is none', FORM, `payload=${full('[')}`],
    ['line ends', 'text/xml', `<r>${full('\r')}</r>`],
    ['comments', 'text/xml', `<r>${full('<!---->')}</r>`],
    ['near boundaries', MULTIPART, `${PART}${full('\r\n--')}\r\n--b--`],
  ])('or are read: %s', (_, type, body) => {
    const { value, fault } = read(type, body);
    expect(fault).toBeUndefined();
    expect(Object.keys(value ?? {})).toHaveLength(1);
  });

  it('or they have an index each', () => {
    const body = Array.from({ length: 10_000 }, (_, index) => `a[${String(index)}]=`).join('&');
    expect(read(FORM, body).value).toEqual({ a: new Array<string>(10_000).fill('') });
  });

  it('or they have a name each', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `<a${String(index)}/>`).join('');
    expect(read('text/xml', `<r>${names}</r>`).fault?.reason).toContain('10000 different names');
  });
});

describe('a body that grows without end', () => {
  it('stops at the limit', () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(SIZE * 2)));
    expect(bomb.length).toBeLessThan(1024);
    const { value, fault } = read('application/json', bomb, 'gzip, gzip');
    expect(value).toBeNull();
    expect(fault).toEqual({
      kind: 'limit',
      reason: `it decompresses to more than ${String(SIZE)} bytes`,
    });
  });

  it.each([
    '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>',
    '<!DOCTYPE l SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
    '<l>&lol;</l>',
  ])('%s is not read', (body) => {
    expect(read('text/xml', body)).toMatchObject({ value: body, fault: { kind: 'malformed' } });
  });
});
