import { describe, expect, it } from 'vitest';
import type { ActionStep } from '@millrace/model';
import { decideFailure, DEFAULT_RETRY } from './retry.ts';

const now = new Date('2026-11-21T08:00:00Z');
const step: ActionStep = { id: 'call', kind: 'action', action: 'http.request', input: {} };
const secondsUntil = (tryNumber: number, retry: ActionStep['retry'], random = 1): number => {
  const decision = decideFailure({ ...step, retry }, { tryNumber, retryable: true }, now, random);
  return decision.kind === 'retry' ? (decision.at.getTime() - now.getTime()) / 1000 : -1;
};

describe('deciding after a failed call', () => {
  it('doubles the pause up to the largest one', () => {
    const retry = { times: 8, backoff: 'exponential', first: '5s', max: '1m' } as const;
    expect([1, 2, 3, 4, 5, 6].map((n) => secondsUntil(n, retry))).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('keeps the same pause when asked to', () => {
    const retry = { times: 3, backoff: 'fixed', first: '10s', max: '1h' } as const;
    expect([1, 2, 3].map((n) => secondsUntil(n, retry))).toEqual([10, 10, 10]);
  });

  it('spreads retries over the second half of the pause', () => {
    const retry = { times: 3, backoff: 'fixed', first: '10s', max: '1h' } as const;
    expect(secondsUntil(1, retry, 0)).toBe(5);
  });

  it('does not wait where a policy names no durations', () => {
    const retry = { times: 1, backoff: 'fixed', first: 'soon', max: 'long' } as const;
    expect(secondsUntil(1, retry)).toBe(0);
  });

  it('waits as long as the application asks', () => {
    const failed = { tryNumber: 1, retryable: true, retryAfter: 120_000 };
    expect(decideFailure(step, failed, now, 0)).toEqual({
      kind: 'retry',
      at: new Date('2026-11-21T08:02:00Z'),
    });
  });

  it('gives up after the tries of the policy', () => {
    const failed = { tryNumber: DEFAULT_RETRY.times + 1, retryable: true };
    expect(decideFailure(step, failed, now, 0)).toEqual({ kind: 'fail' });
  });

  it('never repeats an error that stays, nor a call that must not repeat', () => {
    expect(decideFailure(step, { tryNumber: 1, retryable: false }, now, 0).kind).toBe('fail');
    const once: ActionStep = { ...step, on_error: 'never_repeat' };
    expect(decideFailure(once, { tryNumber: 1, retryable: true }, now, 0).kind).toBe('fail');
  });

  it('goes on without the step when it says so', () => {
    const lenient: ActionStep = {
      ...step,
      on_error: 'continue',
      retry: { ...DEFAULT_RETRY, times: 0 },
    };
    expect(decideFailure(lenient, { tryNumber: 1, retryable: true }, now, 0).kind).toBe('continue');
  });
});
