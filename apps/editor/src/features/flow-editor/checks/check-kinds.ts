import { previewMapping } from '@millrace/mapping';
import {
  sequencesOf,
  type CallStep,
  type FlowDocument,
  type ForEachStep,
  type JsonObject,
  type Step,
} from '@millrace/model';
import type { Check, Severity } from './check.ts';
import { checkCondition } from './check-mappings.ts';

/** What is wrong with a step apart from its mappings, by its kind. */
export function checkKind(
  document: FlowDocument,
  step: Step,
  scope: JsonObject | undefined,
): Check[] {
  switch (step.kind) {
    case 'filter':
      return checkCondition(document, step, step.when, scope, {
        nothing: 'Nothing is compared: all events pass.',
      });
    case 'branch':
      return [
        ...step.paths.flatMap(({ when, name }, at) =>
          checkCondition(document, step, when, scope, {
            field: `paths.${at}`,
            nothing: `Nothing is compared: "${name}" is always taken when it is reached.`,
          }),
        ),
        ...checkInside(step, 'Nothing is inside this branch yet.'),
      ];
    case 'for-each':
      return [...checkItems(step, scope), ...checkInside(step, 'Nothing is inside this loop yet.')];
    case 'respond':
      return checkAnswer(document, step);
    case 'call':
      return checkCall(step);
    case 'action':
    case 'set':
    case 'delay':
    case 'stop':
      return [];
  }
}

function checkInside(step: Step, message: string): Check[] {
  const isEmpty = sequencesOf(step).every(({ steps }) => steps.length === 0);
  return isEmpty ? [{ place: step.id, severity: 'warning', message }] : [];
}

function checkItems(step: ForEachStep, scope: JsonObject | undefined): Check[] {
  const say = (severity: Severity, message: string): Check[] => [
    { place: step.id, field: 'items', severity, message },
  ];
  if (step.items === '') return say('error', 'Choose the list to go through.');
  if (scope === undefined) return [];
  const preview = previewMapping(step.items, scope);
  if (!preview.ok || preview.type === 'list') return [];
  return say('warning', `A loop goes through a list; here it is ${preview.type}.`);
}

function checkAnswer(document: FlowDocument, step: Step): Check[] {
  const { trigger } = document;
  if (trigger.kind === 'webhook' && trigger.reply?.mode === 'respond') return [];
  const message = 'Nobody gets this answer: set the reply of the trigger to "The flow answers".';
  return [{ place: step.id, severity: 'warning', message }];
}

function checkCall(step: CallStep): Check[] {
  if (step.flow !== '') return [];
  return [
    { place: step.id, field: 'flow', severity: 'error', message: 'Choose the flow to call.' },
  ];
}
