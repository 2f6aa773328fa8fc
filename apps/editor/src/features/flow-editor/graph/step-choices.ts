import type { StepKind } from '@millrace/model';
import type { Catalogue } from './catalogue.ts';
import { KIND_TITLES, type StepIcon } from './describe-step.ts';

export interface StepChoice {
  /** A kind of step such as `set`, or the action as a step names it. */
  value: string;
  label: string;
  description: string;
  icon: StepIcon;
}

export interface ChoiceGroup {
  label: string;
  choices: StepChoice[];
}

const BUILT_IN: readonly StepChoice[] = [
  builtIn('set', 'Name values once, to use them in later steps.'),
  builtIn('filter', 'Go on only when the data meets a condition.'),
  builtIn('branch', 'Take one of several paths, by what the data says.'),
  builtIn('for-each', 'Do the same steps once for each item of a list.'),
  builtIn('delay', 'Wait for a while, or until a time. Also over weeks and restarts.'),
  builtIn('respond', 'Choose what the sender of the event gets as an answer.'),
  builtIn('stop', 'End the run here, as done or as failed.'),
  builtIn('call', 'Run another flow, wait for it and go on with its output.'),
];

function builtIn(kind: Exclude<StepKind, 'action'>, description: string): StepChoice {
  return { value: kind, label: KIND_TITLES[kind], description, icon: { kind } };
}

/** Everything a new step can be, grouped by connector, narrowed to what the query names. */
export function stepChoices(catalogue: Catalogue, query: string): ChoiceGroup[] {
  const groups: ChoiceGroup[] = [
    { label: 'Millrace', choices: [...BUILT_IN] },
    ...catalogue.map((connector) => ({
      label: connector.name,
      choices: connector.actions.map((action) => ({
        value: `${connector.id}.${action.id}`,
        label: action.label,
        description: action.description,
        icon: { connector: connector.id },
      })),
    })),
  ];
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ label, choices }) => ({
      label,
      choices: choices.filter((choice) => {
        const text = `${label} ${choice.label} ${choice.description}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter((group) => group.choices.length > 0);
}
