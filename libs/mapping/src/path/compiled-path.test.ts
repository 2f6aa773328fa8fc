import { AppError, type JsonValue } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath } from './compiled-path.ts';
import { listPaths } from './list-paths.ts';
import { pathOf } from './path-text.ts';

const ORDER: JsonValue = {
  id: 7,
  billing: { email: 'ada@example.org', 'first name': 'Ada' },
  line_items: [
    { sku: 'a', price: '1.50' },
    { sku: 'b', price: '2.50' },
    { sku: 'c', price: '3.50' },
  ],
};

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a path to one value', () => {
  it.each<[string, JsonValue]>([
    ['$.id', 7],
    ['$.billing.email', 'ada@example.org'],
    ['$.billing["first name"]', 'Ada'],
    ["$['billing']['first name']", 'Ada'],
    ['$.line_items[0].sku', 'a'],
    ['$.line_items[-1].sku', 'c'],
    ['$', ORDER],
  ])('%s gives the value with its type', (text, value) => {
    const path = compilePath(text);
    expect(path.singular).toBe(true);
    expect(path.read(ORDER)).toEqual(value);
  });

  it('gives nothing where nothing is', () => {
    for (const text of ['$.nope', '$.nope.deeper', '$.id.x', '$.line_items[3]', '$.billing[0]']) {
      expect(compilePath(text).read(ORDER)).toBeUndefined();
    }
  });

  it('keeps null apart from nothing', () => {
    expect(compilePath('$.a').read({ a: null })).toBeNull();
  });

  it('gives the very object of the data, not a copy', () => {
    expect(compilePath('$.a').read({ a: ORDER })).toBe(ORDER);
  });
});

describe('a path to many values', () => {
  it.each<[string, JsonValue]>([
    ['$.line_items[*].sku', ['a', 'b', 'c']],
    ['$..price', ['1.50', '2.50', '3.50']],
    ['$.line_items[0,2].sku', ['a', 'c']],
    ['$.line_items[1:].sku', ['b', 'c']],
    ['$.line_items[::-1].sku', ['c', 'b', 'a']],
    ['$.line_items[::0].sku', []],
    ['$.line_items[0:1000000000].sku', ['a', 'b', 'c']],
    ['$.line_items[*].nope', []],
    ['$.line_items[0,0].sku', ['a', 'a']],
    ['$.id[*]', []],
  ])('%s gives a list', (text, value) => {
    const path = compilePath(text);
    expect(path.singular).toBe(false);
    expect(path.read(ORDER)).toEqual(value);
  });

  it('says where each value lies', () => {
    expect(compilePath('$.line_items[-1:]["sku","price"]').locate(ORDER)).toEqual([
      { steps: ['line_items', 2, 'sku'], value: 'c' },
      { steps: ['line_items', 2, 'price'], value: '3.50' },
    ]);
  });
});

describe('a path that is not valid', () => {
  it.each<[string, number, string]>([
    ['', 0, 'starts with $'],
    ['a.b', 0, 'starts with $'],
    ['$.', 2, 'a name or *'],
    ['$.a b', 4, 'a . or ['],
    ['$.a ', 4, 'a . or ['],
    ['$[', 2, 'a quoted name'],
    ['$[a]', 2, 'a quoted name'],
    ['$[0', 3, 'a , or ]'],
    ['$[01]', 3, 'a , or ]'],
    ['$[-0]', 2, '-0'],
    ['$[9007199254740992]', 2, 'too large'],
    ['$["a', 2, 'has no end'],
    ['$["\\q"]', 3, 'escape is not known'],
    ['$["\\', 3, 'escape is not known'],
    ['$["\\u12"]', 3, 'four hexadecimal'],
    ['$["\\ud800"]', 3, 'half a character'],
    ['$["\\udc00"]', 3, 'half a character'],
    ['$["\\udc00\\udc00"]', 3, 'half a character'],
    ['$["\\ud800\\u0041"]', 3, 'half a character'],
    ['$["a\nb"]', 4, 'must be escaped'],
  ])('%j names position %i', (text, position, reason) => {
    const error = errorOf(() => compilePath(text));
    expect(error).toMatchObject({ code: 'PATH_SYNTAX', details: { path: text, position } });
    expect(error.message).toContain(reason);
  });

  it('refuses what is not a text at all', () => {
    const path: unknown = { toString: () => '$.a' };
    expect(errorOf(() => compilePath(path as string)).code).toBe('PATH_SYNTAX');
  });
});

describe('properties of paths', () => {
  const json = fc.jsonValue({ maxDepth: 5 }).map((value) => value as JsonValue);

  it('reads every listed value back through its path', () => {
    fc.assert(
      fc.property(json, (data) => {
        for (const { path, value } of listPaths(data)) {
          const compiled = compilePath(path);
          expect(compiled.singular).toBe(true);
          expect(compiled.read(data)).toBe(value);
        }
      }),
    );
  });

  it('names each place so that the path leads back to it', () => {
    fc.assert(
      fc.property(json, (data) => {
        for (const { steps, value } of compilePath('$..*').locate(data)) {
          expect(compilePath(pathOf(steps)).steps).toEqual(steps);
          expect(compilePath(pathOf(steps)).read(data)).toBe(value);
        }
      }),
    );
  });

  it('takes any well-formed name', () => {
    const character = fc.oneof(
      fc.integer({ min: 0, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
    );
    const name = fc
      .array(character, { maxLength: 40 })
      .map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(name, (key) => {
        const data = Object.fromEntries([[key, 1]]);
        expect(compilePath(pathOf([key])).read(data)).toBe(1);
      }),
    );
  });

  it('answers any text with a path or an error of the catalogue', () => {
    const text = fc
      .array(
        fc.constantFrom(
          '$',
          '.',
          '..',
          '[',
          ']',
          '*',
          ':',
          ',',
          '0',
          '-1',
          '"a"',
          'b',
          ' ',
          '?',
          "'",
        ),
      )
      .map((parts) => `$${parts.join('')}`);
    fc.assert(
      fc.property(text, (path) => {
        try {
          expect(compilePath(path).text).toBe(path);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
