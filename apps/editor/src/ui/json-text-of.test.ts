import { describe, expect, it } from 'vitest';
import { shortJson, wholeJson } from './json-text-of.ts';

/** Lists in one another, deeper than any stack. */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('a value as text', () => {
  it.each([{ a: [1, 'x', null, true, {}] }, [], 'text', 1.5, null])('is %j', (value) => {
    expect(shortJson(value, 100)).toBe(JSON.stringify(value));
    expect(JSON.parse(wholeJson(value))).toEqual(value);
  });

  it('is nothing for nothing', () => {
    expect([shortJson(undefined, 10), wholeJson(undefined)]).toEqual(['', '']);
  });

  it('is cut, and costs only what is shown', () => {
    const wide = Array.from({ length: 2_000_000 }, () => 'x');
    expect(shortJson(wide, 20)).toBe('["x","x","x","x","x"…');
    expect(shortJson('y'.repeat(5_000_000), 10)).toHaveLength(11);
  });

  it('does not overflow, however deep the value is', () => {
    expect(shortJson(deep(500_000), 400)).toContain('…');
    expect(wholeJson(deep(500_000))).toContain('too deep');
    expect(wholeJson(deep(1_000))).not.toContain('\n');
  });
});
