import type { Comparison, Condition } from '@millrace/model';

/** A condition as the form shows it: rows that all, or any of which, must hold. */
export interface ConditionRows {
  mode: 'all' | 'any';
  rows: readonly Condition[];
}

/** The rows of a condition. A single comparison or a `not` is a list of one. */
export function rowsOf(condition: Condition): ConditionRows {
  if ('all' in condition) return { mode: 'all', rows: condition.all };
  if ('any' in condition) return { mode: 'any', rows: condition.any };
  return { mode: 'all', rows: [condition] };
}

export function conditionOf({ mode, rows }: ConditionRows): Condition {
  return mode === 'all' ? { all: [...rows] } : { any: [...rows] };
}

/** True for a row that can be edited in the form; what nests deeper is only shown. */
export function isComparison(condition: Condition): condition is Comparison {
  return 'op' in condition;
}
