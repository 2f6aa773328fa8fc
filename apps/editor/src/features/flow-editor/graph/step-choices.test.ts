import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../testing.ts';
import { stepChoices } from './step-choices.ts';

describe('the steps one can add', () => {
  it('are those of Millrace and the actions of each connector that has some', () => {
    const groups = stepChoices(CATALOGUE, '');
    expect(groups.map((group) => group.label)).toEqual(['Millrace', 'Mailchimp']);
    expect(groups[1]?.choices.map((choice) => choice.value)).toEqual([
      'mailchimp.upsert-member',
      'mailchimp.add-tags',
    ]);
  });

  it('say what each kind of step is for', () => {
    const [own] = stepChoices([], '');
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

  it('are found by any words of connector, name and description', () => {
    const found = stepChoices(CATALOGUE, 'MAIL tag').flatMap((group) => group.choices);
    expect(found.map((choice) => choice.value)).toEqual(['mailchimp.add-tags']);
    expect(stepChoices(CATALOGUE, 'nothing like it')).toEqual([]);
  });
});
