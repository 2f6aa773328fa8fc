import type { AttemptStatus, JsonValue } from '@millrace/model';
import { slotOf, type RunState, type StepResult, type StepTries } from './state.ts';

/** What a run needs to know of an attempt to go on after it. */
export interface StoredAttempt {
  seq: number;
  stepId: string;
  iteration: string;
  try: number;
  status: AttemptStatus;
  output: JsonValue;
  until: Date | null;
}

/** The state of a run, rebuilt from what was stored of it, in any order. */
export function stateFrom(
  base: Omit<RunState, 'results' | 'tries' | 'nextSeq'>,
  attempts: readonly StoredAttempt[],
): RunState {
  const results = new Map<string, StepResult>();
  const tries = new Map<string, StepTries>();
  let last = 0;
  for (const attempt of [...attempts].sort((one, other) => one.seq - other.seq)) {
    last = attempt.seq;
    const slot = slotOf(attempt.stepId, attempt.iteration);
    if (attempt.status === 'succeeded') {
      results.set(slot, { status: 'succeeded', output: attempt.output });
    } else if (attempt.status === 'running') {
      const until = attempt.until ?? undefined;
      tries.set(slot, { ended: attempt.try - 1, inFlight: attempt.seq, until });
    } else tries.set(slot, { ended: attempt.try, until: attempt.until ?? undefined });
  }
  return { ...base, results, tries, nextSeq: last + 1 };
}
