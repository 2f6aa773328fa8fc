import { afterEach, describe, expect, it, vi } from 'vitest';
import { uuid7, uuid7At, uuid7Floor } from './uuid7.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => {
  vi.restoreAllMocks();
});

const msOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/** The first id that is not behind the one before it; undefined when all are in order. */
function outOfOrder(ids: readonly string[]): string | undefined {
  return ids.find((id, index) => index > 0 && id <= (ids[index - 1] ?? ''));
}

describe('an id', () => {
  it('is a UUID of version 7 and holds the time it was made', () => {
    const before = Date.now();
    const ids = Array.from({ length: 1_000 }, uuid7);
    for (const id of ids) expect(id).toMatch(FORM);
    expect(msOf(ids[0] ?? '')).toBeGreaterThanOrEqual(before);
    // A burst may run ahead of the clock, by a millisecond for each 4,096 ids.
    expect(msOf(ids.at(-1) ?? '')).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('sorts behind every id made before it, also 100,000 of them at once', () => {
    const ids = Array.from({ length: 100_000 }, uuid7);
    expect(outOfOrder(ids)).toBeUndefined();
  });

  it('uses all four variants and differs in its random part', () => {
    const ids = Array.from({ length: 2_000 }, uuid7);
    expect([...new Set(ids.map((id) => id.charAt(19)))].sort()).toEqual(['8', '9', 'a', 'b']);
    expect(new Set(ids.map((id) => id.slice(20))).size).toBe(ids.length);
  });

  it('stays in order when the clock stands still, goes back and jumps ahead', () => {
    const now = vi.spyOn(Date, 'now');
    const start = Date.now() + 60_000;
    const ids: string[] = [];
    const make = (at: number, count: number): void => {
      now.mockReturnValue(at);
      for (let made = 0; made < count; made += 1) ids.push(uuid7());
    };
    make(start, 10_000);
    make(start - 3_600_000, 10_000);
    make(start + 1, 10);
    make(start + 86_400_000, 10);
    expect(outOfOrder(ids)).toBeUndefined();
    expect(msOf(ids[0] ?? '')).toBe(start);
    // An hour back: it goes on from where it was, not from the past.
    expect(msOf(ids[15_000] ?? '')).toBeLessThanOrEqual(start + 5);
    expect(msOf(ids.at(-1) ?? '')).toBe(start + 86_400_000);
  });
});

describe('an id for another instant', () => {
  it('lies in the range of its millisecond, whose bounds are the smallest ids', () => {
    for (const at of [0, 1, 946_684_800_000, Date.now(), 2 ** 47]) {
      const id = uuid7At(at);
      expect(id).toMatch(FORM);
      expect(msOf(id)).toBe(at);
      expect(id > uuid7Floor(at)).toBe(true);
      expect(id < uuid7Floor(at + 1)).toBe(true);
    }
  });
});
