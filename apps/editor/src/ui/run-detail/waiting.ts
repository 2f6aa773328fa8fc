import type { Attempt, RunDetail } from '@millrace/model';

/** What a waiting run waits for, in words; undefined when it does not wait. */
export function waitingFor(
  run: Pick<RunDetail, 'status' | 'attempts' | 'waits_until'>,
  stepName: (step: string) => string | undefined,
): string | undefined {
  if (run.status !== 'waiting') return undefined;
  const newest = newestAttempt(run.attempts);
  if (newest === undefined) return 'It waits for its turn.';
  const name = `"${stepName(newest.step) ?? newest.step}"`;
  if (newest.status === 'failed') {
    return `${name} failed and is tried again: this will be try ${newest.try + 1}.`;
  }
  if (newest.status === 'running') return `It waits at ${name}.`;
  return `It waits after ${name}.`;
}

/** The attempt that something happened to last: one under way, or the last that ended. */
function newestAttempt(attempts: readonly Attempt[]): Attempt | undefined {
  const underWay = attempts.findLast((attempt) => attempt.status === 'running');
  if (underWay !== undefined) return underWay;
  return attempts.reduce<Attempt | undefined>((newest, attempt) => {
    const isNewer = newest === undefined || endOf(attempt) >= endOf(newest);
    return isNewer ? attempt : newest;
  }, undefined);
}

function endOf({ finished_at, started_at }: Attempt): number {
  return Date.parse(finished_at ?? started_at);
}
