import { isJsonObject, walkSteps, type JsonValue } from '@millrace/model';
import {
  answered,
  begunAttempt,
  closedAttempts,
  endAttempt,
  endedAttempt,
  type Interruption,
} from './attempts.ts';
import type { Decision, FailureDecision } from './decision.ts';
import { seenFailure } from './errors.ts';
import { BegunCall, type CallKeeper } from './begun-call.ts';
import type { AttemptRecord, CallOutcome, RunPorts } from './ports.ts';
import { Outbox } from './outbox.ts';
import {
  placeOfSlot,
  type CallState,
  type RunState,
  type Slot,
  type StepError,
  type StepResult,
  type StepTries,
} from './state.ts';

type Of<K extends Decision['kind']> = Extract<Decision, { kind: K }>;

/** What a run has done: in memory for the next decisions, and on its way to the store. */
export class Journal {
  readonly outbox: Outbox;
  /** Grows with what is noted. */
  readonly state: RunState;
  private readonly results: Map<Slot, StepResult>;
  private readonly tries: Map<Slot, StepTries>;
  private seq: number;
  /** Failures that end the run. They are stored with its end, because alone they would say that a try follows. */
  private readonly last: AttemptRecord[] = [];
  /** The answer of the last respond step. */
  private answer: { body: JsonValue } | undefined;
  /** Why attempts are open that are neither under way nor waiting. */
  private interruption: Interruption = 'the server stopped';
  /** What those sent that were cut, by the number of their attempt. */
  private readonly cutCalls = new Map<number, CallOutcome['calls']>();

  constructor(initial: RunState, save: RunPorts['save']) {
    this.results = new Map(initial.results);
    this.tries = new Map(initial.tries);
    this.state = { ...initial, results: this.results, tries: this.tries };
    this.outbox = new Outbox(save);
    this.seq = initial.nextSeq;
    if (initial.results.size > 0) this.answer = lastAnswer(initial);
  }

  /** A step without side effects is done. */
  record({ place, input, output, tryNumber, seq }: Of<'record'>, now: Date): void {
    this.outbox.add(
      endedAttempt(
        place,
        { seq: seq ?? this.seq++, tryNumber, status: 'succeeded', input, output },
        now,
      ),
    );
    this.done(place.slot, { status: 'succeeded', output });
  }

  respond({ place, answer, tryNumber }: Of<'respond'>, now: Date): void {
    const output = { ...answer };
    const record = { kind: 'record', place, input: null, output, tryNumber } as const;
    this.record({ ...record, seq: undefined }, now);
    this.answer = { body: answer.body };
  }

  delay(decision: Of<'delay'>, now: Date): void {
    const attempt = begunAttempt(decision, this.seq++, now);
    this.outbox.addCall(attempt);
    const { until } = decision;
    this.tries.set(decision.place.slot, { ended: 0, inFlight: attempt.seq, until });
  }

  /** A step could not be carried out. */
  fail({ place, error, tryNumber }: Of<'fail'>, now: Date): void {
    const seq = this.seq++;
    this.last.push(endedAttempt(place, { seq, tryNumber, status: 'failed', error }, now));
  }

  /** What a call sent is kept with its attempt, however that ends. */
  sent(call: BegunCall, calls: CallOutcome['calls']): void {
    if (calls !== undefined) call.attempt = { ...call.attempt, calls };
  }

  /** A call begins; noted in the store only where it must not be made again. */
  begin(perform: Of<'perform'>, now: Date, keeper: CallKeeper): BegunCall {
    const attempt = begunAttempt(perform, perform.seq ?? this.seq++, now);
    // A call with a state says itself before each write that it may be made.
    if (perform.neverRepeat && perform.state === undefined) this.outbox.add(attempt);
    return new BegunCall(perform, attempt, keeper);
  }

