import { AppError, isJsonObject, type ActionStep } from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import { toStepError } from '../errors.ts';
import type { StepExecutor } from './executor.ts';

/** Prepares a call to an application. */
export const actionExecutor: StepExecutor<ActionStep> = {
  decide(step, scope, state) {
    const tries = state.tries.get(step.id);
    const neverRepeat = step.on_error === 'never_repeat';
    if (neverRepeat && tries?.inFlight !== undefined) {
      const error = new AppError('CALL_IN_DOUBT', { step: step.name ?? step.id });
      return { kind: 'doubt', stepId: step.id, seq: tries.inFlight, error: toStepError(error) };
    }
    const input = evaluateMapping(step.input, scope);
    return {
      kind: 'perform',
      neverRepeat,
      call: {
        step,
        input: isJsonObject(input) ? input : {},
        tryNumber: (tries?.ended ?? 0) + 1,
        idempotencySeed: `${state.runId}:${step.id}:`,
      },
    };
  },
};
