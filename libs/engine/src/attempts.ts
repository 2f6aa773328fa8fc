import {
  AppError,
  walkSteps,
  type AttemptStatus,
  type JsonValue,
  type ActionStep,
} from '@millrace/model';
import type { Decision } from './decision.ts';
import type { AttemptRecord } from './ports.ts';
import { toStepError } from './errors.ts';
import { placeOfSlot, type CallState, type Place, type RunState, type StepError } from './state.ts';

type Ended = Pick<AttemptRecord, 'seq' | 'tryNumber' | 'status'> &
  Partial<Pick<AttemptRecord, 'input' | 'output' | 'error'>>;

/** An attempt that is over at the moment it is noted. */
export function endedAttempt({ stepId, iteration }: Place, ended: Ended, now: Date): AttemptRecord {
  const { seq, tryNumber, status, input = null, output = null, error = null } = ended;
  const times = { startedAt: now, finishedAt: now, until: null };
  return { seq, stepId, iteration, tryNumber, status, input, output, error, ...times };
}

/** An attempt that has begun. One that was begun before has its input in the store. */
export function begunAttempt(
  decision: Extract<Decision, { kind: 'perform' | 'delay' }>,
  seq: number,
  now: Date,
): AttemptRecord {
  const { stepId, iteration } = decision.place;
  const delay = decision.kind === 'delay';
  return {
    seq,
    stepId,
    iteration,
    tryNumber: delay ? 1 : decision.call.tryNumber,
    status: 'running',
    input: delay ? decision.input : decision.seq === undefined ? decision.call.input : null,
    output: null,
    error: null,
    startedAt: now,
    finishedAt: null,
    until: delay ? decision.until : null,
    state: delay ? undefined : answered(decision.state),
  };
}

/** Ends an attempt that had begun. */
export function endAttempt(
  begun: AttemptRecord,
  how: { output: JsonValue } | { error: StepError; until: Date | null },
  now: Date,
): AttemptRecord {
  const status: AttemptStatus = 'output' in how ? 'succeeded' : 'failed';
  return { ...begun, ...how, status, finishedAt: now, state: undefined };
}

/** The state of a call whose last write was answered. */
export function answered(state: CallState | undefined): CallState | undefined {
  return state?.writes === true ? { ...state, writes: false } : state;
}

/** True for a begun call that may have written something nobody knows of. */
export function mayHaveWritten({ state }: Pick<AttemptRecord, 'state'>): boolean {
  return state?.writes ?? true;
}

/** True for a call whose outcome must be known before it is made again: the step or its action says so. */
export function mustNotRepeat(
  step: ActionStep,
  { neverRepeats }: Pick<RunState, 'neverRepeats'>,
): boolean {
  return step.on_error === 'never_repeat' || neverRepeats?.(step) === true;
}

/** What came in between, in the words of CALL_IN_DOUBT. */
export type Interruption = 'the server stopped' | 'the run timed out' | 'the run was cancelled';

/**
 * The attempts of a run that ends while they are open, closed: calls that must not repeat and may have
 * been made are in doubt, delays and calls of flows are skipped.
 */
export function closedAttempts(
  state: Pick<RunState, 'document' | 'tries' | 'neverRepeats'>,
  what: Interruption,
  now: Date,
): AttemptRecord[] {
  const open = [...state.tries].filter(([, { inFlight }]) => inFlight !== undefined);
  if (open.length === 0) return [];
  const once = new Map(
    walkSteps(state.document)
      .filter((step) => step.kind === 'action' && mustNotRepeat(step, state))
      .map((step) => [step.id, step.name ?? step.id]),
  );
  return open.map(([slot, { ended, inFlight = 0, state: left }]) => {
    const place = placeOfSlot(slot);
    const name = once.get(place.stepId);
    const attempt = { seq: inFlight, tryNumber: ended + 1 };
    if (name === undefined || !mayHaveWritten({ state: left }))
      return endedAttempt(place, { ...attempt, status: 'skipped' }, now);
    const error = toStepError(new AppError('CALL_IN_DOUBT', { step: name, what }));
    return endedAttempt(place, { ...attempt, status: 'in_doubt', error }, now);
  });
}
