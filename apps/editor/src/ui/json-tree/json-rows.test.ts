import { parseJson } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { childPath } from './json-path.ts';
import { firstOpen, jsonRow, MAX_DEPTH, stringText, type JsonRow } from './json-rows.ts';

const all = { has: () => true } as unknown as ReadonlySet<string>;

function count(row: JsonRow): number {
  return 1 + row.children.reduce((sum, child) => sum + count(child), 0);
}

describe('Paths of members', () => {
  it.each([
    ['name', '$.name'],
    ['a key', '$["a key"]'],
    ['x-wc', '$["x-wc"]'],
    ['"]', '$["\\"]"]'],
    ['0', '$["0"]'],
    [0, '$[0]'],
  ])('of %j can be used in a mapping', (key, path) => {
    expect(childPath('$', key)).toBe(path);
  });
});

describe('Rows of a JSON value', () => {
  it('are built only where the tree is open', () => {
    const value = { open: { a: 1 }, shut: { b: 2 } };
    const row = jsonRow(value, '$', { open: new Set(['$', '$.open']), shown: () => 10 });
    expect(row.children.map((child) => child.children.length)).toEqual([1, 0]);
  });

  it('stay few for a huge list, and say how many are left out', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => index);
    const row = jsonRow(list, '$', { open: all, shown: () => 100 });
    expect(count(row)).toBe(101);
    expect(row.hidden).toBe(99_900);
  });

  it('end at a depth nobody reads', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 5_000; depth += 1) value = [value];
    expect(count(jsonRow(value, '$', { open: all, shown: () => 100 }))).toBe(MAX_DEPTH + 1);
  });

  it('keep a field named __proto__ as data', () => {
    const value: unknown = JSON.parse('{"__proto__": {"x": 1}}');
    const row = jsonRow(value, '$', { open: all, shown: () => 100 });
    expect(row.children[0]?.path).toBe('$.__proto__');
    expect(row.children[0]?.children[0]?.value).toBe(1);
  });

  it('open small members at first and leave long ones shut', () => {
    const long = Array.from({ length: 50 }, () => 1);
    expect([...firstOpen({ small: { a: 1 }, long, empty: {} }, '$')]).toEqual(['$', '$.small']);
  });
});

describe('A number with more digits than a double has', () => {
  it('is a line like other numbers, with its digits', () => {
    const id = parseJson('8202522731445525542');
    const row = jsonRow(id, '$', { open: new Set(['$']), shown: () => 9 });
    expect([row.kind, row.size, row.children, String(row.value)]).toEqual([
      'number',
      0,
      [],
      '8202522731445525542',
    ]);
  });
});

describe('Strings', () => {
  it('show what reorders or hides text instead of doing it', () => {
    expect(stringText('a\u202eb\u200bc\u0000')).toBe('"a\\u202eb\\u200bc\\u0000"');
  });

  it('are cut when they are long', () => {
    const shown = stringText('x'.repeat(10_000));
    expect(shown.length).toBeLessThan(420);
    expect(shown.endsWith('…"')).toBe(true);
  });
});
