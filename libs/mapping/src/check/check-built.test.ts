import { requireFlowDocument, type ConnectorInfo, type Finding } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { learnSchema } from '../schema/schema-learner.ts';
import { checkFlow } from './check-flow.ts';

const MANIFEST: ConnectorInfo = {
  id: 'crm',
  name: 'CRM',
  description: 'Keeps people.',
  icon: '<svg/>',
  color: '#000000',
  categories: [],
  connection: [],
  testable: false,
  connectionRequired: false,
  triggers: [],
  actions: [
    {
      id: 'add',
      label: 'Add',
      description: 'Adds.',
      input: [
        {
          key: 'ages',
          label: 'Ages',
          type: 'list',
          items: { key: 'age', label: 'Age', type: 'integer' },
        },
        { key: 'more', label: 'More', type: 'map' },
        { key: 'name', label: 'Name', type: 'string' },
      ],
      output: [],
      sample: { input: {}, output: {} },
    },
  ],
};

const TRIGGER = learnSchema(
  [0, 1, 2, 3].map((index) => ({
    body: {
      id: index,
      lines: [{ sku: `s${index}`, count: 2, ...(index === 0 ? { note: 'x' } : {}) }],
      person: { first: 'Ada', last: 'L' },
    },
  })),
);

const body = (path: string, more: object = {}) => ({ $path: `$.trigger.body.${path}`, ...more });
const item = (path: string, more: object = {}) => ({ $path: `$.item.${path}`, ...more });

function check(...steps: object[]): Finding[] {
  const trigger = { kind: 'webhook' };
  const document = requireFlowDocument({ millrace: 1, name: 'People', trigger, steps });
  return checkFlow({ document, trigger: TRIGGER, manifests: [MANIFEST] });
}

const set = (x: unknown) => ({ id: 'values', kind: 'set', fields: { x } });
const add = (input: object) => ({ id: 'add', kind: 'action', action: 'crm.add', input });

describe('a form that is right', () => {
  it.each<[string, unknown]>([
    ['a loop', { $each: body('lines'), do: { sku: item('sku'), at: { $path: '$.index' } } }],
    ['a loop in templates', { $each: body('lines'), do: { $template: '{{item.sku}} {{index}}' } }],
    [
      'a named item and the data around it',
      { $each: body('lines'), as: 'line', do: [{ $path: '$.line.sku' }, body('id')] },
    ],
    [
      'what a condition made sure of',
      { $each: body('lines'), where: { left: item('note'), op: 'exists' }, do: item('note') },
    ],
    ['the members of an object', { $each: body('person'), do: [item('key'), item('value')] }],
    ['a loop over all of a path', { $each: body('lines[*].sku'), do: { $path: '$.item' } }],
    ['an object of items', { $object: body('lines'), key: item('sku'), value: item('count') }],
    ['objects put together', { $merge: [body('person'), { id: body('id') }] }],
    ['a picked member', { $pick: body('person'), key: 'first' }],
  ])('gives no finding: %s', (_, mapping) => {
    expect(check(set(mapping))).toEqual([]);
  });

  it('fits fields of lists and maps', () => {
    const ages = { $each: body('lines'), do: item('count') };
    const more = { $object: body('lines'), key: item('sku'), value: item('count') };
    expect(check(add({ ages, more }))).toEqual([]);
    expect(check(add({ more: { $merge: [body('person'), { a: 1 }] } }))).toEqual([]);
  });

  it('is known to later steps', () => {
    const made = set({ $each: body('lines'), do: { sku: item('sku') } });
    const read = (path: string) => ({ id: 'b', kind: 'set', fields: { y: { $path: path } } });
    expect(check(made, read('$.steps.values.output.x[*].sku'))).toEqual([]);
    expect(check(made, read('$.steps.values.output.x[0].skuu'))).toMatchObject([
      { kind: 'path_never_present' },
    ]);
    const merged = set({ $merge: [body('person'), { id: 1 }] });
    expect(check(merged, read('$.steps.values.output.x.first'))).toEqual([]);
    expect(check(merged, read('$.steps.values.output.x.id'))).toEqual([]);
  });
});

describe('a form that is wrong', () => {
  it('is reported where it stands, with what is known of an item', () => {
    expect(check(set({ $each: body('lines'), do: { a: item('skuu') } }))).toMatchObject([
      { field: ['fields', 'x', 'do', 'a'], path: '$.item.skuu' },
    ]);
    expect(check(set({ $each: body('lines'), do: item('note') }))).toMatchObject([
      { kind: 'path_sometimes_missing', field: ['fields', 'x', 'do'] },
    ]);
    expect(check(set({ $each: body('linse'), do: item('sku') }))).toMatchObject([
      { field: ['fields', 'x', '$each'], path: '$.trigger.body.linse' },
    ]);
    expect(check(set({ $each: body('lines'), do: body('idd') }))).toMatchObject([
      { field: ['fields', 'x', 'do'], path: '$.trigger.body.idd' },
    ]);
  });

  it('is reported for what is no list', () => {
    expect(check(set({ $each: body('id'), do: 1 }))).toMatchObject([
      {
        kind: 'wrong_type',
        field: ['fields', 'x', '$each'],
        message: 'x: $each goes through a list or an object; this is a number.',
      },
    ]);
  });

  it('is reported for a field that takes something else', () => {
    const list = { $each: body('lines'), do: item('sku') };
    expect(check(add({ name: list }))).toMatchObject([
      { kind: 'wrong_type', field: ['input', 'name'] },
    ]);
    expect(check(add({ ages: list }))).toMatchObject([
      { kind: 'wrong_type', field: ['input', 'ages', 'do'] },
    ]);
  });

  it('carries the remedy inside of the form', () => {
    const [finding] = check(set({ $each: body('lines'), do: item('note') }));
    expect(finding?.fix?.step).toMatchObject({
      fields: { x: { $each: body('lines'), do: item('note', { missing: 'omit' }) } },
    });
  });
});
