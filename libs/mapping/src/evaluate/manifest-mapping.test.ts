import { type Condition, type JsonValue, type Mapping, type Operator } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { Work } from '../work.ts';
import { compileManifestCondition, compileManifestMapping } from './manifest-mapping.ts';

const path = ($path: string) => ({ $path });
const evaluate = (mapping: Mapping, data: JsonValue = {}) => compileManifestMapping(mapping)(data);
const holds = (condition: Condition, data: JsonValue = {}) =>
  compileManifestCondition(condition)(data);

describe('a mapping of a manifest', () => {
  it.each<[string, Mapping, JsonValue | undefined]>([
    ['leaves out what is missing', { a: path('$.gone'), b: 1 }, { b: 1 }],
    ['leaves out an object of which nothing is left', { a: { b: path('$.gone') }, c: 1 }, { c: 1 }],
    ['leaves out the whole of which nothing is left', { a: { b: path('$.gone') } }, undefined],
    ['keeps an empty object that is written as such', { a: {}, b: path('$.gone') }, { a: {} }],
    ['keeps a list of which nothing is left', { a: [path('$.gone')] }, { a: [] }],
    ['still fills in what it is told', { a: { $path: '$.gone', missing: 'null' } }, { a: null }],
    ['leaves out a template of nothing', [{ $template: '{{gone}}' }, 1], [1]],
    ['leaves out a loop over nothing', { a: { $each: path('$.gone'), do: 1 }, b: 1 }, { b: 1 }],
    ['leaves out a pick of nothing', { a: { $pick: path('$.gone'), key: 'a' }, b: 1 }, { b: 1 }],
    [
      'leaves out objects of items of which nothing is left',
      { $each: [{ a: 1 }, {}], do: { a: path('$.item.a') } },
      [{ a: 1 }],
    ],
    [
      'leaves out an object of items that are all left out',
      { a: { $object: ['x'], key: path('$.item'), value: path('$.gone') }, b: 1 },
      { b: 1 },
    ],
    ['keeps an object of no items', { $object: [], key: 'x', value: 1 }, {}],
    [
      'merges what the person added with what is fixed',
      { $merge: [path('$.input.more'), { summary: 'x' }] },
      { summary: 'x' },
    ],
  ])('%s', (_, mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });

  it('is an error where the mapping says that something has to be there', () => {
    expect(() => evaluate({ $path: '$.gone', missing: 'error' })).toThrow('There is nothing at');
  });

  it('is compiled once for any data', () => {
    const compiled = compileManifestMapping({ to: path('$.input.to') });
    expect(compiled({ input: { to: 'a' } })).toEqual({ to: 'a' });
    expect(compiled({ input: { to: 'b' } })).toEqual({ to: 'b' });
    expect(compiled({})).toBe(undefined);
    expect(compileManifestMapping('POST')({})).toBe('POST');
  });

  it('encodes by what it is given, after everything inside', () => {
    const asked: unknown[] = [];
    const encode = (...question: unknown[]): JsonValue => {
      asked.push(question);
      return 'encoded';
    };
    const mapping: Mapping = {
      raw: { $encode: 'mime', of: { to: path('$.to'), cc: path('$.cc') }, as: 'base64url' },
      none: { $encode: 'json', of: path('$.gone') },
    };
    expect(compileManifestMapping(mapping, { encode })({ to: 'a' })).toEqual({ raw: 'encoded' });
    expect(asked).toEqual([['mime', { to: 'a' }, 'base64url']]);
  });

  it('takes the time it is given, and shares its work with others', () => {
    const now = compileManifestMapping({ $template: '{{now}}' });
    expect(now({}, { now: () => 0 })).toBe('1970-01-01T00:00:00.000Z');
    const loop = compileManifestMapping({ $each: path('$.list'), do: path('$.item') });
    const data = { list: Array.from({ length: 10_000 }, () => 1) };
    const work = new Work();
    loop(data, {}, work);
    expect(work.left).toBeLessThan(1);
    expect(() => {
      for (let times = 0; times < 100; times += 1) loop(data, {}, work);
    }).toThrow('the work of one evaluation');
  });
});

describe('a condition of a manifest', () => {
  const data: JsonValue = {
    answer: { body: { ok: false, error: null, count: 3, text: 'too fast' } },
  };
  const left = path('$.answer.body.gone');

  it.each<[Operator, boolean]>([
    ['equals', false],
    ['not_equals', true],
    ['greater_than', false],
    ['less_or_equal', false],
    ['contains', false],
    ['not_contains', true],
    ['starts_with', false],
    ['matches', false],
    ['not_matches', true],
    ['one_of', false],
    ['not_one_of', true],
    ['before', false],
    ['longer_than', false],
    ['has_key', false],
    ['exists', false],
    ['not_exists', true],
    ['is_empty', true],
    ['not_empty', false],
    ['is_true', false],
    ['is_false', false],
  ])('takes what is missing as absent: %s is %s', (op, answer) => {
    expect(holds({ left, op, right: 'x' }, data)).toBe(answer);
    const right = path('$.answer.body.gone');
    if (!/exists|empty|is_/.test(op)) expect(holds({ left: 'x', op, right }, data)).toBe(answer);
  });

  it.each<[Condition, boolean]>([
    [{ left: path('$.answer.body.ok'), op: 'is_false' }, true],
    [{ left: path('$.answer.body.text'), op: 'matches', right: 'fast$' }, true],
    [{ left: path('$.answer.body.error'), op: 'matches', right: 'fast' }, false],
    [{ left: path('$.answer.body.error'), op: 'not_contains', right: 'fast' }, true],
    [{ left: path('$.answer.body.count'), op: 'greater_than', right: '2' }, false],
    [{ left: path('$.answer.body.error'), op: 'exists' }, true],
    [{ all: [] }, true],
    [{ any: [{ left, op: 'exists' }, { not: { left, op: 'exists' } }] }, true],
    [{ left: { ...left, missing: 'error' }, op: 'not_exists' }, true],
    [{ left: { ...left, missing: { default: 5 } }, op: 'equals', right: 5 }, true],
  ])('%j is %s', (condition, answer) => {
    expect(holds(condition, data)).toBe(answer);
  });

  it('may look into loops', () => {
    const failed = { $each: path('$.list'), do: path('$.item.error') };
    expect(holds({ left: failed, op: 'not_empty' }, { list: [{}, { error: 1 }] })).toBe(true);
    expect(holds({ left: failed, op: 'not_empty' }, { list: [{}] })).toBe(false);
  });

  it('is bounded in its work', () => {
    const slow: Condition = {
      left: path('$.text'),
      op: 'matches',
      right: '[01]*1[01]{20}[23]$',
    };
    const text = '0110100110'.repeat(500);
    expect(() => holds({ any: Array.from({ length: 100 }, () => slow) }, { text })).toThrow(
      'the work of one evaluation',
    );
  });
});
