import { replaceStep, requireFlowDocument, type Finding, type Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from '../evaluate/evaluate.ts';
import { learnSchema } from '../schema/schema-learner.ts';
import { checkFlow } from './check-flow.ts';

const EVENTS = [0, 1, 2, 3].map((index) => ({
  body: {
    wanted: '2',
    line_items: [
      { name: 'pin', total: '9.50', quantity: 1 + index, gift: false, code: '1' },
      { name: 'cup', total: '12.00', quantity: 2, gift: true, code: '2' },
    ],
    meta_data: [
      { key: 'vat', value: 'DE1' },
      { key: 'po', value: '7' },
    ],
    tags: [['a', 'b'], ['c']],
  },
}));
const TRIGGER = learnSchema(EVENTS);

function findings(mapping: Mapping): Finding[] {
  const steps = [{ id: 'values', kind: 'set', fields: { x: mapping } }];
  const document = requireFlowDocument({
    millrace: 1,
    name: 'Orders',
    trigger: { kind: 'webhook' },
    steps,
  });
  const found = checkFlow({ document, trigger: TRIGGER, manifests: [] });
  for (const { fix } of found) {
    if (fix === undefined) continue;
    const fixed = replaceStep(document, 'values', fix.step);
    expect(checkFlow({ document: fixed, trigger: TRIGGER, manifests: [] })).toEqual([]);
  }
  return found;
}

/** What the first finding's fix makes of the mapping, and what that gives for the first event. */
function fixed(mapping: Mapping): { mapping: unknown; value: unknown } {
  const step = findings(mapping)[0]?.fix?.step;
  if (step?.kind !== 'set') throw new Error('no fix is offered');
  const changed = step.fields['x'] ?? null;
  return { mapping: changed, value: evaluateMapping(changed, { trigger: EVENTS[0] ?? null }) };
}

const items = (filter: string): Mapping => ({
  $path: `$.trigger.body.line_items[?${filter}].name`,
});

describe('a filter that compares what never goes together', () => {
  it('is found, says what is text, and is mended with one press', () => {
    const mapping = items('@.total > 10');
    expect(findings(mapping)).toEqual([
      expect.objectContaining({
        kind: 'filter_type',
        severity: 'error',
        field: ['fields', 'x'],
        message: 'x: the filter @.total > 10 never holds: @.total is always text, 10 is a number.',
        hint: 'Write number(@.total) > 10.',
      }),
    ]);
    expect(fixed(mapping)).toEqual({ mapping: items('number(@.total) > 10'), value: ['cup'] });
  });

  it.each([
    ['@.total == 12', 'number(@.total) == 12', ['cup']],
    ["@.total > '10'", 'number(@.total) > 10', ['cup']],
    ["@.quantity >= '2'", '@.quantity >= 2', ['cup']],
    ["@.gift == 'true'", '@.gift == true', ['cup']],
    ['@.code < @.quantity', 'number(@.code) < @.quantity', []],
    ['@.gift == true && 10 < @.total', '@.gift == true && 10 < number(@.total)', ['cup']],
    [
      'number(@.code) == $.trigger.body.wanted',
      'number(@.code) == number($.trigger.body.wanted)',
      ['cup'],
    ],
  ])('%s becomes %s', (filter, better, value) => {
    expect(fixed(items(filter))).toEqual({ mapping: items(better), value });
  });

  it.each(['@.gift != 1', '@.name > 3', '@.gift > false'])('%s has no sure remedy', (filter) => {
    const [finding] = findings(items(filter));
    expect(finding?.kind).toBe('filter_type');
    expect(finding?.fix).toBeUndefined();
  });

  it('is only a warning where other parts of the filter decide', () => {
    expect(findings(items('@.total > 10 || @.gift')).map(({ severity }) => severity)).toEqual([
      'warning',
    ]);
  });

  it('is found inside of filters that ask about lists', () => {
    const mapping = { $path: '$.trigger.body[?@[?@.total > 10]]' };
    expect(findings(mapping).map(({ kind }) => kind)).toContain('filter_type');
  });

  it.each([
    'number(@.total) > 10',
    "@.name == 'cup'",
    '@.quantity > 1',
    '@.gone == 1',
    'length(@.name) > 2',
    '@.gift == true',
    "@.name > 'd'",
    "match(@.total, '1.*')",
  ])('%s is none', (filter) => {
    expect(findings(items(filter))).toEqual([]);
  });
});

describe('a position behind a filter', () => {
  const at = (path: string, more: object = {}): Mapping => ({
    $path: `$.trigger.body.${path}`,
    ...more,
  });

  it.each([
    ["meta_data[?@.key == 'vat'].value[0]", "meta_data[?@.key == 'vat'].value", 'first', 'DE1'],
    ["meta_data[?@.key == 'vat'][0].value", "meta_data[?@.key == 'vat'].value", 'first', 'DE1'],
    ['line_items[*].name[-1]', 'line_items[*].name', 'last', 'cup'],
    ['line_items[?@.gift]["name"][ 0 ]', 'line_items[?@.gift]["name"]', 'first', 'pin'],
  ])('%s is explained and mended', (path, better, take, value) => {
    const [finding] = findings(at(path));
    expect(finding?.message).toContain('gives an empty list: the position asks each value');
    expect(fixed(at(path))).toEqual({ mapping: at(better, { take }), value });
  });

  it.each(['tags[*][0]', 'line_items[0].name', 'tags[0][0]'])(
    '%s is none where lists are',
    (path) => {
      expect(findings(at(path))).toEqual([]);
    },
  );

  it('that is not the first or last has no sure remedy', () => {
    const [finding] = findings(at('line_items[*].name[1]'));
    expect(finding?.kind).toBe('index_of_each');
    expect(finding?.fix).toBeUndefined();
  });
});
