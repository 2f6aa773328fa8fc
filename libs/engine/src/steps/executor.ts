import type { JsonObject, Step } from '@millrace/model';
import type { Decision } from '../decision.ts';
import type { RunState } from '../state.ts';

/** Decides one kind of step: pure, from the state and the data its mappings see. */
export interface StepExecutor<S extends Step> {
  decide(step: S, scope: JsonObject, state: RunState): Decision;
}
