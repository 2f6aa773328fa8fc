import type {
  ActionRef,
  Field,
  FlowDocument,
  JsonObject,
  JsonValue,
  RunError,
  StepFailure,
} from '@millrace/model';

/** What one finished step left behind. */
export interface StepResult {
  status: 'succeeded' | 'failed' | 'skipped';
  output: JsonValue;
  /** How the call of a step failed after which the flow goes on. */
  failure?: StepFailure | undefined;
}

/** What a call that is not over left behind, to be gone on from. */
export interface CallState {
  /** The connector's own; nobody else reads it. */
  text: string;
  /** True while a write may be under way: nobody knows whether it was made when the process ends now. */
  writes: boolean;
}

/** Tries of a step that has no result yet. */
export interface StepTries {
  /** Tries that have ended. */
  ended: number;
  /** The attempt that was begun and whose end is not known: a delay, or the process died in it. */
  inFlight?: number | undefined;
  /** When the next try is due, or a delay or the wait of a call ends. */
  until?: Date | undefined;
  /** How far its call is. */
  state?: CallState | undefined;
}

/**
 * Where a step stands in a run: its id, behind the iterations of the loops around it, for example
 * `subscribe` or `lines[3].subscribe`. The key of results and tries.
 */
export type Slot = string;

/** The slot of a step. `iteration` is empty outside of loops, otherwise `lines[3]`. */
export function slotOf(stepId: string, iteration: string): Slot {
  return iteration === '' ? stepId : `${iteration}.${stepId}`;
}

/** A step in a run: its id, where the loops around it stand, and both in one. */
export interface Place {
  stepId: string;
  /** For example `lines[3]` or `lines[3].parts[0]`; empty outside of loops. */
  iteration: string;
  slot: Slot;
}

export function placeOf(stepId: string, iteration: string): Place {
  return { stepId, iteration, slot: slotOf(stepId, iteration) };
}

/** The place a slot names: step ids have no dots. */
export function placeOfSlot(slot: Slot): Place {
  const dot = slot.lastIndexOf('.');
  return { stepId: slot.slice(dot + 1), iteration: slot.slice(0, Math.max(dot, 0)), slot };
}

/** Everything `advance` decides from: rebuilt from stored attempts after a crash. */
export interface RunState {
  runId: string;
  /** Names the run in idempotency keys: its own id, or of the failed run it repeats. */
  keyId: string;
  flow: { id: string; version: number };
  document: FlowDocument;
  /** When it first ran: what templates get as the time, until a delay has ended. */
  startedAt: Date;
  /** What arrived, as mappings see it under `trigger`. */
  trigger: JsonObject;
  /** The input fields of an action; where there are none, all that is missing is an error. */
  fieldsOf?: ((action: ActionRef) => readonly Field[]) | undefined;
  /** True for an action that must not be done again when nobody knows whether it was done. */
  neverRepeats?: ((action: ActionRef) => boolean) | undefined;
  /** After this instant the run fails with RUN_TIMED_OUT. */
  deadline?: Date | undefined;
  results: ReadonlyMap<Slot, StepResult>;
  tries: ReadonlyMap<Slot, StepTries>;
  /** The number of the next attempt: attempts of a run are numbered from 1 in order. */
  nextSeq: number;
}

/** An error as it is stored with a run and an attempt. */
export type StepError = RunError;
