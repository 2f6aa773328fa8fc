import { isJsonObject, type SetStep } from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import type { StepExecutor } from './executor.ts';

/** Computes named values. */
export const setExecutor: StepExecutor<SetStep> = {
  decide(step, scope) {
    const value = evaluateMapping(step.fields, scope);
    const output = isJsonObject(value) ? value : {};
    return { kind: 'record', stepId: step.id, input: null, output };
  },
};
