import { describe, expect, it } from 'vitest';
import { isJsonObject, jsonTypeOf, jsonValueSchema, nestsWithin, type JsonValue } from './json.ts';

describe('JSON values', () => {
  it.each<[JsonValue, string]>([
    ['text', 'string'],
    [1, 'number'],
    [true, 'boolean'],
    [null, 'null'],
    [[], 'list'],
    [{}, 'object'],
  ])('%j is of type %s', (value, type) => {
    expect(jsonTypeOf(value)).toBe(type);
    expect(isJsonObject(value)).toBe(type === 'object');
    expect(jsonValueSchema.safeParse(value).success).toBe(true);
  });

  it.each([[undefined], [Number.NaN], [() => 1], [10n]])('%s is none', (value) => {
    expect(jsonValueSchema.safeParse(value).success).toBe(false);
  });
});

describe('nesting', () => {
  it.each([
    ['text', 0, true],
    [{}, 0, false],
    [[[1]], 2, true],
    [[[1]], 1, false],
    [{ a: { b: [] } }, 3, true],
    [{ a: 1, b: { c: [] } }, 2, false],
  ])('of %j within %i is %s', (value, most, fits) => {
    expect(nestsWithin(value, most)).toBe(fits);
  });
});
