import { AppError, type JsonValue } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath } from './compiled-path.ts';
import { PATH_LIMITS } from './path-limits.ts';

const ORDER: JsonValue = {
  wanted: 'b',
  pattern: '[a-c]',
  line_items: [
    { sku: 'a', total: 5, tags: [] },
    { sku: 'b', total: 15, tags: ['new', 'red'] },
    { sku: 'c-long', total: 25, tags: ['red'], note: null },
  ],
};

function errorOf(path: string): AppError {
  try {
    compilePath(path);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a filter', () => {
  it.each<[string, string[]]>([
    ['?@.total > 10', ['b', 'c-long']],
    ['?@.total >= 5 && @.total <= 15', ['a', 'b']],
    ['?@.total < 10 || @.sku == "c-long"', ['a', 'c-long']],
    ['?@.total == 15', ['b']],
    ['?@.total == "15"', []],
    ['?@.total != 15', ['a', 'c-long']],
    ['?!(@.total > 10)', ['a']],
    ['?@.note', ['c-long']],
    ['?@.note == null', ['c-long']],
    ['?!@.note', ['a', 'b']],
    ['?@.tags[*]', ['b', 'c-long']],
    ['?@.tags[?@ == "new"]', ['b']],
    ['?@.sku == $.wanted', ['b']],
    ['?@.tags == $.line_items[2].tags', ['c-long']],
    ['?@.gone == $.gone', ['a', 'b', 'c-long']],
    ['?length(@.tags) == 2', ['b']],
    ['?length(@.sku) > 1', ['c-long']],
    ['?length(@) == 4', ['c-long']],
    ['?length(@.total) == 1', []],
    ['?count(@.tags[*]) == 1', ['c-long']],
    ['?count($..sku) == 3', ['a', 'b', 'c-long']],
    ['?value(@..note) == null', ['c-long']],
    ['?value(@.tags[*]) == "red"', ['c-long']],
    ["?match(@.sku, '[a-z]')", ['a', 'b']],
    ["?search(@.sku, '-l')", ['c-long']],
    ["?!search(@.sku, '-')", ['a', 'b']],
    ['?match(@.sku, $.pattern)', ['a', 'b']],
    ['?match(@.sku, $.gone)', []],
    ["?match(@.total, '5')", []],
    ['0, ?@.total == 25', ['a', 'c-long']],
    ['?number(@.total) > 10', ['b', 'c-long']],
    ['?number(@.sku) > 10', []],
    ['?number(@.tags) == 1', []],
    ['?number(@.gone) == 1', []],
    ['?number("1.50e1") == @.total', ['b']],
    ['?number(@.note) == @.gone', ['a', 'b', 'c-long']],
  ])('$.line_items[%s].sku', (filter, skus) => {
    const path = compilePath(`$.line_items[${filter}].sku`);
    expect(path.singular).toBe(false);
    expect(path.read(ORDER)).toEqual(skus);
  });

  it('tests the members of an object as well as the items of a list', () => {
    expect(compilePath('$[?@.a]').read({ one: { a: 1 }, two: {}, three: { a: null } })).toEqual([
      { a: 1 },
      { a: null },
    ]);
  });

  it('says where each value lies', () => {
    expect(compilePath('$..[?@.total > 10].sku').locate(ORDER)).toEqual([
      { steps: ['line_items', 1, 'sku'], value: 'b' },
      { steps: ['line_items', 2, 'sku'], value: 'c-long' },
    ]);
  });

  it('takes a pattern of the data that is none for one that matches nothing', () => {
    const path = compilePath('$.texts[?match(@, $.pattern)]');
    for (const pattern of ['(a', '[z-a]', '\\d', 'a**', 7]) {
      expect(path.read({ texts: ['a', '1'], pattern })).toEqual([]);
    }
  });

  it('compares texts by code points, also outside of the first 65,536', () => {
    expect(compilePath('$[?@ < "\ufffd"]').read(['a', '😀', '\ufffd'])).toEqual(['a']);
    expect(compilePath('$[?@ > "\ufffd"]').read(['a', '😀', '\ufffd'])).toEqual(['😀']);
    expect(compilePath('$[?@ >= "ab"]').read(['a', 'ab', 'abc'])).toEqual(['ab', 'abc']);
  });

  it('counts characters, not halves of them', () => {
    const texts = ['😀', 'ab', '\ud800', 'x\udc00\ud800'];
    const lengths = [1, 2, 1, 3].map((length) => `$[?length(@) == ${length}]`);
    const selected = lengths.map((path) => compilePath(path).read(texts));
    expect(selected).toEqual([['😀', '\ud800'], ['ab'], ['😀', '\ud800'], ['x\udc00\ud800']]);
  });
});

