import type { JsonValue } from '@millrace/model';
import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
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

  it('finds the same values as jsonpath-plus', () => {
    const data = fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom('a', 'b', '~', '/') });
    fc.assert(
      fc.property(data, (value) => {
        const sample = value as JsonValue;
        // jsonpath-plus takes no scalar as its root.
        if (typeof sample !== 'object' || sample === null) return;
        const theirs = JSONPath({ path: '$..*', json: sample, eval: false }) as JsonValue[];
        const ours = listPaths(sample).slice(1);
        const text = (values: JsonValue[]) => values.map((one) => JSON.stringify(one)).sort();
        expect(text(ours.map((entry) => entry.value))).toEqual(text(theirs));
      }),
    );
  });
});

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
