import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf, pointer, summarise } from './index.ts';

describe('a JSON pointer', () => {
  it.each([
    [[], ''],
    [['steps', 0, 'id'], '/steps/0/id'],
    [['input', 'a/b', 'm~n'], '/input/a~1b/m~0n'],
  ])('to %j is "%s"', (path, text) => {
    expect(pointer(path)).toBe(text);
  });
});

describe('a summary of faults', () => {
  const fault = (path: string): { path: string; message: string } => ({ path, message: 'No.' });

  it('names the place of each', () => {
    expect(summarise([fault('/name'), fault('')])).toBe('/name: No. /: No.');
  });

  it('counts those it leaves out', () => {
    const faults = ['/a', '/b', '/c', '/d', '/e'].map(fault);
    expect(summarise(faults)).toBe('/a: No. /b: No. /c: No. (and 2 more)');
    expect(summarise(faults, 1)).toBe('/a: No. (and 4 more)');
  });
});

describe('what people read when a value does not fit', () => {
  it.each([
    ['text where a number belongs', z.number(), '3', 'Expected a number, not text.'],
    ['a number where a list belongs', z.array(z.number()), 3, 'Expected a list, not 3.'],
    [
      'a list where an object belongs',
      z.record(z.string(), z.any()),
      [],
      'Expected an object, not a list.',
    ],
    ['an object where text belongs', z.string(), {}, 'Expected text, not an object.'],
    ['null where yes or no belongs', z.boolean(), null, 'Expected true or false, not null.'],
    ['a fraction', z.int(), 1.5, 'Expected a whole number, not 1.5.'],
    ['nothing', z.string(), undefined, 'Give a value.'],
    ['a type without a name of its own', z.date(), 'x', 'Expected date, not text.'],
    ['another word', z.literal('accepted'), 'result', '"result" is not known here. Use accepted.'],
    [
      'a mistyped word',
      z.enum(['fail', 'continue']),
      'fial',
      '"fial" is not known here. Did you mean "fail"?',
    ],
    [
      'a foreign word',
      z.enum(['fail', 'continue']),
      'zzz',
      '"zzz" is not known here. Use fail or continue.',
    ],
    ['a list for a word', z.enum(['a', 'b', 'c']), [], 'Expected a, b or c, not a list.'],
    [
      'a very long word',
      z.enum(['a', 'b']),
      'z'.repeat(99),
      `"${'z'.repeat(40)}…" is not known here. Use a or b.`,
    ],
    ['an empty text', z.string().min(1), '', 'This is empty.'],
    ['an empty list', z.array(z.any()).min(1), [], 'This is empty.'],
    ['a short text', z.string().min(10), 'short', 'Give at least 10 characters.'],
    ['a long text', z.string().max(3), 'long', 'Give at most 3 characters.'],
    ['a long list', z.array(z.any()).max(1), [1, 2], 'Give at most 1 items.'],
    ['a small number', z.number().min(1), 0, 'Give at least 1.'],
    ['a large number', z.number().max(5), 6, 'Give at most 5.'],
    ['no e-mail address', z.email(), 'x', 'Expected an e-mail address.'],
    ['no URL', z.url(), 'x', 'Expected a URL.'],
    ['no known form', z.string().regex(/^a$/), 'x', 'Invalid string: must match pattern /^a$/'],
    ['neither of two', z.union([z.string(), z.number()]), true, 'Invalid input'],
    ['no multiple', z.number().multipleOf(5), 3, 'Invalid number: must be a multiple of 5'],
  ])('%s', (_, schema, value, message) => {
    const { error } = schema.safeParse(value);
    expect(error && faultsOf(error)).toEqual([{ path: '', message }]);
  });

  it('names each unknown key with the known one that was meant', () => {
    const { error } = z
      .strictObject({ name: z.string() })
      .safeParse({ name: 'x', naem: 1, 'a\nb': 2 });
    expect(error && faultsOf(error)).toEqual([
      { path: '/naem', message: '"naem" is not known here. Did you mean "name"?' },
      { path: '/a\nb', message: '"a\\nb" is not known here.' },
    ]);
  });

  it('names an unknown key of a record, which has none to offer', () => {
    const { error } = z.record(z.enum(['a', 'b']), z.any()).safeParse({ a: 1, b: 2, c: 3 });
    expect(error && faultsOf(error)).toEqual([{ path: '/c', message: '"c" is not known here.' }]);
  });

  it('names a missing key, and the words it may hold', () => {
    const schema = z.strictObject({
      name: z.string(),
      mode: z.enum(['a', 'b']),
      one: z.literal(1),
    });
    const { error } = schema.safeParse({});
    expect(error && faultsOf(error)).toEqual([
      { path: '/name', message: 'Give "name".' },
      { path: '/mode', message: 'Give "mode": a or b.' },
      { path: '/one', message: 'Give "one".' },
    ]);
  });

  it('points into the form of a union that was meant', () => {
    const schema = z.strictObject({
      by: z.union([z.enum(['body']), z.strictObject({ key: z.string() })]),
    });
    const at = (by: unknown): unknown => {
      const { error } = schema.safeParse({ by });
      return error && faultsOf(error);
    };
    expect(at({ key: 1 })).toEqual([{ path: '/by/key', message: 'Expected text, not 1.' }]);
    expect(at(1)).toEqual([{ path: '/by', message: 'Invalid input' }]);
    expect(at({ kez: 1 })).toEqual([{ path: '/by', message: 'Invalid input' }]);
    expect(at(undefined)).toEqual([{ path: '/by', message: 'Give "by".' }]);
  });

  it('keeps a message that did not come from the error map for every unknown key', () => {
    const schema = z.strictObject({}, { error: 'Nothing belongs here.' });
    const { error } = schema.safeParse({ a: 1, b: 2 });
    expect(error && faultsOf(error)).toEqual([
      { path: '/a', message: 'Nothing belongs here.' },
      { path: '/b', message: 'Nothing belongs here.' },
    ]);
  });
});
