import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setAlarm } from './alarm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

it('an alarm rings once at its time, also when it is further away than timers reach', () => {
  const rings: number[] = [];
  const began = Date.now();
  setAlarm(inDays(60), () => rings.push(Math.round((Date.now() - began) / DAY_MS)));
  vi.advanceTimersByTime(59 * DAY_MS);
  expect(rings).toEqual([]);
  vi.advanceTimersByTime(9 * DAY_MS);
  expect(rings).toEqual([60]);
});

it('an alarm for a time that has passed rings at once, but not before the caller is done', () => {
  const ring = vi.fn();
  setAlarm(inDays(-1), ring);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledOnce();
});

it('an alarm that is called off does not ring', () => {
  const ring = vi.fn();
  setAlarm(inDays(30), ring)();
  vi.advanceTimersByTime(31 * DAY_MS);
  expect(ring).not.toHaveBeenCalled();
});
