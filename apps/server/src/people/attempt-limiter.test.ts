import { describe, expect, it } from 'vitest';
import { AttemptLimiter } from './attempt-limiter.ts';

describe('limiting attempts', () => {
  it('allows ten failures in a minute, then says how long to wait', () => {
    const limiter = new AttemptLimiter();
    for (let second = 0; second < 10; second += 1) {
      expect(limiter.waitFor('a', second * 1_000)).toBe(0);
      limiter.count('a', second * 1_000);
    }
    expect(limiter.waitFor('a', 10_000)).toBe(50_000);
    expect(limiter.waitFor('a', 59_999)).toBe(1);
    expect(limiter.waitFor('a', 60_000)).toBe(0);
    expect(limiter.waitFor('b', 10_000)).toBe(0);
  });

  it('does not count an attempt that succeeded', () => {
    const limiter = new AttemptLimiter();
    for (let count = 0; count < 30; count += 1) {
      limiter.count('a', 0);
      limiter.forgive('a');
    }
    expect(limiter.waitFor('a', 0)).toBe(0);
  });

  it('still remembers the latest after a flood of other names', () => {
    const limiter = new AttemptLimiter();
    for (let count = 0; count < 20_000; count += 1) limiter.count(`name ${count}`, 0);
    for (let count = 0; count < 10; count += 1) limiter.count('a', 0);
    expect(limiter.waitFor('a', 0)).toBe(60_000);
  });
});