describe('a filter that is not valid', () => {
  it.each<[string, number, string, string]>([
    ['$.a[?]', 5, 'a path from @ or $', ''],
    ['$.a[?@.b', 8, 'a , or ] must come here', ''],
    ['$.a[?(@.b]', 9, 'a ) must come here', ''],
    ['$.a[?1]', 5, 'a value alone is no question', ''],
    ['$.a[?@.b = 1]', 9, 'a , or ] must come here', 'Compare with =='],
    ['$.a[?@.b === 1]', 11, 'a path from @ or $', 'Compare with =='],
    ['$.a[?@.b =~ /x/]', 9, 'a , or ]', 'Use a function'],
    ['$.a[?@.b & @.c]', 9, 'a , or ]', '&& and ||'],
    ['$.a[?@.b and @.c]', 9, 'a , or ]', '&&, || and !'],
    ['$.a[?@.b in [1]]', 9, 'a , or ]', 'each value'],
    ['$.a[?@.b == undefined]', 12, '"undefined" is not a value', '!@.a'],
    ['$.a[?@.b + 1 == 2]', 9, 'a , or ]', 'does not calculate'],
    ['$.a[?@.* == 1]', 5, 'no one value here', 'count(…)'],
    ['$.a[?!@.b == 1]', 10, '!(@.a == 1)', ''],
    ['$.a[?@b == 1]', 6, 'a , or ] must come here', '@.name a member'],
    ['$.a[?@path == 1]', 6, 'a , or ] must come here', '@.name a member'],
    ['$.a[?@.name.length() == 1]', 18, 'a , or ]', 'length(@.name)'],
    ['$.a[?lenght(@.b) == 1]', 5, 'no function lenght()', 'Did you mean length()?'],
    ['$.a[?typeof(@.b) == 1]', 5, 'no function typeof()', 'length, count, value'],
    ['$.a[?count(@.b)]', 5, 'must be compared', ''],
    ['$.a[?count(1) == 1]', 11, 'takes a path', ''],
    ['$.a[?length(@.*) == 1]', 12, 'no one value here', ''],
    ["$.a[?match(@.b, 'a') == true]", 5, 'is true or false', ''],
    ['$.a[?match(@.b)]', 14, 'a text and a pattern', ''],
    ["$.a[?match(@.b, '(a')]", 16, 'not an I-Regexp', '[0-9]'],
    ["$.a[?match(@.b, '\\\\d')]", 16, 'not an I-Regexp', '[0-9]'],
    ['$.a[?length(@.b, 1) == 1]', 15, 'a ) must end length()', ''],
    ['$.a[(@.length-1)]', 4, 'a quoted name', '[-1] is the last item'],
    ['$..a^', 4, 'a . or [', 'no parent operator'],
    ['$.a.*~', 5, 'a . or [', '@key'],
    ['$.`a', 2, 'a name or *', 'Quote a name'],
    ['@.a', 0, 'starts with $', 'Only inside of a filter'],
  ])('%s names position %i', (path, position, reason, hint) => {
    const error = errorOf(path);
    expect(error).toMatchObject({ code: 'PATH_SYNTAX', details: { path, position } });
    expect(error.message).toContain(reason);
    expect(error.hint).toContain(hint);
  });

  it('refuses a pattern that means nothing when the path is compiled', () => {
    expect(errorOf("$[?match(@, '[z-a]')]").code).toBe('PATTERN_SYNTAX');
    expect(errorOf("$[?match(@, '(a|b){1000}')]").code).toBe('PATTERN_LIMIT');
  });

  it('is bounded in nesting and in operators', () => {
    const brackets = (times: number) => `$[?${'('.repeat(times)}@${')'.repeat(times)}]`;
    const chain = (times: number) => `$[?${Array.from({ length: times }, () => '@').join('||')}]`;
    const { nesting, operators } = PATH_LIMITS;
    expect(compilePath(brackets(nesting - 1)).read([1])).toEqual([1]);
    expect(errorOf(brackets(nesting)).code).toBe('PATH_LIMIT');
    expect(compilePath(chain(operators + 1)).read([1])).toEqual([1]);
    expect(errorOf(chain(operators + 2)).code).toBe('PATH_LIMIT');
    const calls = `$[?${'length('.repeat(nesting)}@${')'.repeat(nesting)} == 1]`;
    expect(errorOf(calls).code).toBe('PATH_LIMIT');
  });
});

describe('properties of filters', () => {
  const part = fc.constantFrom(
    ...['$', '@', '.a', '..b', '[*]', '[0]', '[?', ']', '(', ')', '!', '&&', '||', '==', '<', '1'],
    ...['-0', '"a"', "'b'", 'true', 'null', 'length', 'count', 'match', 'value', ',', ' ', '1:'],
  );
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => value as JsonValue);

  it('any text is a path or an error of the catalogue, and any path gives values of the data', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), json, (parts, data) => {
        try {
          const path = compilePath(`$[?${parts.join('')}`);
          const listed = path.locate(data);
          expect(path.select(data)).toEqual(listed.map(({ value }) => value));
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a filter and its negation part the children', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', null, true));
    fc.assert(
      fc.property(fc.array(value), value, (list, limit) => {
        const literal = JSON.stringify(limit);
        for (const operator of ['==', '<', '<=', '>', '>=', '!=']) {
          const test = `@ ${operator} ${literal}`;
          const yes = compilePath(`$[?${test}]`).select(list);
          const no = compilePath(`$[?!(${test})]`).select(list);
          expect(yes.length + no.length).toBe(list.length);
        }
      }),
    );
  });
});
