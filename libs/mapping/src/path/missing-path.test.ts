import type { JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import type { PathStep } from './compiled-path.ts';
import { missingPath } from './missing-path.ts';
import { nearestName } from './nearest.ts';

const DATA: JsonValue = {
  trigger: {
    body: { billing: { email: 'a@b.c', firstName: 'Ada' }, items: [1, 2], empty: {}, no: null },
  },
};

describe('the error of a path that finds nothing', () => {
  it('names the path, the last place that exists and the nearest key', () => {
    const error = missingPath(DATA, ['trigger', 'body', 'billing', 'emial']);
    expect(error.message).toBe(
      'There is nothing at $.trigger.body.billing.emial: $.trigger.body.billing has no "emial".',
    );
    expect(error.hint).toBe(
      'Did you mean "email"? Otherwise say what to do when the value is missing.',
    );
    expect(error.details).toEqual({
      path: '$.trigger.body.billing.emial',
      at: '$.trigger.body.billing',
      nearest: 'email',
    });
  });

  it.each<[PathStep[], string, string | null]>([
    [['trigger', 'body', 'nothing like it'], '$.trigger.body has no "nothing like it"', null],
    [['trigger', 'body', 'items', 2], '$.trigger.body.items is a list of 2', null],
    [
      ['trigger', 'body', 'items', 'a'],
      '$.trigger.body.items is a list of 2 and has no names',
      null,
    ],
    [['trigger', 'body', 'empty', 'a'], '$.trigger.body.empty is empty', null],
    [['trigger', 'body', 'no', 'a'], '$.trigger.body.no is null', null],
    [
      ['trigger', 'body', 'billing', 'email', 'a'],
      '$.trigger.body.billing.email is a string',
      null,
    ],
    [['trigger', 'body', 'billing', 0], '$.trigger.body.billing is an object, not a list', null],
    [['trigger', 'body', 'billing', 'first_name'], 'has no "first_name"', 'firstName'],
    [['Trigger'], '$ has no "Trigger"', 'trigger'],
  ])('%j', (steps, found, nearest) => {
    const error = missingPath(DATA, steps);
    expect(error.message).toContain(found);
    expect(error.details).toMatchObject({ nearest });
  });
});

describe('the nearest name', () => {
  it.each([
    ['emial', ['name', 'email', 'mail'], 'email'],
    ['id', ['ids', 'di', 'total'], 'ids'],
    ['sku', ['price', 'quantity'], undefined],
    ['x'.repeat(65), ['x'.repeat(64)], undefined],
    ['abc', ['x'.repeat(65), 'abd'], 'abd'],
    ['a', [], undefined],
  ])('to %s among %j is %s', (wanted, names, nearest) => {
    expect(nearestName(wanted, names)).toBe(nearest);
  });

  it('looks at a bounded number of names', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `name number ${index}`);
    expect(nearestName('email', [...names, 'email'])).toBeUndefined();
  });
});
