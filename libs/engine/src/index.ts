// Decisions
export { advance } from './advance.ts';
export type { ActionCall, Decision, FailureDecision } from './decision.ts';
export { decideFailure, DEFAULT_RETRY, type FailedCall } from './retry.ts';

// State
export {
  scopeOf,
  withEndedTry,
  withResult,
  type RunState,
  type StepError,
  type StepResult,
  type StepTries,
} from './state.ts';
export { toStepError } from './errors.ts';

// Driving a run
export {
  driveRun,
  type AttemptRecord,
  type CallOutcome,
  type RunPorts,
  type RunUpdate,
} from './drive.ts';
