import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const RULES = { failures: 3, withinMs: 60_000, openMs: 10_000, mostOpenMs: 35_000 };

function started() {
  const time = { now: 1_000 };
  return { breaker: new Breaker(RULES, () => time.now), time };
}

const fail = (breaker: Breaker, times: number): void => {
  for (let failures = 0; failures < times; failures += 1) breaker.failed(false);
};

describe('a breaker', () => {
  it('opens after failures in a row, and lets one probe through when its time is over', () => {
    const { breaker, time } = started();
    fail(breaker, 2);
    expect(breaker.take()).toEqual({ ok: true, isProbe: false });
    breaker.failed(false);
    expect(breaker.take()).toEqual({ ok: false, waitMs: 10_000 });
    time.now += 10_000;
    expect(breaker.waitMs()).toBe(0);
    expect(breaker.take()).toEqual({ ok: true, isProbe: true });
    expect(breaker.take()).toEqual({ ok: false, waitMs: 10_000 });
    breaker.succeeded(true);
    expect(breaker.take()).toEqual({ ok: true, isProbe: false });
    expect(breaker.take()).toEqual({ ok: true, isProbe: false });
    expect(breaker.isIdle()).toBe(true);
  });

  it('stays open twice as long after each probe that fails, up to a limit', () => {
    const { breaker, time } = started();
    fail(breaker, 3);
    for (const openMs of [20_000, 35_000, 35_000]) {
      time.now += 100_000;
      expect(breaker.take().ok).toBe(true);
      breaker.failed(true);
      expect(breaker.take()).toEqual({ ok: false, waitMs: openMs });
    }
  });

  it('counts only failures in a row, and within its time', () => {
    const { breaker, time } = started();
    fail(breaker, 2);
    breaker.succeeded(false);
    fail(breaker, 2);
    expect(breaker.take().ok).toBe(true);
    expect(breaker.isIdle()).toBe(false);
    time.now += 60_001;
    expect(breaker.isIdle()).toBe(true);
    breaker.failed(false);
    expect(breaker.take().ok).toBe(true);
    fail(breaker, 2);
    expect(breaker.take().ok).toBe(false);
  });

  it('hears nothing from calls that were sent before it opened, also while it is probed', () => {
    const { breaker, time } = started();
    fail(breaker, 5);
    breaker.succeeded(false);
    expect(breaker.take()).toEqual({ ok: false, waitMs: 10_000 });
    time.now += 10_000;
    expect(breaker.take().ok).toBe(true);
    breaker.succeeded(false);
    breaker.failed(false);
    expect(breaker.take()).toEqual({ ok: false, waitMs: 10_000 });
    breaker.succeeded(true);
    expect(breaker.take().ok).toBe(true);
  });

  it('does not wait for ever for a probe whose outcome never came, and not at all for one called off', () => {
    const { breaker, time } = started();
    fail(breaker, 3);
    time.now += 10_000;
    expect(breaker.take().ok).toBe(true);
    breaker.calledOff(false);
    expect(breaker.take().ok).toBe(false);
    breaker.calledOff(true);
    expect(breaker.take().ok).toBe(true);
    time.now += 35_000;
    expect(breaker.take().ok).toBe(true);
  });

  it('never lets calls through while it is open, and always some later, whatever happens', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 20_000 }),
      outcome: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'calledOff' as const,
        undefined,
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { breaker, time } = started();
        let deniedUntil = 0;
        for (const { afterMs, outcome } of steps) {
          time.now += afterMs;
          const taken = breaker.take();
          if (taken.ok) expect(time.now).toBeGreaterThanOrEqual(deniedUntil);
          else expect(taken.waitMs).toBeLessThanOrEqual(RULES.mostOpenMs);
          if (taken.ok && outcome !== undefined) breaker[outcome](taken.isProbe);
          if (!taken.ok) deniedUntil = time.now + taken.waitMs;
        }
        time.now += 2 * RULES.mostOpenMs;
        expect(breaker.take().ok).toBe(true);
      }),
    );
  });
});
