import type {
  ActionStep,
  AttemptStatus,
  CallStep,
  JsonObject,
  JsonValue,
  RecordedCalls,
  RunStatus,
} from '@millrace/model';
import type { CallState, StepError } from './state.ts';

/** A call to the outside that the driver makes for the engine. */
export interface ActionCall {
  step: ActionStep | CallStep;
  /** For example `lines[3]`; empty outside of loops. */
  iteration: string;
  /** Of a call step: `{ body }`. */
  input: JsonObject;
  /** Counts from 1. */
  tryNumber: number;
  /** Hash this for the Idempotency-Key: the same over retries and restarts of one run. */
  idempotencySeed: string;
}

/** Where a call of several requests keeps how far it is. */
export interface CallRoom {
  /** What the step stored last, in this try or an earlier one; undefined at its beginning. */
  readonly state: string | undefined;
  /** True for a new try: the one before it failed. */
  readonly retries: boolean;
  /** True when nothing may be sent again of which nobody knows whether it arrived. */
  readonly neverRepeat: boolean;
  /**
   * Stores how far the call is; `writes` says that what it sends next is a write. A process that ends
   * then, or a try that fails, is followed by a call with this state. Rejects when it was not stored,
   * for example because the lease was lost: then nothing more may be sent.
   */
  checkpoint(state: string, writes: boolean): Promise<void>;
}

/** What a respond step answers to the sender of the event. */
export interface FlowAnswer {
  status: number;
  headers: Record<string, string>;
  /** Text is sent as it is, anything else as JSON; nothing when null. */
  body: JsonValue;
  /** What the step asks for and the answer does not carry, in words; absent when there is nothing to say. */
  warnings?: string[];
}

/** One try of one step, to be stored. */
export interface AttemptRecord {
  /**
   * Position in the run. Storing the same position again replaces status, output, error, `until`
   * and the finish of the attempt; its start stays, and so do its input and its state unless new ones
   * are given.
   */
  seq: number;
  stepId: string;
  /** Where the loops around the step stand, for example `lines[3]`; empty outside of loops. */
  iteration: string;
  /** Counts from 1. */
  tryNumber: number;
  status: AttemptStatus;
  input: JsonValue;
  output: JsonValue;
  error: StepError | null;
  startedAt: Date;
  finishedAt: Date | null;
  /** When a failed one is tried again; when a running delay ends; when a call that waits goes on. */
  until: Date | null;
  /** How far a call of several requests is. Never shown, and of no use once its step has a result. */
  state?: CallState | undefined;
  /** What it sent to the outside; absent when it sent nothing. */
  calls?: RecordedCalls | undefined;
}

/** A new state of the run, to be stored with the attempts. */
export interface RunUpdate {
  status: RunStatus;
  /** When a waiting run continues. */
  availableAt?: Date;
  error?: StepError;
  /** When it ended well: the body of its last respond step, otherwise the last step's output. */
  output?: JsonValue;
}

/** How a call ended. An error CALL_IN_DOUBT means that it may have been made and must not be made again. */
export type CallOutcome = (
  | { ok: true; output: JsonValue }
  | { ok: false; error: StepError; retryable: boolean; retryAfter?: number | undefined }
  /**
   * A called flow still runs: look again then, or earlier. An action waits, and goes on from `state`
   * at that time; until then nothing of it is under way.
   */
  | { pending: true; until: Date; state?: string | undefined }
) & { calls?: RecordedCalls | undefined };

/** Everything the engine needs from outside. */
export interface RunPorts {
  /** Makes the call. A failure of the application is an outcome, not a throw. */
  perform(call: ActionCall, signal: AbortSignal, room: CallRoom): Promise<CallOutcome>;
  /**
   * Stores attempts and, with an update, the run's new state, in one write. One at a time.
   * False when the lease was lost: another worker has the run, and this one must stop.
   */
  save(attempts: readonly AttemptRecord[], update?: RunUpdate): Promise<boolean>;
  /** Answers the sender of the event, when it still waits. */
  respond(answer: FlowAnswer): void;
  /** Lets others have their turn, in the middle of a long loop. */
  pause(): Promise<void>;
  now(): Date;
  /** Calls `ring` at an instant, never before it, unless the returned function was called. */
  alarm(at: Date, ring: () => void): () => void;
  /** In [0, 1). */
  random(): number;
}
