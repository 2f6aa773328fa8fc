import { describe, expect, it } from 'vitest';
import { Roster } from './roster.ts';

describe('a roster', () => {
  it('gives values out in the order they came', () => {
    const roster = new Roster<string>();
    roster.set('b', 'first');
    roster.set('a', 'second');
    expect([roster.takeFirst(), roster.takeFirst(), roster.takeFirst()]).toEqual([
      'first',
      'second',
      undefined,
    ]);
    expect(roster.size).toBe(0);
  });

  it('takes out one by its id', () => {
    const roster = new Roster<string>();
    roster.set('a', 'one');
    roster.set('b', 'two');
    expect(roster.take('a')).toBe('one');
    expect(roster.take('a')).toBeUndefined();
    expect(roster.get('a')).toBeUndefined();
    expect(roster.values()).toEqual(['two']);
  });

  it('gives all out at once', () => {
    const roster = new Roster<number>();
    roster.set('a', 0);
    roster.set('b', 1);
    expect(roster.clear()).toEqual([0, 1]);
    expect(roster.size).toBe(0);
  });
});