  /** A call under way is to be gone on with from here. */
  keep(call: BegunCall, state: CallState): void {
    this.outbox.addCall({ ...call.attempt, state });
    call.attempt = { ...call.attempt, state, input: null };
  }

  succeeded({ perform, attempt }: BegunCall, output: JsonValue, now: Date): void {
    this.outbox.addCall(endAttempt(attempt, { output }, now));
    this.done(perform.place.slot, { status: 'succeeded', output });
  }

  failed(
    { perform, attempt }: BegunCall,
    error: StepError,
    next: FailureDecision,
    now: Date,
  ): void {
    const until = next.kind === 'retry' ? next.at : null;
    const ended = endAttempt(attempt, { error, until }, now);
    if (next.kind === 'fail') this.last.push(ended);
    else this.outbox.addCall(ended);
    const { slot } = perform.place;
    if (next.kind === 'continue') {
      this.done(slot, { status: 'failed', output: null, failure: seenFailure(error) });
    } else {
      const { tryNumber } = perform.call;
      const state = answered(attempt.state);
      this.tries.set(slot, { ended: tryNumber, until: until ?? undefined, state });
    }
  }

  /** The action itself says that it may have been done, and must not be done again. */
  doubted({ attempt }: BegunCall, error: StepError, now: Date): void {
    this.last.push({ ...endAttempt(attempt, { error, until: null }, now), status: 'in_doubt' });
  }

  /** The called flow still runs, or the action waits. A state that is stored is not stored again. */
  pending(
    { perform, attempt }: BegunCall,
    { until, state: text }: Extract<CallOutcome, { pending: true }>,
  ): void {
    const isKept = text === undefined || (text === attempt.state?.text && !attempt.state.writes);
    const state = isKept ? attempt.state : { text, writes: false };
    this.outbox.addCall({ ...attempt, until, state: isKept ? undefined : state });
    const ended = perform.call.tryNumber - 1;
    this.tries.set(perform.place.slot, { ended, inFlight: attempt.seq, until, state });
  }

  /** The run's time-out cut a call that must not be repeated: nobody knows whether it was made. */
  cut({ perform, attempt }: BegunCall): void {
    this.interruption = 'the run timed out';
    this.cutCalls.set(attempt.seq, attempt.calls);
    const ended = perform.call.tryNumber - 1;
    this.tries.set(perform.place.slot, { ended, inFlight: attempt.seq, state: attempt.state });
  }

  /** The error of a call that must not be repeated and may have been made. */
  doubt(now: Date): StepError | undefined {
    const doubts = this.closed(now).filter(({ status }) => status === 'in_doubt');
    return doubts[0]?.error ?? undefined;
  }

  /** The run ends: what is open is closed. */
  close(now: Date): void {
    for (const attempt of this.closed(now)) this.outbox.add(attempt);
    for (const attempt of this.last) this.outbox.add(attempt);
  }

  /** What the run put out: the body of its last respond step, otherwise of its last step. */
  outputOf(last: JsonValue): JsonValue {
    return this.answer === undefined ? last : this.answer.body;
  }

  private closed(now: Date): AttemptRecord[] {
    return closedAttempts(this.state, this.interruption, now).map((attempt) => {
      const calls = this.cutCalls.get(attempt.seq);
      return calls === undefined ? attempt : { ...attempt, calls };
    });
  }

  private done(slot: Slot, result: StepResult): void {
    this.results.set(slot, result);
    this.tries.delete(slot);
  }
}

/** The answer of the last respond step before a run was interrupted. */
function lastAnswer({ document, results }: RunState): { body: JsonValue } | undefined {
  const responds = new Set(
    walkSteps(document)
      .filter(({ kind }) => kind === 'respond')
      .map(({ id }) => id),
  );
  const answers = [...results].filter(([slot]) => responds.has(placeOfSlot(slot).stepId));
  const output = answers.at(-1)?.[1].output;
  return isJsonObject(output) ? { body: output['body'] ?? null } : undefined;
}
