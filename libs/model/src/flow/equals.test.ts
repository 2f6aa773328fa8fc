import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentEquals } from './equals.ts';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]: [string, unknown]) => [key, reversed(member)]),
  );
}

describe('two documents', () => {
  it('are equal whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(documentEquals(value, reversed(value))).toBe(true);
      }),
    );
  });

  it('are equal exactly when their sorted texts are', () => {
    const small = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 0, '', true),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
      ),
    })).value;
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(documentEquals(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: null }],
    [{ a: 1 }, { b: 1 }],
    [{}, []],
    [{}, null],
    [0, '0'],
    [{ toString: 1 }, {}],
    [{ constructor: undefined, a: 1 }, { a: 2 }],
  ])('%j and %j differ', (a, b) => {
    expect(documentEquals(a, b)).toBe(false);
    expect(documentEquals(b, a)).toBe(false);
  });

  it('do not differ by a member that is undefined, which JSON leaves out', () => {
    expect(documentEquals({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(documentEquals({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}
