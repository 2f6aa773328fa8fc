import { describe, expect, it } from 'vitest';
import { parseContentType, parseHeaderValue } from './content-type.ts';

describe('a Content-Type', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['application/json', 'application/json', undefined, undefined],
    ['Text/XML; Charset=ISO-8859-1', 'text/xml', 'ISO-8859-1', undefined],
    ['text/plain;charset="utf-8";', 'text/plain', 'utf-8', undefined],
    ['text/plain; charset = "a\\"b\\c\\\\"', 'text/plain', 'a"b\\c\\', undefined],
    [
      'multipart/form-data; x; boundary="a;b=c" junk; charset=u',
      'multipart/form-data',
      'u',
      'a;b=c',
    ],
    ['multipart/form-data; boundary=a; boundary=b; =c', 'multipart/form-data', undefined, 'a'],
    ['text/plain; charset="open', 'text/plain', 'open', undefined],
    ['text/plain; charset="open\\', 'text/plain', 'open\\', undefined],
    ['text/plain; charset=', 'text/plain', '', undefined],
  ])('%s', (header, type, charset, boundary) => {
    expect(parseContentType(header)).toEqual({ type, charset, boundary });
  });

  it.each([undefined, '', 'json', 'a b/c', '/', 'text/', 'text/plain, text/html'])(
    '%s names no type',
    (header) => {
      expect(parseContentType(header)).toBeUndefined();
    },
  );

  it.each(['a;'.repeat(50_000), 'a/b;c="' + '\\'.repeat(100_000), `a/b;${' '.repeat(100_000)}`])(
    'is read in one pass however long it is',
    (header) => {
      expect(parseHeaderValue(header).parameters.size).toBeLessThan(2);
    },
  );
});
