import type { AttemptStatus, JsonValue, RunStatus } from '@millrace/model';
import type { ActionCall, FlowAnswer } from './decision.ts';
import { RunDriver } from './run-driver.ts';
import type { RunState, StepError } from './state.ts';

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

/** How a call ended. */
export type CallOutcome =
  | { ok: true; output: JsonValue }
  | { ok: false; error: StepError; retryable: boolean; retryAfter?: number | undefined }
  /** The called flow still runs: look again then, or earlier. */
  | { pending: true; until: Date };

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
  /** In [0, 1). */
  random(): number;
}

/**
 * Runs a flow until it ends, waits, or may not go on: the lease was lost, or `signal` says so. Then
 * calls under way are aborted and nothing more is saved.
 *
 * The result of a call is stored before a step behind it makes the next call; results of steps
 * without side effects travel with the next write, because computing them again after a crash
 * gives the same. The last call's result and the run's end are one write. Rejects with what a port
 * throws; the run then goes on elsewhere from what is stored.
 */
export async function driveRun(
  state: RunState,
  ports: RunPorts,
  signal?: AbortSignal,
): Promise<void> {
  const driver = new RunDriver(state, ports);
  const stop = (): void => driver.stop();
  if (signal?.aborted === true) return;
  signal?.addEventListener('abort', stop);
  try {
    await driver.run();
  } catch (error) {
    driver.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
