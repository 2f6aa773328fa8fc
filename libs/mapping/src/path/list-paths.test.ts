import { isExactNumber, type JsonValue } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath } from './compiled-path.ts';
import { listPaths, MOST_LISTED } from './list-paths.ts';
import { pathOf } from './path-text.ts';

describe('the list of paths of a sample', () => {
  it('names every value in the shortest form, parents first', () => {
    const sample = { trigger: { body: { billing: { 'e mail': 'a@b.c' }, tags: ['x', null] } } };
    expect(listPaths(sample).map(({ path, type, depth }) => [path, type, depth])).toEqual([
      ['$', 'object', 0],
      ['$.trigger', 'object', 1],
      ['$.trigger.body', 'object', 2],
      ['$.trigger.body.billing', 'object', 3],
      ['$.trigger.body.billing["e mail"]', 'string', 4],
      ['$.trigger.body.tags', 'list', 3],
      ['$.trigger.body.tags[0]', 'string', 4],
      ['$.trigger.body.tags[1]', 'null', 4],
    ]);
  });

  it('gives key, value and parent', () => {
    expect(listPaths({ a: [true] })).toEqual([
      { path: '$', key: '$', type: 'object', value: { a: [true] }, depth: 0 },
      { path: '$.a', key: 'a', type: 'list', value: [true], depth: 1, parent: '$' },
      { path: '$.a[0]', key: 0, type: 'boolean', value: true, depth: 2, parent: '$.a' },
    ]);
  });

  it('is bounded in number', () => {
    const many: JsonValue = Array.from({ length: 20_000 }, () => ({ a: 1 }));
    expect(listPaths(many)).toHaveLength(MOST_LISTED);
  });

  it('stops where a path can go no deeper', () => {
    const deep = JSON.parse('{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)) as JsonValue;
    const listed = listPaths(deep);
    expect(listed).toHaveLength(33);
    expect(() => listed.map(({ path }) => compilePath(path))).not.toThrow();
  });

  it('leaves out names that no path can write', () => {
    const listed = listPaths({ '\ud800': 1, ['k'.repeat(600)]: 2, ok: 3 });
    expect(listed.map(({ path }) => path)).toEqual(['$', '$.ok']);
  });

  it('names what other dialects of JSONPath take for an operator', () => {
    const odd = ['*', '..', '~', '^', '`q', '$', '@string()', '?(@.x)', '(x)', '1:2', 'a,b', ''];
    const data = Object.fromEntries(odd.map((name) => [name, { below: name }]));
    const listed = listPaths({ data });
    expect(listed).toHaveLength(2 + 2 * odd.length);
    for (const name of odd) {
      const path = `$.data${name === '$' ? '["$"]' : `[${JSON.stringify(name)}]`}.below`;
      expect(listed.find((one) => one.path === path)?.value).toBe(name);
    }
  });

  it('names own members with hostile names, and nothing of their prototypes', () => {
    const data = JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":2}}') as JsonValue;
    expect(listPaths(data).map(({ path }) => path)).toEqual([
      '$',
      '$.__proto__',
      '$.__proto__.x',
      '$.constructor',
      '$.constructor.prototype',
    ]);
  });

  it('ends soon in a list of a million and names no more than it may', () => {
    const listed = listPaths({ wide: Array.from({ length: 1_000_000 }, () => 0), after: 1 });
    expect(listed).toHaveLength(MOST_LISTED);
    expect(listed.at(-1)?.path).toBe(`$.wide[${MOST_LISTED - 3}]`);
  });

  it('finds every value of any sample, each once and parents first', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const sample = value as JsonValue;
        const listed = listPaths(sample);
        expect(listed.map((entry) => entry.value)).toEqual(preorder(sample));
        listed.forEach(({ parent }, at) => {
          const before = listed.slice(0, at).map(({ path }) => path);
          expect(parent === undefined || before.includes(parent)).toBe(true);
        });
      }),
    );
  });
});

/** Each value before those inside of it; names with half a character have no path. */
function preorder(value: JsonValue): JsonValue[] {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return [value];
  const members = Object.entries(value).filter(([name]) => name.isWellFormed());
  return [value, ...members.flatMap(([, member]) => preorder(member))];
}

describe('the text of a path', () => {
  it.each<[(string | number)[], string]>([
    [[], '$'],
    [['a', 'b_1', 0, 'é'], '$.a.b_1[0].é'],
    [['a key', '1st', '', '-'], '$["a key"]["1st"][""]["-"]'],
    [['say "hi"', 'tab\t', '\u0001', '\\'], '$["say \\"hi\\""]["tab\\t"]["\\u0001"]["\\\\"]'],
    [['__proto__', -1], '$.__proto__[-1]'],
    [['😀'], '$.😀'],
  ])('%j is %s', (steps, text) => {
    expect(pathOf(steps)).toBe(text);
    expect(compilePath(text).steps).toEqual(steps);
  });
});
