import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucket, takeAll, type BucketRules } from './bucket.ts';

/** A bucket and its clock, which begins at some time. */
function started(rules: BucketRules, begin = 1_795_766_950_345) {
  const time = { now: begin };
  return { bucket: new Bucket(rules, () => time.now), time, begin };
}

const SECOND: BucketRules = { calls: [{ count: 5, inMs: 1_000 }] };

const takenOf = (bucket: Bucket, most: number): number => {
  let taken = 0;
  while (taken < most && bucket.take().ok) taken += 1;
  return taken;
};

describe('the windows of a limit', () => {
  const calls = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 20 }), inMs: fc.integer({ min: 1, max: 5_000 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const steps = fc.array(
    fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3_000, noNaN: true })),
      cost: fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 20, noNaN: true })),
      lesson: fc.option(
        fc.record(
          {
            left: fc.integer({ min: 0, max: 50 }),
            most: fc.integer({ min: 0, max: 50 }),
            resetAt: fc.integer({ min: -1_000, max: 5_000 }),
            refillPerS: fc.integer({ min: 0, max: 10 }),
          },
          { requiredKeys: [] },
        ),
      ),
      limited: fc.boolean(),
    }),
    { minLength: 1, maxLength: 120 },
  );

  it('never let through more than their count in any stretch, whatever is learned', () => {
    fc.assert(
      fc.property(calls, steps, fc.boolean(), (windows, all, learns) => {
        const { bucket, time } = started({ calls: windows });
        const least = Math.min(...windows.map(({ count }) => count));
        const spent: { at: number; cost: number }[] = [];
        for (const { afterMs, cost, lesson, limited } of all) {
          time.now += afterMs;
          const asked = Math.min(cost, least);
          if (bucket.take(asked).ok) spent.push({ at: time.now, cost: asked });
          if (!learns) continue;
          if (lesson !== null) {
            bucket.learn({ ...lesson, resetAt: time.now + (lesson.resetAt ?? 0) });
          }
          if (limited) bucket.limited();
        }
        for (const { count, inMs } of windows) {
          for (const { at } of spent) {
            const inside = spent.filter((one) => one.at >= at && one.at < at + inMs);
            expect(inside.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThan(count + 1e-6);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('let through what they said they would, after the wait that they named', () => {
    fc.assert(
      fc.property(calls, steps, (windows, all) => {
        const { bucket, time } = started({ calls: windows });
        for (const { afterMs, cost } of all) {
          time.now += afterMs;
          const longest = Math.max(...windows.map(({ inMs }) => inMs));
          for (let tries = 0; tries < 4; tries += 1) {
            const taken = bucket.take(cost);
            if (taken.ok) break;
            expect(tries).toBeLessThan(3);
            expect(taken.waitMs).toBeLessThanOrEqual(longest * 1.02 + 2);
            time.now += taken.waitMs;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('use nearly all of what is allowed', () => {
    const { bucket, time, begin } = started(SECOND);
    let taken = 0;
    for (; time.now < begin + 60_000; time.now += 1) taken += takenOf(bucket, 10);
    expect(taken).toBeGreaterThan(60 * 5 * 0.95);
    expect(taken).toBeLessThanOrEqual(60 * 5 + 5);
  });

  it('hold together: 3 a second and 4 a minute', () => {
    const calls = [
      { count: 3, inMs: 1_000 },
      { count: 4, inMs: 60_000 },
    ];
    const { bucket, time } = started({ calls });
    expect(takenOf(bucket, 10)).toBe(3);
    time.now += 1_100;
    expect(takenOf(bucket, 10)).toBe(1);
    time.now += 1_100;
    expect(bucket.waitMs()).toBeGreaterThan(50_000);
  });

  it('take a clock that goes back for one that stands still', () => {
    const { bucket, time } = started(SECOND);
    expect(takenOf(bucket, 10)).toBe(5);
    time.now -= 3_600_000;
    expect(bucket.take().ok).toBe(false);
    time.now += 3_601_100;
    expect(takenOf(bucket, 10)).toBe(5);
  });

  it('let a call through that costs more than all, once they are empty', () => {
    const { bucket, time } = started(SECOND);
    expect(bucket.take(50)).toEqual({ ok: true });
    const { waitMs } = bucket.take(1) as { waitMs: number };
    time.now += waitMs;
    expect(bucket.take(1).ok).toBe(true);
  });
});

describe('calls at once', () => {
  it('are never more than allowed, and places that were never given back return', () => {
    const { bucket, time } = started({ atOnce: 2 });
    expect(takenOf(bucket, 10)).toBe(2);
    expect(bucket.take()).toEqual({ ok: false, waitMs: 50 });
    bucket.release();
    expect(takenOf(bucket, 10)).toBe(1);
    time.now += 12 * 60_000;
    expect(takenOf(bucket, 10)).toBe(2);
  });
});

describe('an answer that asks for fewer calls', () => {
  it('holds all calls for as long as it says, else as long as the rules say, at most a day', () => {
    const { bucket, time } = started({ holdMs: 30_000 });
    bucket.limited();
    expect(bucket.take()).toEqual({ ok: false, waitMs: 30_000 });
    bucket.limited(time.now + 90_000);
    bucket.limited(time.now + 1_000);
    expect(bucket.waitMs()).toBe(90_000);
    bucket.limited(time.now + 1e12);
    expect(bucket.waitMs()).toBe(86_400_000);
  });

  it('halves what is used, once for calls that were under way together, and some comes back', () => {
    const { bucket, time } = started({ calls: [{ count: 16, inMs: 1_000 }] });
    const inNextSecond = (): number => {
      time.now += 1_100;
      return takenOf(bucket, 100);
    };
    expect(takenOf(bucket, 100)).toBe(16);
    time.now += 1_100;
    for (let answers = 0; answers < 10; answers += 1) bucket.limited();
    expect(takenOf(bucket, 100)).toBe(8);
    expect(inNextSecond()).toBe(10);
    bucket.limited();
    expect(inNextSecond()).toBe(7);
    for (let seconds = 0; seconds < 10; seconds += 1) inNextSecond();
    expect(inNextSecond()).toBe(16);
  });

  it('never ends all calls', () => {
    const { bucket, time } = started(SECOND);
    for (let times = 0; times < 100; times += 1) {
      bucket.limited();
      time.now += 1_001;
    }
    time.now += 1_100;
    expect(takenOf(bucket, 10)).toBeGreaterThan(0);
  });
});

describe('what an answer says is left', () => {
  it('holds until the reset that it names', () => {
    const { bucket, time } = started({ calls: [{ count: 100, inMs: 1_000 }] });
    bucket.learn({ left: 2, resetAt: time.now + 10_000 });
    expect(takenOf(bucket, 10)).toBe(2);
    expect(bucket.waitMs()).toBe(10_000);
    time.now += 10_000;
    expect(takenOf(bucket, 10)).toBe(10);
  });

  it('is never more than was known before, until the next period', () => {
    const { bucket, time } = started({});
    bucket.learn({ left: 3, resetAt: time.now + 10_000 });
    bucket.take();
    // Of a call that was sent before, answered late.
    bucket.learn({ left: 9, resetAt: time.now + 10_900 });
    expect(takenOf(bucket, 10)).toBe(2);
    bucket.learn({ left: 9, resetAt: time.now + 20_000 });
    expect(takenOf(bucket, 20)).toBe(9);
  });

  it('fills up again where the application says how fast', () => {
    const { bucket, time } = started({});
    bucket.learn({ left: 100, most: 1_000, refillPerS: 50 });
    expect(bucket.take(80).ok).toBe(true);
    expect(bucket.take(120)).toEqual({ ok: false, waitMs: 2_000 });
    time.now += 2_000;
    expect(bucket.take(120).ok).toBe(true);
    time.now += 60_000;
    expect(bucket.take(5_000).ok).toBe(true);
    expect(bucket.isIdle()).toBe(true);
  });

  it('makes the one window smaller, and never larger', () => {
    const { bucket, time } = started(SECOND);
    bucket.learn({ most: 2 });
    expect(takenOf(bucket, 10)).toBe(2);
    bucket.learn({ most: 500 });
    time.now += 1_100;
    expect(takenOf(bucket, 10)).toBe(5);
  });

  it('is forgotten when the reset is not named and the window is over', () => {
    const { bucket, time } = started(SECOND);
    bucket.learn({ left: 0 });
    expect(bucket.waitMs()).toBe(1_000);
    time.now += 1_000;
    expect(bucket.waitMs()).toBe(0);
  });

  it('counts for nothing when it is no amount', () => {
    const { bucket } = started(SECOND);
    bucket.learn({ left: NaN, most: -1, resetAt: NaN, refillPerS: Infinity });
    bucket.learn({});
    expect(takenOf(bucket, 10)).toBe(5);
  });
});

describe('a call under several limits', () => {
  it('spends from all or from none', () => {
    const one = started(SECOND).bucket;
    const { bucket: other, time } = started({ calls: [{ count: 10, inMs: 60_000 }] });
    expect(
      takeAll([
        { bucket: one, cost: 1 },
        { bucket: other, cost: 10 },
      ]),
    ).toEqual({ ok: true });
    const denied = takeAll([
      { bucket: one, cost: 1 },
      { bucket: other, cost: 1 },
    ]);
    expect(denied).toMatchObject({ ok: false });
    expect(takenOf(one, 10)).toBe(4);
    time.now += 61_300;
    expect(takenOf(other, 100)).toBe(10);
    expect(takeAll([])).toEqual({ ok: true });
  });
});
