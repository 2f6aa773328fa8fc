import type { Catalogue } from './catalogue.ts';
import type { StepIcon } from './describe-step.ts';

export interface StepChoice {
  /** `set`, `filter`, or the action as a step names it. */
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
  {
    value: 'set',
    label: 'Set fields',
    description: 'Name values once, to use them in later steps.',
    icon: { kind: 'set' },
  },
  {
    value: 'filter',
    label: 'Filter',
    description: 'Go on only when the data meets a condition.',
    icon: { kind: 'filter' },
  },
];

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
