import { parseDuration } from '@millrace/model';
import {
  driveRun,
  stateFrom,
  type ActionCall,
  type CallOutcome,
  type CallRoom,
  type RunState,
} from '@millrace/engine';
import { setAlarm } from './alarm.ts';
import type { LeasedRun } from './leased-run.ts';
import { resultsOf, type RunResults } from './run-results.ts';

/** What a run that is driven needs of the server, in this thread or in another. */
export interface RunHost {
  /** Makes the call. A failure of the application is an outcome, not a throw. */
  perform(call: ActionCall, signal: AbortSignal, room: CallRoom): Promise<CallOutcome>;
  /** False when the lease was lost. */
  save(results: RunResults): Promise<boolean>;
  /** An answer for the sender has been stored. */
  respond(): void;
}

/** The part of a leased run that driving it reads. */
export type DrivenRun = Pick<
  LeasedRun,
  'lease' | 'keyId' | 'flowId' | 'version' | 'document' | 'parentId' | 'startedAt' | 'attempts'
>;

/** What came in, and what is known of the actions it may call. */
export type RunData = Pick<RunState, 'trigger' | 'fieldsOf' | 'neverRepeats'>;

/** Drives a run until it ends, waits, loses its lease or `signal` is aborted. */
export function driveLeased(
  run: DrivenRun,
  data: RunData,
  host: RunHost,
  signal: AbortSignal,
): Promise<void> {
  return driveRun(
    stateOf(run, data),
    {
      perform: (call, called, room) => host.perform(call, called, room),
      save: (attempts, update) => host.save(resultsOf(run, attempts, update)),
      respond: () => host.respond(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => new Date(),
      alarm: setAlarm,
      random: () => Math.random(),
    },
    signal,
  );
}

function stateOf(run: DrivenRun, { trigger, fieldsOf, neverRepeats }: RunData): RunState {
  return stateFrom(
    {
      runId: run.lease.runId,
      keyId: run.keyId,
      flow: { id: run.flowId, version: run.version },
      document: run.document,
      fieldsOf,
      neverRepeats,
      startedAt: run.startedAt,
      trigger,
      deadline: deadlineOf(run),
    },
    run.attempts,
  );
}

function deadlineOf({ document, startedAt }: DrivenRun): Date | undefined {
  const limit = document.limits?.timeout;
  const ms = limit === undefined ? undefined : parseDuration(limit);
  return ms === undefined ? undefined : new Date(startedAt.getTime() + ms);
}
