import { operatorSchema, UNARY_OPERATORS, type Condition } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { describeCondition, OPERATOR_LABELS } from './describe-condition.ts';

const total: Condition = { left: { $path: '$.trigger.body.total' }, op: 'greater_than', right: 10 };

describe('a condition in one line', () => {
  it('reads like a sentence', () => {
    expect(describeCondition(total)).toBe('total is greater than 10');
    expect(describeCondition({ not: total })).toBe('not (total is greater than 10)');
    expect(describeCondition({ any: [total, { left: true, op: 'is_true' }] })).toBe(
      'total is greater than 10 or true is true',
    );
    expect(describeCondition({ all: [] })).toBe('No condition yet');
  });

  it('leaves the right side out where an operator has none', () => {
    for (const op of UNARY_OPERATORS) {
      expect(describeCondition({ left: 'x', op })).toBe(`x ${OPERATOR_LABELS[op]}`);
    }
  });

  it('has words of its own for every operator', () => {
    const words = operatorSchema.options.map((op) => OPERATOR_LABELS[op]);
    expect(new Set(words).size).toBe(words.length);
  });
});
