import type { Step, Trigger } from '@millrace/model';
import { connectorIdOf, findAction, findTrigger, type Catalogue } from './catalogue.ts';
import { describeCondition } from './describe-condition.ts';

/** What stands for a step on the canvas: a connector's icon or the icon of its kind. */
export type StepIcon = { connector: string } | { kind: 'set' | 'filter' | 'webhook' | 'manual' };

export interface StepLabel {
  title: string;
  summary: string;
  icon: StepIcon;
}

/** Title, one-line summary and icon of a step. */
export function describeStep(step: Step, catalogue: Catalogue): StepLabel {
  switch (step.kind) {
    case 'action': {
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
    case 'set': {
      const names = Object.keys(step.fields);
      return {
        title: step.name ?? 'Set fields',
        summary: names.length === 0 ? 'No fields yet' : names.join(', '),
        icon: { kind: 'set' },
      };
    }
    case 'filter':
      return {
        title: step.name ?? 'Filter',
        summary: describeCondition(step.when),
        icon: { kind: 'filter' },
      };
  }
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
