import { parseDuration, type ActionStep, type RetryPolicy } from '@millrace/model';
import type { FailureDecision } from './decision.ts';

/** Applies to actions that name no policy of their own: 9 tries over about 21 minutes. */
export const DEFAULT_RETRY: RetryPolicy = {
  times: 8,
  backoff: 'exponential',
  first: '5s',
  max: '1h',
};

export interface FailedCall {
  /** The try that failed, counted from 1. */
  tryNumber: number;
  /** True when the same call may succeed later. */
  retryable: boolean;
  /** What the application asked for, in milliseconds (Retry-After). */
  retryAfter?: number | undefined;
}

/**
 * What follows a failed call: another try at a later time, going on without it, or the end.
 * `random` in [0, 1) spreads retries over the second half of each pause, so that many runs that
 * failed together do not come back together.
 */
export function decideFailure(
  step: Pick<ActionStep, 'retry' | 'on_error'>,
  failed: FailedCall,
  now: Date,
  random: number,
): FailureDecision {
  const policy = step.retry ?? DEFAULT_RETRY;
  const mayRepeat = failed.retryable && step.on_error !== 'never_repeat';
  if (mayRepeat && failed.tryNumber <= policy.times) {
    const pause = backoff(policy, failed.tryNumber) * (0.5 + random / 2);
    return { kind: 'retry', at: new Date(now.getTime() + Math.max(pause, failed.retryAfter ?? 0)) };
  }
  return { kind: step.on_error === 'continue' ? 'continue' : 'fail' };
}

function backoff(policy: RetryPolicy, tryNumber: number): number {
  const first = parseDuration(policy.first) ?? 0;
  const max = parseDuration(policy.max) ?? first;
  const pause = policy.backoff === 'fixed' ? first : first * 2 ** (tryNumber - 1);
  return Math.min(pause, max);
}
