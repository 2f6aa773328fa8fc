import type {
  ActionStep,
  AttemptStatus,
  CallStep,
  JsonObject,
  JsonValue,
  RecordedCalls,
  RunStatus,
} from '@millrace/model';
import type { StepError } from './state.ts';

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
   * and the finish of the attempt; its start stays, and its input unless a new one is given.
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
  /** When a failed one is tried again; when a running delay ends; when to look at a called flow. */
  until: Date | null;
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
  /** The called flow still runs: look again then, or earlier. */
  | { pending: true; until: Date }
) & { calls?: RecordedCalls | undefined };

/** Everything the engine needs from outside. */
export interface RunPorts {
  /** Makes the call. A failure of the application is an outcome, not a throw. */
  perform(call: ActionCall, signal: AbortSignal): Promise<CallOutcome>;
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
