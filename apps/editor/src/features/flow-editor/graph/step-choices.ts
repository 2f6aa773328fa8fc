import type { ActionInfo, ConnectorInfo, StepKind, Tier } from '@millrace/model';
import type { Catalogue } from './catalogue.ts';
import { KIND_TITLES, type StepIcon } from './describe-step.ts';

export interface StepChoice {
  /** A kind of step such as `set`, or the action as a step names it. */
  value: string;
  label: string;
  description: string;
  icon: StepIcon;
  /** What one should know before it is chosen. */
  warning?: string;
  /** How far it is proven; Millrace's own steps have none. */
  tier?: Tier;
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

/** Stands before the id of a connector whose actions are shown next. */
const OPEN = 'open:';

/** The connector that a choice opens; undefined for a choice that is a step. */
export function opensConnector(value: string): string | undefined {
  return value.startsWith(OPEN) ? value.slice(OPEN.length) : undefined;
}

/** What is offered before anything is looked for: Millrace's own steps, then applications, those in use first. */
export function firstChoices(catalogue: Catalogue, inUse: ReadonlySet<string>): ChoiceGroup[] {
  const usable = catalogue.filter(({ actions }) => actions.length > 0);
  const used = usable.filter(({ id }) => inUse.has(id)).toSorted(byName);
  const others = usable.filter(({ id }) => !inUse.has(id)).toSorted(byName);
  return [
    { label: 'Applications in use', choices: used.map(applicationChoice) },
    { label: 'Millrace', choices: [...BUILT_IN] },
    ...byCategory(others),
  ].filter(({ choices }) => choices.length > 0);
}

/** The actions of one application, in its own groups. */
export function actionChoices(connector: ConnectorInfo): ChoiceGroup[] {
  const groups = new Map<string, StepChoice[]>();
  for (const action of connector.actions) {
    const label = action.group ?? connector.name;
    const choice = choiceOf(connector, action);
    const there = groups.get(label);
    if (there === undefined) groups.set(label, [choice]);
    else there.push(choice);
  }
  return [...groups].map(([label, choices]) => ({ label, choices }));
}

/** Most steps a search shows: a better word finds sooner than a longer list. */
export const MOST_FOUND = 40;

/**
 * The steps that fit all words of a search, the best first; `more` counts those left out. Applications
 * stand together, ordered by their best step.
 */
export function foundChoices(
  catalogue: Catalogue,
  query: string,
): { groups: ChoiceGroup[]; more: number } {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const scored = indexOf(catalogue).flatMap((entry) => {
    const score = scoreOf(entry, words);
    return score === 0 ? [] : [{ entry, score }];
  });
  scored.sort((a, b) => b.score - a.score);
  const groups = new Map<string, StepChoice[]>();
  for (const { entry } of scored.slice(0, MOST_FOUND)) {
    const there = groups.get(entry.group);
    if (there === undefined) groups.set(entry.group, [entry.choice]);
    else there.push(entry.choice);
  }
  return {
    groups: [...groups].map(([label, choices]) => ({ label, choices })),
    more: Math.max(0, scored.length - MOST_FOUND),
  };
}

interface Entry {
  choice: StepChoice;
  group: string;
  /** Plain texts by how much a word found in them counts. */
  texts: readonly { text: string; counts: number }[];
}

const indexes = new WeakMap<Catalogue, readonly Entry[]>();

/** Every step with the texts it is found by; made once for a catalogue, not on every key. */
function indexOf(catalogue: Catalogue): readonly Entry[] {
  const known = indexes.get(catalogue);
  if (known !== undefined) return known;
  const own = BUILT_IN.map((choice) => entryOf(choice, 'Millrace', []));
  const actions = catalogue.flatMap((connector) =>
    connector.actions.map((action) =>
      entryOf(choiceOf(connector, action), connector.name, [
        ...(action.search ?? []),
        ...connector.categories,
        action.group ?? '',
      ]),
    ),
  );
  const index = [...own, ...actions];
  indexes.set(catalogue, index);
  return index;
}

function entryOf(choice: StepChoice, group: string, others: readonly string[]): Entry {
  return {
    choice,
    group,
    texts: [
      { text: ` ${plain(choice.label)}`, counts: 8 },
      { text: ` ${plain(group)}`, counts: 6 },
      { text: ` ${plain(others.join(' '))}`, counts: 4 },
      { text: ` ${plain(choice.description)}`, counts: 1 },
    ],
  };
}

/** 0 when a word is not found; the start of a word counts twice. */
function scoreOf({ texts }: Entry, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    let best = 0;
    for (const { text, counts } of texts) {
      if (best >= counts * 2 || !text.includes(word)) continue;
      best = Math.max(best, text.includes(` ${word}`) ? counts * 2 : counts);
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function choiceOf(connector: ConnectorInfo, action: ActionInfo): StepChoice {
  const warning = warningOf(action);
  return {
    value: `${connector.id}.${action.id}`,
    label: action.label,
    description: action.description,
    icon: { connector: connector.id },
    ...(warning === undefined ? {} : { warning }),
    ...(action.tier === undefined ? {} : { tier: action.tier }),
  };
}

function warningOf({ risk, deprecated }: ActionInfo): string | undefined {
  if (deprecated !== undefined) return 'Going out of use';
  return risk === 'deletes' ? 'Deletes' : undefined;
}

function applicationChoice({ id, name, description, actions, tier }: ConnectorInfo): StepChoice {
  const count = actions.length === 1 ? '1 action' : `${actions.length} actions`;
  return {
    value: `${OPEN}${id}`,
    label: name,
    description: `${count} · ${description}`,
    icon: { connector: id },
    ...(tier === undefined ? {} : { tier }),
  };
}

function byCategory(connectors: readonly ConnectorInfo[]): ChoiceGroup[] {
  const groups = new Map<string, StepChoice[]>();
  for (const connector of connectors) {
    const label = connector.categories[0] ?? 'Other applications';
    const there = groups.get(label);
    if (there === undefined) groups.set(label, [applicationChoice(connector)]);
    else there.push(applicationChoice(connector));
  }
  return [...groups]
    .map(([label, choices]) => ({ label, choices }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
}

function byName(a: ConnectorInfo, b: ConnectorInfo): number {
  return a.name.localeCompare(b.name);
}
