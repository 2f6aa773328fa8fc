import type { FlowListItem } from '@millrace/model';

export interface FlowChoice {
  /** What the step names: the flow's name, or its id where two have the same. */
  value: string;
  label: string;
  /** Why calling it would fail. */
  trouble: string | undefined;
}

/** The flows a step can call: all but its own, and the one it names already. */
export function flowChoices(
  flows: readonly FlowListItem[],
  own: string,
  named: string,
): FlowChoice[] {
  const others = flows.filter((flow) => flow.id !== own);
  const choices = others.map((flow): FlowChoice => {
    const isAlone = flows.filter((one) => one.name === flow.name).length === 1;
    return {
      value: isAlone && flow.id !== named ? flow.name : flow.id,
      label: flow.name,
      trouble: flow.status === 'live' ? undefined : 'This flow is not live: publish it first.',
    };
  });
  if (named === '' || flows.length === 0 || choices.some(({ value }) => value === named)) {
    return choices;
  }
  const trouble = `There is no other flow "${named}".`;
  return [...choices, { value: named, label: named, trouble }];
}
