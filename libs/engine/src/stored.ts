import { walkSteps, type AttemptStatus, type FlowDocument, type JsonValue } from '@millrace/model';
import { seenFailure } from './errors.ts';
import { answered, closedAttempts } from './attempts.ts';
import type { AttemptRecord } from './ports.ts';
import {
  slotOf,
  type CallState,
  type RunState,
  type Slot,
  type StepError,
  type StepResult,
  type StepTries,
} from './state.ts';

/** What a run needs to know of an attempt to go on after it. */
export interface StoredAttempt {
  seq: number;
  stepId: string;
  iteration: string;
  try: number;
  status: AttemptStatus;
  output: JsonValue;
  error: StepError | null;
  until: Date | null;
  state?: CallState | undefined;
}

/**
 * The state of a run, rebuilt from what was stored of it, in any order. A failed attempt without a
 * next try stands for its step where the flow goes on after failures of it; elsewhere the run did not
 * come to its end, and the call is made again.
 */
export function stateFrom(
  base: Omit<RunState, 'results' | 'tries' | 'nextSeq'>,
  attempts: readonly StoredAttempt[],
): RunState {
  const results = new Map<Slot, StepResult>();
  const tries = new Map<Slot, StepTries>();
  const lenient = attempts.some(isFinalFailure) ? lenientSteps(base.document) : new Set<string>();
  let last = 0;
  for (const attempt of [...attempts].sort((one, other) => one.seq - other.seq)) {
    const { seq, stepId, status, output, error } = attempt;
    const slot = slotOf(stepId, attempt.iteration);
    last = seq;
    if (status === 'succeeded' || status === 'skipped') results.set(slot, { status, output });
    else if (isFinalFailure(attempt) && lenient.has(stepId)) {
      const failure = error === null ? undefined : seenFailure(error);
      results.set(slot, { status: 'failed', output: null, failure });
    } else tries.set(slot, triesAfter(attempt, tries.get(slot)));
  }
  for (const slot of results.keys()) tries.delete(slot);
  return { ...base, results, tries, nextSeq: last + 1 };
}

/** The attempts of a run that is cancelled while these are open, closed. */
export function cancelledAttempts(
  document: FlowDocument,
  open: readonly StoredAttempt[],
  now: Date,
): AttemptRecord[] {
  const tries = new Map(
    open.map((attempt) => [slotOf(attempt.stepId, attempt.iteration), triesAfter(attempt)]),
  );
  return closedAttempts({ document, tries }, 'the run was cancelled', now);
}

/** A try that stored no state of its own goes on from that of the one before it. */
function triesAfter(attempt: StoredAttempt, before?: StepTries): StepTries {
  const { seq, status, try: number, state = answered(before?.state) } = attempt;
  const until = attempt.until ?? undefined;
  if (status === 'failed') return { ended: number, until, state: answered(state) };
  return { ended: number - 1, inFlight: seq, until, state };
}

function isFinalFailure({ status, until }: StoredAttempt): boolean {
  return status === 'failed' && until === null;
}

function lenientSteps(document: FlowDocument): Set<string> {
  const lenient = walkSteps(document).filter(
    (step) => step.kind === 'action' && step.on_error === 'continue',
  );
  return new Set(lenient.map(({ id }) => id));
}
