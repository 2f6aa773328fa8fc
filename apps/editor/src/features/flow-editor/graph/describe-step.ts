import type { ForEachStep, Step, StepKind, Trigger } from '@millrace/model';
import { durationWords } from '../../../ui/duration.ts';
import { connectorIdOf, findAction, findTrigger, type Catalogue } from './catalogue.ts';
import { describeCondition, describeMapping } from './describe-condition.ts';

/** What stands for a step on the canvas: a connector's icon or the icon of its kind. */
export type StepIcon =
  { connector: string } | { kind: Exclude<StepKind, 'action'> | 'webhook' | 'manual' | 'flow' };

export interface StepLabel {
  title: string;
  summary: string;
  icon: StepIcon;
}

/** What a step of each kind is called that has no name; an action is called by its manifest. */
export const KIND_TITLES: Readonly<Record<Exclude<StepKind, 'action'>, string>> = {
  set: 'Set fields',
  filter: 'Filter',
  branch: 'Branch',
  'for-each': 'For each',
  delay: 'Wait',
  respond: 'Answer',
  stop: 'Stop',
  call: 'Call a flow',
};

/** Title, one-line summary and icon of a step. */
export function describeStep(step: Step, catalogue: Catalogue): StepLabel {
  if (step.kind !== 'action') {
    const { kind } = step;
    return { title: step.name ?? KIND_TITLES[kind], summary: summaryOf(step), icon: { kind } };
  }
  const connectorId = connectorIdOf(step.action);
  const known = findAction(catalogue, step.action);
  const title = known?.action.label ?? step.action;
  const connector = known?.connector.name ?? connectorId;
  return {
    title: step.name ?? title,
    summary: step.name === undefined ? connector : `${title} · ${connector}`,
    icon: { connector: connectorId },
  };
}

function summaryOf(step: Exclude<Step, { kind: 'action' }>): string {
  switch (step.kind) {
    case 'set':
      return Object.keys(step.fields).join(', ') || 'No fields yet';
    case 'filter':
      return describeCondition(step.when);
    case 'branch':
      return step.paths.map(({ name }) => name).join(', ');
    case 'for-each':
      return loopSummary(step);
    case 'delay':
      return step.for === undefined
        ? `until ${describeMapping(step.until ?? '')}`
        : durationWords(step.for);
    case 'respond':
      return `Status ${step.status}`;
    case 'stop':
      return step.as === 'failed' ? 'The run fails' : 'The run ends here';
    case 'call':
      return step.flow === '' ? 'No flow yet' : step.flow;
  }
}

function loopSummary({ items, concurrency }: ForEachStep): string {
  if (items === '') return 'Nothing to go through yet';
  const list = describeMapping(items);
  return concurrency === 1 ? list : `${list}, ${concurrency} at a time`;
}

/** Title, summary and icon of a flow's trigger. */
export function describeTrigger(trigger: Trigger, catalogue: Catalogue): StepLabel {
  if (trigger.kind === 'manual') {
    return { title: 'Started by hand', summary: 'Trigger', icon: { kind: 'manual' } };
  }
  const known = findTrigger(catalogue, trigger.source);
  if (known === undefined) {
    return { title: 'Webhook', summary: 'Any application', icon: { kind: 'webhook' } };
  }
  return {
    title: known.trigger.label,
    summary: `Webhook · ${known.connector.name}`,
    icon: { connector: known.connector.id },
  };
}
