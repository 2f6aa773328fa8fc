import type { Condition } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { convertSchema } from './convert-schema.ts';
import { typesOf } from './data-schema.ts';
import { schemaOfFields, schemaOfOutput } from './field-schema.ts';
import { mergeSchemas } from './merge-schema.ts';
import { narrowSchema } from './narrow-schema.ts';
import { EACH, readMany, readSteps, type SchemaStep } from './read-schema.ts';
import { learnSchema } from './schema-learner.ts';

const ORDERS = learnSchema([
  { id: 1, buyer: { mail: 'a@x.example' }, lines: [{ sku: 'A' }, { sku: 'B', gift: true }] },
  { id: 2, buyer: null, lines: [] },
  { id: '3', buyer: { mail: '' }, lines: [{ sku: 'C' }] },
  { id: 4, lines: [{ sku: 'D' }] },
]);

describe('reading a place of a schema', () => {
  it.each<[SchemaStep[], number]>([
    [['id'], 1],
    [['buyer', 'mail'], 0.5],
    [['lines', 0, 'sku'], 0.75],
    [['lines', 1], 0.25],
    [['lines', -1], 0.75],
    [['lines', EACH, 'gift'], 0.25],
  ])('%j finds something in a share of %d', (steps, share) => {
    expect(readSteps(ORDERS, steps)).toMatchObject({ share, sure: true });
  });

  it('says where a path ends that leads nowhere', () => {
    const { share, end } = readSteps(ORDERS, ['buyer', 'email', 'x']);
    expect(share).toBe(0);
    expect(end).toMatchObject({ reached: ['buyer'], wanted: 'email', rest: ['x'] });
    expect(readSteps(ORDERS, ['lines', 7]).share).toBe(0);
  });

  it('gives a list for a path that can select many', () => {
    const { schema, share } = readMany(ORDERS, '$.lines[*].sku');
    expect([share, typesOf(schema), schema.items && typesOf(schema.items)]).toEqual([
      1,
      ['list'],
      ['string'],
    ]);
    expect(readMany(ORDERS, '$..mail').share).toBe(1);
    expect(readMany(ORDERS, '$.lines[0:2].nothing').share).toBe(0);
  });
});

describe('narrowing by a condition', () => {
  const mail = { $path: '$.buyer.mail' };
  const shareOfMail = (condition: Condition, holds = true) =>
    readSteps(narrowSchema(ORDERS, condition, holds), ['buyer', 'mail']).share;

  it.each<[string, Condition, boolean, number]>([
    ['exists', { left: mail, op: 'exists' }, true, 1],
    ['does not hold', { left: mail, op: 'exists' }, false, 0.5],
    ['turned round', { not: { left: mail, op: 'not_exists' } }, true, 1],
    ['compared', { left: mail, op: 'equals', right: 'a@x.example' }, true, 1],
    ['all', { all: [{ left: mail, op: 'not_empty' }] }, true, 1],
    ['any of two', { any: [{ left: mail, op: 'exists' }, { all: [] }] }, true, 0.5],
  ])('knows what is there where it %s', (_what, condition, holds, share) => {
    expect(shareOfMail(condition, holds)).toBe(share);
  });

  it('knows the values that are left', () => {
    const only = narrowSchema(ORDERS, { left: mail, op: 'equals', right: 'b@x.example' }, true);
    const { schema } = readSteps(only, ['buyer', 'mail']);
    expect([schema.exact, [...(schema.values?.keys() ?? [])]]).toEqual([true, ['b@x.example']]);
    const filled = narrowSchema(ORDERS, { left: mail, op: 'not_empty' }, true);
    expect(readSteps(filled, ['buyer', 'mail']).schema.texts?.empty).toBe(0);
  });
});

describe('what is declared', () => {
  it('is the output of an action by its fields, with what its sample adds', () => {
    const output = [
      { key: 'id', label: 'Id', type: 'string' as const },
      { key: 'body', label: 'Body', type: 'json' as const },
    ];
    const sample = { input: {}, output: { id: 'x', extra: 1 } };
    const schema = schemaOfOutput({
      id: 'a',
      label: 'A',
      description: 'A',
      input: [],
      output,
      sample,
    });
    expect(readSteps(schema, ['id']).sure).toBe(true);
    expect(readSteps(schema, ['extra']).share).toBe(1);
    expect(readSteps(schema, ['body', 'anything'])).toMatchObject({ share: 1, sure: false });
    expect(readSteps(schema, ['idd']).share).toBe(0);
  });

  it('says the types of lists, objects and maps', () => {
    const item = { key: 'n', label: 'N', type: 'integer' as const };
    const schema = schemaOfFields([
      { key: 'list', label: 'List', type: 'list', items: item },
      { key: 'object', label: 'Object', type: 'object', fields: [item] },
      { key: 'map', label: 'Map', type: 'map' },
    ]);
    expect(typesOf(readSteps(schema, ['list', 0]).schema)).toEqual(['number']);
    expect(readSteps(schema, ['object', 'm']).share).toBe(0);
    expect(readSteps(schema, ['map', 'm'])).toMatchObject({ share: 1, sure: false });
  });
});

describe('values of two kinds', () => {
  it('are merged by how many were seen', () => {
    const merged = mergeSchemas([learnSchema(['1', '2', 'x']), learnSchema([5])]);
    expect(merged.types).toEqual({ string: 0.75, number: 0.25 });
    expect(merged.texts?.['as number']).toBeCloseTo(2 / 3);
  });

  it('are converted as far as a conversion takes them', () => {
    const mixed = learnSchema(['1', 'x', 5, null]);
    expect(convertSchema(mixed, 'number').refused).toBe(0.5);
    expect(convertSchema(mixed, 'string').refused).toBe(0.25);
    expect(convertSchema(learnSchema([true, 'false']), 'boolean').refused).toBe(0);
    expect(convertSchema(learnSchema([[1]]), 'json').refused).toBe(0);
  });
});

describe('the item at a position of lists with several', () => {
  const answers = learnSchema(
    ['ada', 'grace', 'linus'].map((name) => ({
      answers: [
        { type: 'email', email: `${name}@example.org` },
        { type: 'text', text: name },
      ],
    })),
  );

  it('is not taken for one that lacks what only others lack', () => {
    expect(readSteps(answers, ['answers', 0, 'email']).share).toBe(1);
    expect(readSteps(answers, ['answers', 0, 'emial']).share).toBe(0);
    expect(readSteps(answers, ['answers', EACH, 'email']).share).toBe(0.5);
  });

  it('may lack something where lists hold one item', () => {
    const single = learnSchema([{ lines: [{ sku: 'A' }] }, { lines: [{ name: 'B' }] }]);
    expect(readSteps(single, ['lines', 0, 'sku']).share).toBe(0.5);
  });
});
