import type { JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { readMany } from './read-schema.ts';
import { learnSchema } from './schema-learner.ts';

/** Two members of two members of two members …: every `*` multiplies. */
function branching(levels: number): JsonValue {
  if (levels === 0) return 1;
  return { a: branching(levels - 1), b: branching(levels - 1) };
}

describe('reading what a path with many ways selects', () => {
  it('counts each place once, however often the path comes by', () => {
    const schema = learnSchema([{ a: { b: { c: 1 } } }]);
    expect(readMany(schema, '$..*..*').schema.items?.types).toEqual({ object: 0.5, number: 0.5 });
  });

  it('says nothing of the values of hundreds of places', () => {
    const few = readMany(learnSchema([branching(5)]), '$..*');
    expect(few).toMatchObject({ sure: true, share: 1 });
    const many = readMany(learnSchema([branching(10)]), '$..*');
    expect(many).toMatchObject({ sure: false, share: 1 });
    expect(many.schema.items?.types).toEqual({});
  });
});
