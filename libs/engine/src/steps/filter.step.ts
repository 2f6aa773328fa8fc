import type { FilterStep } from '@millrace/model';
import { evaluateCondition } from '@millrace/mapping';
import type { StepExecutor } from './executor.ts';

/** Lets the run go on, or ends it as stopped. */
export const filterExecutor: StepExecutor<FilterStep> = {
  decide(step, scope) {
    const passed = evaluateCondition(step.when, scope);
    return { kind: 'record', stepId: step.id, input: null, output: { passed } };
  },
};
