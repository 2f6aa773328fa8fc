import { sequencesOf, type CallStep, type FlowDocument, type Step } from '@millrace/model';
import type { Check } from './check.ts';

/** What is wrong with a step apart from its mappings, by its kind. */
export function checkKind(document: FlowDocument, step: Step): Check[] {
  switch (step.kind) {
    case 'branch':
      return checkInside(step, 'Nothing is inside this branch yet.');
    case 'for-each':
      return checkInside(step, 'Nothing is inside this loop yet.');
    case 'respond':
      return checkAnswer(document, step);
    case 'call':
      return checkCall(step);
    case 'action':
    case 'set':
    case 'filter':
    case 'delay':
    case 'stop':
      return [];
  }
}

function checkInside(step: Step, message: string): Check[] {
  const isEmpty = sequencesOf(step).every(({ steps }) => steps.length === 0);
  return isEmpty ? [{ place: step.id, severity: 'warning', message }] : [];
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
