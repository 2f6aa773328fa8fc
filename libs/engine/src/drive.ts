import type { AttemptStatus, JsonValue, RunStatus } from '@millrace/model';
import { advance } from './advance.ts';
import type { ActionCall, Decision } from './decision.ts';
import { decideFailure } from './retry.ts';
import { withEndedTry, withResult, type RunState, type StepError } from './state.ts';

/** One try of one step, to be stored. */
export interface AttemptRecord {
  /** Position in the run; storing the same position again replaces the attempt. */
  seq: number;
  stepId: string;
  tryNumber: number;
  status: AttemptStatus;
  input: JsonValue;
  output: JsonValue;
  error: StepError | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** A new state of the run, to be stored with the attempts. */
export interface RunUpdate {
  status: RunStatus;
  /** When a waiting run continues. */
  availableAt?: Date;
  error?: StepError;
}

/** How a call ended. */
export type CallOutcome =
  | { ok: true; output: JsonValue }
  | { ok: false; error: StepError; retryable: boolean; retryAfter?: number | undefined };

/** Everything the engine needs from outside. */
export interface RunPorts {
  /** Makes the call. A failure of the application is an outcome, not a throw. */
  perform(call: ActionCall): Promise<CallOutcome>;
  /**
   * Stores attempts and, with an update, the run's new state, in one write.
   * False when the lease was lost: another worker has the run, and this one must stop.
   */
  save(attempts: readonly AttemptRecord[], update?: RunUpdate): Promise<boolean>;
  now(): Date;
  /** In [0, 1). */
  random(): number;
}

/**
 * Runs a flow until it ends, waits, or the lease is lost. Results of calls are stored before the
 * next call starts; results of pure steps travel with the next write, because computing them again
 * after a crash gives the same. The last call's result and the run's end are one write.
 */
export async function driveRun(initial: RunState, ports: RunPorts): Promise<void> {
  let state = initial;
  let unsaved: AttemptRecord[] = [];
  let callUnsaved = false;
  let seq = initial.nextSeq;
  for (;;) {
    const decision = advance(state);
    if (decision.kind === 'record') {
      unsaved.push(pureAttempt(decision, seq++, ports.now()));
      state = withResult(state, decision.stepId, { status: 'succeeded', output: decision.output });
      continue;
    }
    if (decision.kind !== 'perform') {
      const end = endOf(decision, seq, ports.now());
      await ports.save([...unsaved, ...end.attempts], end.update);
      return;
    }
    const { call } = decision;
    const begun = beginAttempt(call, seq++, ports.now());
    if (callUnsaved || decision.neverRepeat) {
      if (!(await ports.save(decision.neverRepeat ? [...unsaved, begun] : unsaved))) return;
      unsaved = [];
    }
    const outcome = await ports.perform(call);
    const ended = endAttempt(begun, outcome, ports.now());
    unsaved.push(ended);
    callUnsaved = true;
    const next = afterCall(state, call, outcome, ports);
    if (next.update !== undefined) {
      await ports.save(unsaved, next.update);
      return;
    }
    state = next.state;
  }
}

interface AfterCall {
  state: RunState;
  update?: RunUpdate;
}

function afterCall(
  state: RunState,
  call: ActionCall,
  outcome: CallOutcome,
  ports: RunPorts,
): AfterCall {
  const { step, tryNumber } = call;
  if (outcome.ok) {
    return { state: withResult(state, step.id, { status: 'succeeded', output: outcome.output }) };
  }
  const failed = { tryNumber, retryable: outcome.retryable, retryAfter: outcome.retryAfter };
  const decision = decideFailure(step, failed, ports.now(), ports.random());
  if (decision.kind === 'continue') {
    const after = withEndedTry(state, step.id);
    return { state: withResult(after, step.id, { status: 'failed', output: null }) };
  }
  const update: RunUpdate =
    decision.kind === 'retry'
      ? { status: 'waiting', availableAt: decision.at }
      : { status: 'failed', error: outcome.error };
  return { state, update };
}

function endOf(
  decision: Exclude<Decision, { kind: 'record' | 'perform' }>,
  nextSeq: number,
  now: Date,
): { attempts: AttemptRecord[]; update: RunUpdate } {
  if (decision.kind === 'finish') return { attempts: [], update: { status: decision.status } };
  const { stepId, error } = decision;
  const doubt = decision.kind === 'doubt';
  const attempt: AttemptRecord = {
    seq: decision.kind === 'doubt' ? decision.seq : nextSeq,
    stepId,
    tryNumber: 1,
    status: doubt ? 'in_doubt' : 'failed',
    input: doubt ? null : decision.input,
    output: null,
    error,
    startedAt: now,
    finishedAt: now,
  };
  return { attempts: [attempt], update: { status: doubt ? 'in_doubt' : 'failed', error } };
}

function pureAttempt(
  decision: Extract<Decision, { kind: 'record' }>,
  seq: number,
  now: Date,
): AttemptRecord {
  const { stepId, input, output } = decision;
  return {
    seq,
    stepId,
    tryNumber: 1,
    status: 'succeeded',
    input,
    output,
    error: null,
    startedAt: now,
    finishedAt: now,
  };
}

function beginAttempt(call: ActionCall, seq: number, now: Date): AttemptRecord {
  return {
    seq,
    stepId: call.step.id,
    tryNumber: call.tryNumber,
    status: 'running',
    input: call.input,
    output: null,
    error: null,
    startedAt: now,
    finishedAt: null,
  };
}

function endAttempt(begun: AttemptRecord, outcome: CallOutcome, now: Date): AttemptRecord {
  return outcome.ok
    ? { ...begun, status: 'succeeded', output: outcome.output, finishedAt: now }
    : { ...begun, status: 'failed', error: outcome.error, finishedAt: now };
}
