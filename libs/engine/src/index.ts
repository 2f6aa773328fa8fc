// Decisions
export type { ActionCall, FlowAnswer } from './ports.ts';
export { decideFailure, DEFAULT_RETRY, type FailedCall } from './retry.ts';

// State
export {
  slotOf,
  type CallState,
  type RunState,
  type Slot,
  type StepError,
  type StepResult,
  type StepTries,
} from './state.ts';
export { cancelledAttempts, stateFrom, type StoredAttempt } from './stored.ts';
export { toStepError } from './errors.ts';
export { timedOut } from './timeout.ts';

// Driving a run
export { driveRun } from './drive.ts';
export { CheckpointLost } from './begun-call.ts';
export type { AttemptRecord, CallOutcome, CallRoom, RunPorts, RunUpdate } from './ports.ts';

// Trying one step
export { rehearse, type Rehearsed, type RehearsedRun } from './rehearse.ts';
