import type { ActionStep, JsonObject, JsonValue } from '@millrace/model';
import type { StepError } from './state.ts';

/** A call to the outside that the driver makes for the engine. */
export interface ActionCall {
  step: ActionStep;
  input: JsonObject;
  /** Counts from 1. */
  tryNumber: number;
  /** Hash this for the Idempotency-Key: the same over retries and restarts of one run. */
  idempotencySeed: string;
}

/** What the engine wants done next. */
export type Decision =
  /** A step without side effects is done; remember it. */
  | { kind: 'record'; stepId: string; input: JsonValue; output: JsonValue }
  /** Make this call, then report how it ended. */
  | { kind: 'perform'; call: ActionCall; neverRepeat: boolean }
  /** A step cannot be carried out; the run ends. */
  | { kind: 'fail'; stepId: string; input: JsonValue; error: StepError }
  /** The run has ended. */
  | { kind: 'finish'; status: 'succeeded' | 'stopped' }
  /** A call may have been made and must not be made twice; a person decides. */
  | { kind: 'doubt'; stepId: string; seq: number; error: StepError };

/** What to do after a failed call. */
export type FailureDecision = { kind: 'fail' } | { kind: 'continue' } | { kind: 'retry'; at: Date };
