import { describe, expect, it } from 'vitest';
import { AttemptLimiter } from './attempt-limiter.ts';

const A = { name: 'a', most: 10 };

describe('limiting attempts', () => {
  it('allows ten failures in a minute, then says how long to wait', () => {
    const limiter = new AttemptLimiter();
    for (let second = 0; second < 10; second += 1) {
      expect(limiter.waitFor(A, second * 1_000)).toBe(0);
      limiter.count('a', second * 1_000);
    }
    expect(limiter.waitFor(A, 10_000)).toBe(59_000);
    expect(limiter.waitFor(A, 68_999)).toBe(1);
    expect(limiter.waitFor(A, 69_000)).toBe(0);
    expect(limiter.waitFor({ ...A, name: 'b' }, 10_000)).toBe(0);
  });

  it('makes whoever goes on wait twice as long each time, a quarter of an hour at most', () => {
    const limiter = new AttemptLimiter();
    const waits: number[] = [];
    let now = 0;
    for (let round = 0; round < 6; round += 1) {
      for (let count = 0; count < 10; count += 1) limiter.count('a', now);
      waits.push(limiter.waitFor(A, now) / 60_000);
      now += limiter.waitFor(A, now);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    expect(limiter.waitFor(A, now + 60 * 60_000)).toBe(0);
  });

  it('does not count an attempt that succeeded', () => {
    const limiter = new AttemptLimiter();
    for (let count = 0; count < 30; count += 1) {
      limiter.count('a', 0);
      limiter.takeBack('a');
    }
    expect(limiter.waitFor(A, 0)).toBe(0);
  });

  it('still remembers the latest after a flood of other names', () => {
    const limiter = new AttemptLimiter();
    for (let count = 0; count < 20_000; count += 1) limiter.count(`name ${count}`, 0);
    for (let count = 0; count < 10; count += 1) limiter.count('a', 0);
    expect(limiter.waitFor(A, 0)).toBe(60_000);
  });
});
