import { seededUuid, type Given } from '@millrace/mapping';
import type { JsonValue, Step } from '@millrace/model';
import type { Decision } from './decision.ts';
import type { ActionCall, FlowAnswer } from './ports.ts';
import type { Loops } from './loop-progress.ts';
import type { Scope } from './scope.ts';
import type { CallState, Place, RunState, Slot, StepError } from './state.ts';

/** How far a sequence came; `last` is the output of the last step that ran. */
export type Walked =
  | { kind: 'done' | 'filtered'; last: JsonValue }
  /** A call is under way, something waits, or the run ends. */
  | { kind: 'open' };

/** Walks a sequence as far as it goes. */
export type Walk = (steps: readonly Step[], scope: Scope, iteration: string, pass: Pass) => Walked;

/** Decisions of one pass, about: some milliseconds of mappings, so that a long loop blocks nobody. */
const MOST_DECISIONS = 250;

/** One walk over a run: what it decides from, and what it decided. */
export class Pass {
  readonly decisions: Decision[] = [];
  readonly state: RunState;
  readonly performing: ReadonlySet<Slot>;
  readonly now: Date;
  readonly loops: Loops;
  /** Walks a sequence inside a step. */
  readonly walk: Walk;
  /** True once the run is to end: nothing behind is decided. */
  ended = false;
  /** Calls under way that the walk met, and those it decided on. */
  underWay = 0;
  /** The earliest instant at which something the walk met is due, in milliseconds since 1970. */
  dueAt = Infinity;

  constructor(state: RunState, performing: ReadonlySet<Slot>, now: Date, loops: Loops, walk: Walk) {
    this.state = state;
    this.performing = performing;
    this.now = now;
    this.loops = loops;
    this.walk = walk;
  }

  /**
   * What mappings of a step get beside the data. A step that is evaluated again, for its next try or
   * after a crash, gets the same: a call that is repeated under its key has the same body.
   */
  given({ slot }: Place, { now }: Scope): Given {
    return { now: () => now, uuid: seededUuid(`${this.state.keyId}:${slot}`) };
  }

  /** A step without side effects is done. Gives its output. */
  record(place: Place, input: JsonValue, output: JsonValue): JsonValue {
    const { tryNumber, seq } = this.tryOf(place);
    this.decisions.push({ kind: 'record', place, input, output, tryNumber, seq });
    return output;
  }

  /** The sender of the event is to be answered. Gives the output of the step. */
  respond(place: Place, answer: FlowAnswer): JsonValue {
    const { tryNumber } = this.tryOf(place);
    this.decisions.push({ kind: 'respond', place, answer, tryNumber });
    return { ...answer };
  }

  /** A delay begins. */
  delay(place: Place, input: JsonValue, until: Date): void {
    this.decisions.push({ kind: 'delay', place, input, until });
  }

  /** A call is to be made. */
  perform(place: Place, call: Pick<ActionCall, 'step' | 'input'>, neverRepeat: boolean): void {
    const { tryNumber, seq, state } = this.tryOf(place);
    const { stepId, iteration } = place;
    const idempotencySeed = `${this.state.keyId}:${stepId}:${iteration}`;
    this.underWay += 1;
    this.decisions.push({
      kind: 'perform',
      place,
      call: { ...call, iteration, tryNumber, idempotencySeed },
      neverRepeat,
      seq,
      state,
    });
  }

  /** True when a call of this step is under way, or its next try or the end of its wait is not due. */
  isBusy(place: Place): boolean {
    if (this.performing.has(place.slot)) {
      this.underWay += 1;
      return true;
    }
    const tries = this.state.tries.get(place.slot);
    if (tries?.until === undefined) return false;
    // A called flow may have ended before it is to be looked at.
    if (tries.inFlight !== undefined && tries.state === undefined) return false;
    return this.waits(tries.until.getTime());
  }

  /** True, and noted, when an instant is still to come. */
  waits(instant: number): boolean {
    if (instant <= this.now.getTime()) return false;
    this.dueAt = Math.min(this.dueAt, instant);
    return true;
  }

  /** True when this pass has decided enough; the rest is for the next one. */
  get full(): boolean {
    return this.decisions.length >= MOST_DECISIONS;
  }

  /** True when loops are to begin no further items. */
  get done(): boolean {
    return this.ended || this.full;
  }

  /** What is left is decided in the next pass. */
  goOn(): void {
    this.decisions.push({ kind: 'more' });
  }

  /** A step cannot be carried out. */
  fail(place: Place, error: StepError): void {
    const { tryNumber } = this.tryOf(place);
    this.decisions.push({ kind: 'fail', place, error, tryNumber });
    this.ended = true;
  }

  /** The run ends. */
  finish(status: 'succeeded' | 'stopped' | 'failed', output: JsonValue, error?: StepError): void {
    this.decisions.push({ kind: 'finish', status, output, error });
    this.ended = true;
  }

  /** Nothing more can be done before what is due first. */
  wait(): void {
    this.decisions.push({ kind: 'wait', until: new Date(this.dueAt) });
  }

  /** The number of the try a step is at, and of its attempt when that has begun. */
  tryOf({ slot }: Place): {
    tryNumber: number;
    seq: number | undefined;
    state: CallState | undefined;
  } {
    const tries = this.state.tries.get(slot);
    return { tryNumber: (tries?.ended ?? 0) + 1, seq: tries?.inFlight, state: tries?.state };
  }
}
