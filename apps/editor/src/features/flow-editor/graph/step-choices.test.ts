import { connectorInfoSchema } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../testing.ts';
import {
  actionChoices,
  firstChoices,
  foundChoices,
  MOST_FOUND,
  opensConnector,
  type ChoiceGroup,
} from './step-choices.ts';

const values = (groups: readonly ChoiceGroup[]) =>
  groups.flatMap(({ choices }) => choices.map(({ value }) => value));

const found = (query: string) => values(foundChoices(CATALOGUE, query).groups);

/** A catalogue as large as the real one will be. */
const MANY = Array.from({ length: 60 }, (_, at) =>
  connectorInfoSchema.parse({
    id: `app-${at}`,
    name: `App ${at}`,
    description: 'Does things.',
    icon: '<svg/>',
    color: '#241c15',
    categories: [at % 2 === 0 ? 'Chat' : 'Sales'],
    actions: Array.from({ length: 12 }, (_two, action) => ({
      id: `do-${action}`,
      label: `Do ${action}`,
      description: 'Does it.',
      group: action < 6 ? 'Messages' : 'People',
      search: action === 3 ? ['ping'] : [],
      risk: action === 0 ? 'deletes' : 'writes',
      input: [],
      sample: { input: {}, output: null },
    })),
  }),
);

describe('the steps one can add', () => {
  it('begin with the applications in use, and the steps of Millrace', () => {
    const groups = firstChoices(CATALOGUE, new Set(['mailchimp']));
    expect(groups.map((group) => group.label)).toEqual(['Applications in use', 'Millrace']);
    expect(opensConnector(groups[0]?.choices[0]?.value ?? '')).toBe('mailchimp');
    expect(opensConnector('set')).toBeUndefined();
  });

  it('stand by category, one line an application', () => {
    const groups = firstChoices(MANY, new Set());
    expect(groups.map(({ label }) => label)).toEqual(['Millrace', 'Chat', 'Sales']);
    expect(groups[1]?.choices).toHaveLength(30);
    expect(groups[1]?.choices[0]?.description).toBe('12 actions · Does things.');
  });

  it('say what each kind of step is for', () => {
    const [own] = firstChoices([], new Set());
    expect(own?.choices.map((choice) => choice.value)).toEqual([
      'set',
      'filter',
      'branch',
      'for-each',
      'delay',
      'respond',
      'stop',
      'call',
    ]);
    for (const { description } of own?.choices ?? []) expect(description).toMatch(/\.$/);
  });

  it('say how far an application and each of its actions are proven', () => {
    const [app] = MANY;
    if (app === undefined) throw new Error('There is no application.');
    const [first, ...others] = app.actions;
    if (first === undefined) throw new Error('It has no action.');
    const proven = {
      ...app,
      tier: 'documentation' as const,
      actions: [{ ...first, tier: 'peer' as const }, ...others],
    };
    expect(actionChoices(proven)[0]?.choices[0]?.tier).toBe('peer');
    const [, shown] = firstChoices([proven], new Set());
    expect(shown?.choices[0]?.tier).toBe('documentation');
  });

  it('of an application stand in its groups, and say which delete', () => {
    const [app] = MANY;
    const groups = app === undefined ? [] : actionChoices(app);
    expect(groups.map(({ label }) => label)).toEqual(['Messages', 'People']);
    expect(groups[0]?.choices[0]?.warning).toBe('Deletes');
    expect(groups[0]?.choices[1]?.warning).toBeUndefined();
  });
});

describe('a search for a step', () => {
  it('finds any words of application, name and description', () => {
    expect(found('MAIL tag')).toEqual(['mailchimp.add-tags']);
    expect(found('nothing like it')).toEqual([]);
  });

  it('puts names before descriptions', () => {
    expect(found('wait')[0]).toBe('delay');
  });

  it('finds further words of an action, and its category', () => {
    const { groups } = foundChoices(MANY, 'ping app 7');
    expect(values(groups)[0]).toBe('app-7.do-3');
    expect(values(foundChoices(MANY, 'sales do').groups).every((one) => one !== 'app-0.do-0')).toBe(
      true,
    );
  });

  it('shows the best of many and counts the others', () => {
    const { groups, more } = foundChoices(MANY, 'do app');
    expect(values(groups)).toHaveLength(MOST_FOUND);
    expect(more).toBe(60 * 12 - MOST_FOUND);
  });
});
