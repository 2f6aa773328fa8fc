import type { FlowDocument, JsonObject, JsonValue, RunError } from '@millrace/model';

/** What one finished step left behind. */
export interface StepResult {
  status: 'succeeded' | 'failed' | 'skipped';
  output: JsonValue;
}

/** One failed try of an action that may be tried again. */
export interface StepTries {
  /** Tries that have ended. */
  ended: number;
  /** The attempt that was begun and whose end is not known: the process died in the middle. */
  inFlight?: number | undefined;
}

/** Everything `advance` decides from. Plain data: rebuilt from stored attempts after a crash. */
export interface RunState {
  runId: string;
  flow: { id: string; version: number };
  document: FlowDocument;
  /** What arrived, as mappings see it under `trigger`. */
  trigger: JsonObject;
  results: ReadonlyMap<string, StepResult>;
  tries: ReadonlyMap<string, StepTries>;
  /** The number of the next attempt: attempts of a run are numbered from 1 in order. */
  nextSeq: number;
}

/** The state with one more finished step. */
export function withResult(state: RunState, stepId: string, result: StepResult): RunState {
  return { ...state, results: new Map(state.results).set(stepId, result) };
}

/** The state with one more ended try of a step. */
export function withEndedTry(state: RunState, stepId: string): RunState {
  const ended = (state.tries.get(stepId)?.ended ?? 0) + 1;
  return { ...state, tries: new Map(state.tries).set(stepId, { ended }) };
}

/** The data mappings see: the trigger, finished steps, the flow and the run. Never secrets. */
export function scopeOf(state: RunState): JsonObject {
  const steps: JsonObject = {};
  for (const [id, result] of state.results) steps[id] = { output: result.output };
  return {
    trigger: state.trigger,
    steps,
    flow: { ...state.flow, name: state.document.name },
    run: { id: state.runId },
  };
}

/** An error as it is stored with a run and an attempt. */
export type StepError = RunError;
