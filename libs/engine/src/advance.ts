import type { JsonObject, Step } from '@millrace/model';
import { isJsonObject } from '@millrace/model';
import type { Decision } from './decision.ts';
import { toStepError } from './errors.ts';
import { scopeOf, type RunState } from './state.ts';
import { actionExecutor } from './steps/action.step.ts';
import { filterExecutor } from './steps/filter.step.ts';
import { setExecutor } from './steps/set.step.ts';

/**
 * Decides what a run does next: the first step without a result, or its end. Pure: the same state
 * gives the same decision, so a run resumes after a crash where its stored results end.
 */
export function advance(state: RunState): Decision {
  for (const step of state.document.steps) {
    const result = state.results.get(step.id);
    if (result === undefined) return decideStep(step, state);
    if (step.kind === 'filter' && !passed(result.output)) {
      return { kind: 'finish', status: 'stopped' };
    }
  }
  return { kind: 'finish', status: 'succeeded' };
}

function decideStep(step: Step, state: RunState): Decision {
  try {
    return execute(step, scopeOf(state), state);
  } catch (error) {
    return { kind: 'fail', stepId: step.id, input: null, error: toStepError(error) };
  }
}

function execute(step: Step, scope: JsonObject, state: RunState): Decision {
  if (step.kind === 'action') return actionExecutor.decide(step, scope, state);
  if (step.kind === 'set') return setExecutor.decide(step, scope, state);
  return filterExecutor.decide(step, scope, state);
}

function passed(output: unknown): boolean {
  return isJsonObject(output) && output['passed'] === true;
}
