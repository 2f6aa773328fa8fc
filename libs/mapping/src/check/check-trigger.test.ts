import { requireFlowDocument, type Finding } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { learnSchema } from '../schema/schema-learner.ts';
import { checkFlow } from './check-flow.ts';

const EVENTS = [0, 1, 2, 3].map((at) => ({
  body: {
    batch: `b${at}`,
    events: [
      { id: at * 2, email: 'a@b.test', ...(at > 1 ? { nick: 'x' } : {}) },
      { id: at * 2 + 1, email: 'c@d.test', nick: 'y' },
    ],
    ...(at === 0 ? { note: 'once' } : {}),
    none: null,
  },
  headers: {},
}));
const SPLIT = { $path: '$.trigger.body.events' };
const body = (path: string) => ({ $path: `$.trigger.body.${path}` });

function check(trigger: object, more: object = {}, events: object[] = EVENTS): Finding[] {
  const document = requireFlowDocument({
    millrace: 1,
    name: 'Events',
    trigger: { kind: 'webhook', ...trigger },
    steps: [],
    ...more,
  });
  const learned = learnSchema(events as never);
  return checkFlow({ document, trigger: learned, manifests: [] });
}

function places(found: readonly Finding[]): string[] {
  return found.map(({ kind, step, field }) => `${kind} ${step} ${field.join('.')}`);
}

const keyed = (key: object) => ({ dedupe: { by: { key } } });
const set = (x: object) => ({ steps: [{ id: 'values', kind: 'set', fields: { x } }] });

describe('the keys of a trigger', () => {
  it('are checked like other mappings', () => {
    expect(places(check(keyed(body('btach'))))).toEqual([
      'path_never_present trigger dedupe.by.key',
    ]);
    expect(places(check({}, { order_by: body('note') }))).toEqual([
      'path_sometimes_missing flow order_by',
    ]);
    expect(check(keyed(body('batch')), { order_by: body('batch') })).toEqual([]);
  });

  it('see no step', () => {
    const more = { ...set(body('batch')), order_by: { $path: '$.steps.values.output.x' } };
    const [finding] = check({}, more);
    expect(finding).toMatchObject({ kind: 'out_of_reach_step', step: 'flow' });
    expect(finding?.message).toContain('no step has run by then');
  });
});

describe('a trigger that splits', () => {
  it('has a list to split by', () => {
    expect(check({ split: SPLIT })).toEqual([]);
    expect(places(check({ split: body('batch') }))).toContain('wrong_type trigger split');
    expect(places(check({ split: body('evnets') }))).toContain('path_never_present trigger split');
    expect(places(check({ split: body('none') }))).toContain('value_sometimes_empty trigger split');
  });

  it.each([
    ['as they arrived', EVENTS],
    [
      'as they were split',
      EVENTS.flatMap(({ body: whole, headers }) =>
        whole.events.map((item) => ({ body: item, delivery: { body: whole }, headers })),
      ),
    ],
  ])('shows keys and steps the item, and the whole beside it, for events %s', (_, events) => {
    const trigger = { split: SPLIT, ...keyed(body('id')) };
    const fields = { id: body('id'), batch: { $path: '$.trigger.delivery.body.batch' } };
    const steps = [{ id: 'values', kind: 'set', fields }];
    expect(check(trigger, { steps, order_by: body('email') }, events)).toEqual([]);
    expect(places(check(trigger, set(body('batch')), events))).toEqual([
      'path_never_present values fields.x',
    ]);
    expect(places(check(trigger, set(body('nick')), events))).toEqual([
      'path_sometimes_missing values fields.x',
    ]);
  });
});
