import type { Attempt, AttemptStatus, RunDetail, RunStatus } from '@millrace/model';

/** How a place of the flow went in one run; `stopped` is the filter that ended it. */
export type StepStatus = AttemptStatus | 'stopped';

/** Of a step that ran for several items of a loop, what is worth telling first. */
const WORST_FIRST = ['in_doubt', 'failed', 'running', 'succeeded', 'skipped'] as const;

/** The newest try of each step; of one in a loop the first item's. */
export function lastAttempts(attempts: readonly Attempt[]): Map<string, Attempt> {
  const last = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const known = last.get(attempt.step);
    if (known === undefined || supersedes(attempt, known)) last.set(attempt.step, attempt);
  }
  return last;
}

function supersedes(attempt: Attempt, known: Attempt): boolean {
  if (attempt.iteration === known.iteration) return attempt.try >= known.try;
  return attempt.iteration.localeCompare(known.iteration, 'en', { numeric: true }) < 0;
}

/** The status of each place of a run; a step that was never reached has none. */
export function stepStatuses(run: {
  status: RunStatus;
  attempts: RunDetail['attempts'];
}): Map<string, StepStatus> {
  const statuses = new Map<string, StepStatus>([['trigger', 'succeeded']]);
  const tries = run.attempts.toSorted((a, b) => a.try - b.try);
  const newest = new Map(tries.map((one) => [`${one.iteration} ${one.step}`, one]));
  for (const { step, status } of newest.values()) {
    const known = statuses.get(step);
    const worst = WORST_FIRST.find((one) => one === status || one === known);
    statuses.set(step, worst ?? status);
  }
  const stoppedAt = run.status === 'stopped' ? run.attempts.at(-1)?.step : undefined;
  if (stoppedAt !== undefined) statuses.set(stoppedAt, 'stopped');
  return statuses;
}
