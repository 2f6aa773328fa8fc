import type { Attempt, AttemptStatus, RunDetail, RunStatus } from '@millrace/model';

/** How a place of the flow went in one run; `stopped` is the filter that ended it. */
export type StepStatus = AttemptStatus | 'stopped';

/** The newest try of each step. */
export function lastAttempts(attempts: readonly Attempt[]): Map<string, Attempt> {
  const last = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const known = last.get(attempt.step);
    if (known === undefined || attempt.try >= known.try) last.set(attempt.step, attempt);
  }
  return last;
}

/** The status of each place of a run; a step that was never reached has none. */
export function stepStatuses(run: {
  status: RunStatus;
  attempts: RunDetail['attempts'];
}): Map<string, StepStatus> {
  const statuses = new Map<string, StepStatus>([['trigger', 'succeeded']]);
  const last = lastAttempts(run.attempts);
  for (const [step, attempt] of last) statuses.set(step, attempt.status);
  const stoppedAt = run.status === 'stopped' ? run.attempts.at(-1)?.step : undefined;
  if (stoppedAt !== undefined) statuses.set(stoppedAt, 'stopped');
  return statuses;
}
