import fc from 'fast-check';
import { parseJson, type JsonObject } from '@millrace/model';
import { readQuery } from '@millrace/bodies';
import { describe, expect, it } from 'vitest';
import { formText, queryText } from './form-text.ts';
import { pairsOf, pairsWriter, type Style } from './styles.ts';

const plain = (values: JsonObject, style?: Style): string =>
  pairsOf(values, style)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

describe('pairs of a query or form', () => {
  it.each<[Style | undefined, string, string]>([
    [undefined, 'a=1&a=2', 'o[b]=1&o[c]=x&o[c]=y'],
    ['brackets', 'a[0]=1&a[1]=2', 'o[b]=1&o[c][0]=x&o[c][1]=y'],
    ['empty_brackets', 'a[]=1&a[]=2', 'o[b]=1&o[c][]=x&o[c][]=y'],
    ['dots', 'a.0=1&a.1=2', 'o.b=1&o.c.0=x&o.c.1=y'],
    ['json', 'a=[1,2]', 'o={"b":1,"c":["x","y"]}'],
  ])('write lists and objects in the style %s', (style, list, object) => {
    expect(plain({ a: [1, 2] }, style)).toBe(list);
    expect(plain({ o: { b: 1, c: ['x', 'y'] } }, style)).toBe(object);
  });

  it.each<[Style, string]>([
    ['repeat', 'a=1&a=x&a=true'],
    ['comma', 'a=1,x,true'],
    ['pipes', 'a=1|x|true'],
    ['spaces', 'a=1 x true'],
  ])('write lists of plain values in the style %s and refuse objects', (style, list) => {
    expect(plain({ a: [1, 'x', true] }, style)).toBe(list);
    for (const value of [{ b: 1 }, [{ b: 1 }], [[1]]]) {
      expect(() => pairsOf({ a: value }, style)).toThrow(/^"a(\[0\])?" cannot be written as a/);
    }
  });

  it('write the nested form of Stripe', () => {
    const items = [{ price: 'p1', quantity: 2 }, { price: 'p2' }];
    expect(plain({ line_items: items }, 'brackets')).toBe(
      'line_items[0][price]=p1&line_items[0][quantity]=2&line_items[1][price]=p2',
    );
  });

  it('take a style by name, and repeat the names without one', () => {
    const write = pairsWriter({ ids: 'comma' });
    expect(write({ ids: [1, 2], tags: ['a', 'b'] })).toEqual([
      ['ids', '1,2'],
      ['tags', 'a'],
      ['tags', 'b'],
    ]);
  });

  it('write numbers with all their digits', () => {
    const values = parseJson('{"id":8202522731445525542,"rate":0.10,"big":1e21}') as JsonObject;
    expect(plain(values)).toBe('id=8202522731445525542&rate=0.1&big=1e+21');
    expect(plain({ ids: [values['id'] ?? null] }, 'comma')).toBe('ids=8202522731445525542');
  });

  it('leave out what is null, undefined or empty, and keep the positions of the rest', () => {
    expect(pairsOf({ a: null, b: undefined, c: '', d: [], e: {}, f: false })).toEqual([
      ['c', ''],
      ['f', 'false'],
    ]);
    expect(plain({ a: [1, null, 3] }, 'brackets')).toBe('a[0]=1&a[2]=3');
    expect(plain({ a: [null] }, 'comma')).toBe('');
    expect(plain({ a: [] }, 'json')).toBe('a=[]');
  });

  it.each<[Style, string]>([
    ['comma', 'a,b'],
    ['pipes', 'a|b'],
    ['spaces', 'a b'],
  ])('refuse an item that the style %s would split in two', (style, item) => {
    expect(() => pairsOf({ tags: ['x', item] }, style)).toThrow(/and would be two/);
  });

  it('refuse keys that would reach another member', () => {
    expect(() => pairsOf({ a: { 'b][admin': 1 } })).toThrow(/would end it/);
    expect(() => pairsOf({ a: { '': 1 } }, 'brackets')).toThrow(/would end it/);
    expect(() => pairsOf({ a: { 'b.c': 1 } }, 'dots')).toThrow(/would end it/);
    expect(plain({ 'files[0]': 'x', 'a.b': 'y' })).toBe('files[0]=x&a.b=y');
  });

  it('refuse lists of objects where the members of two would mix', () => {
    for (const style of [undefined, 'empty_brackets'] as const) {
      expect(() => pairsOf({ a: [{ b: 1 }, { c: 2 }] }, style)).toThrow(/"brackets" writes others/);
    }
  });

  it('refuse a file, and data that nests without end', () => {
    const file = { file: 'f1', name: 'a.txt', type: 'text/plain', bytes: 3 };
    expect(() => pairsOf({ a: file })).toThrow(/it is a file/);
    let deep: JsonObject = { a: 1 };
    for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
    expect(() => pairsOf(deep, 'brackets')).toThrow(/deeper than 64 levels/);
  });

  it('are read back as they were from the repeated form', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const name = text.filter((one) => !/[[\].]/.test(one) && one !== '__proto__');
    const values = fc.dictionary(name, fc.array(text, { minLength: 2 }), { minKeys: 1 });
    fc.assert(
      fc.property(values, (data) => {
        expect(readQuery(formText(pairsOf(data)))).toEqual({ ...data });
      }),
    );
  });
});

describe('the text of a form', () => {
  it('is what URLSearchParams writes', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        expect(formText(pairs)).toBe(new URLSearchParams(pairs).toString());
      }),
    );
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(formText([[ascii, ascii]])).toBe(new URLSearchParams([[ascii, ascii]]).toString());
  });

  it('has %20 for spaces in a query, and a plus stays a plus', () => {
    expect(queryText([['a b', 'c+d e']])).toBe('a%20b=c%2Bd%20e');
  });

  it('refuses half a character instead of sending another one', () => {
    expect(() => formText([['name', 'a\ud800']])).toThrow(
      '"name" cannot be written as UTF-8: it holds half a character.',
    );
  });
});
