import { checkInput, inputError } from '@millrace/connector-kit';
import { evaluateCondition, evaluateInput, evaluateMapping } from '@millrace/mapping';
import {
  isAppError,
  type ActionInfo,
  type FlowDocument,
  type JsonObject,
  type JsonValue,
  type Step,
} from '@millrace/model';
import { CAPTURED, MANIFESTS, type CapturedName } from './payloads.ts';

/** What became of a flow for one event. */
type Outcome = 'ended' | 'failed';

/**
 * Carries a flow out for every captured event, as a run would, with the samples of actions for calls:
 * whether a step fails is then a fact and no opinion of the checker.
 */
export function failures(document: FlowDocument, on: CapturedName): number {
  const events: readonly JsonObject[] = CAPTURED[on];
  return events.filter((trigger) => outcomeOf(document, trigger) === 'failed').length;
}

/** True when the flow has only steps that are carried out here. */
export function isSimple({ steps }: FlowDocument): boolean {
  return steps.every(({ kind }) => ['set', 'action', 'filter', 'call'].includes(kind));
}

function outcomeOf(document: FlowDocument, trigger: JsonObject): Outcome {
  const steps: JsonObject = {};
  const flow = { id: 'flow', name: document.name, version: 1 };
  const data = { trigger, steps, flow, run: { id: 'run' } };
  try {
    for (const step of document.steps) {
      const output = outputOf(step, data);
      if (output === undefined) return 'ended';
      steps[step.id] = { output };
    }
    return 'ended';
  } catch (error) {
    if (isAppError(error)) return 'failed';
    throw error;
  }
}

/** The output of a step; undefined behind a filter that nothing passes. Throws what the run fails with. */
function outputOf(step: Step, data: JsonObject): JsonValue | undefined {
  if (step.kind === 'set') return evaluateMapping(step.fields, data) ?? {};
  if (step.kind === 'filter') {
    return evaluateCondition(step.when, data) ? { passed: true } : undefined;
  }
  if (step.kind === 'call') {
    evaluateMapping(step.body ?? null, data);
    return { whatever: { number: '1' } };
  }
  if (step.kind !== 'action') throw new Error(`"${step.kind}" is not carried out here`);
  const { input: fields, label, sample } = actionOf(step.action);
  const faults = checkInput(fields, evaluateInput(step.input, fields, data));
  if (faults.length > 0) throw inputError(label, faults);
  return sample.output;
}

function actionOf(id: string): ActionInfo {
  const [connector, name] = id.split('.');
  const actions = MANIFESTS.find((manifest) => manifest.id === connector)?.actions ?? [];
  const action = actions.find((one) => one.id === name);
  if (action === undefined) throw new Error(`there is no action "${id}"`);
  return action;
}
