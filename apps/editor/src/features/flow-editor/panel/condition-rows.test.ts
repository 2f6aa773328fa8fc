import type { Condition } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { conditionOf, isComparison, rowsOf } from './condition-rows.ts';

const paid: Condition = { left: { $path: '$.trigger.body.status' }, op: 'equals', right: 'paid' };

describe('a condition in the form', () => {
  it('reads back as it was', () => {
    for (const condition of [{ all: [paid, { not: paid }] }, { any: [paid] }, { all: [] }]) {
      expect(conditionOf(rowsOf(condition))).toEqual(condition);
    }
  });

  it('shows a single comparison as a list of one', () => {
    expect(rowsOf(paid)).toEqual({ mode: 'all', rows: [paid] });
    expect(rowsOf({ not: paid })).toEqual({ mode: 'all', rows: [{ not: paid }] });
  });

  it('offers only comparisons for editing', () => {
    expect([paid, { not: paid }, { all: [paid] }].map(isComparison)).toEqual([true, false, false]);
  });
});
