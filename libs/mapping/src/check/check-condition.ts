import {
  isAppError,
  isPathMapping,
  isTemplateMapping,
  type Comparison,
  type Condition,
} from '@millrace/model';
import { evaluateCondition } from '../condition/condition.ts';
import { narrowSchema } from '../schema/narrow-schema.ts';
import type { DataSchema } from '../schema/data-schema.ts';
import { checkComparison } from './check-comparison.ts';
import { checkMapping } from './check-mapping.ts';
import { checkPattern } from './check-pattern.ts';
import type { MappingPlace } from './flow-facts.ts';

/** What is sure of a condition whatever the data; undefined: it depends. */
export type Verdict = 'always' | 'never' | undefined;

/** Operators that answer for a value that is not there. */
const TAKES_MISSING: ReadonlySet<string> = new Set([
  'exists',
  'not_exists',
  'is_empty',
  'not_empty',
]);

/**
 * Checks both sides of every comparison, each for data as the ones before it let through, and whether
 * they can be compared. Says what is sure of the whole.
 */
export function checkCondition(place: MappingPlace, condition: Condition): Verdict {
  if ('not' in condition) {
    const verdict = checkCondition({ ...place, field: [...place.field, 'not'] }, condition.not);
    return opposite(verdict);
  }
  if ('all' in condition) return checkParts(place, condition.all, 'all');
  if ('any' in condition) return checkParts(place, condition.any, 'any');
  return checkSides(place, condition);
}

/** `all` is decided by the first part that does not hold, `any` by the first that does. */
function checkParts(place: MappingPlace, parts: readonly Condition[], key: 'all' | 'any'): Verdict {
  let scope: DataSchema = place.scope;
  const verdicts = parts.map((part, index) => {
    const inner = { ...place, scope, field: [...place.field, key, index] };
    const verdict = checkCondition(inner, part);
    scope = narrowSchema(scope, part, key === 'all');
    return verdict;
  });
  const [decides, other]: readonly ['never' | 'always', 'never' | 'always'] =
    key === 'all' ? ['never', 'always'] : ['always', 'never'];
  if (verdicts.includes(decides)) return decides;
  return verdicts.every((verdict) => verdict === other) ? other : undefined;
}

function checkSides(place: MappingPlace, comparison: Comparison): Verdict {
  const { left, op, right } = comparison;
  const takesMissing = TAKES_MISSING.has(op);
  const at = (side: 'left' | 'right'): MappingPlace => ({
    ...place,
    field: [...place.field, side],
    missing: takesMissing ? 'omit' : 'error',
    substitute: 'omit',
    takesMissing,
  });
  const first = checkMapping(at('left'), left);
  const second = right === undefined ? undefined : checkMapping(at('right'), right);
  const isConstant = !reads(left) && !reads(right);
  if (isConstant) return constantVerdict(place, comparison);
  if (!checkPattern(place, comparison)) return undefined;
  if (first === undefined || (right !== undefined && second === undefined)) return undefined;
  return checkComparison(place, comparison, first.schema, second?.schema);
}

/** A comparison of constants has one answer. */
function constantVerdict(place: MappingPlace, comparison: Comparison): Verdict {
  const { report, field, label } = place;
  let verdict: Verdict;
  try {
    verdict = evaluateCondition(comparison, null) ? 'always' : 'never';
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
  report.add({
    kind: 'condition_constant',
    severity: 'warning',
    field,
    message: `${label}: this compares constants only, and ${verdict} holds.`,
    hint: 'Choose a value of the event or of a step for the left side.',
  });
  return verdict;
}

/** True when anything in a mapping comes from the data. */
function reads(mapping: unknown): boolean {
  if (isPathMapping(mapping) || isTemplateMapping(mapping)) return true;
  if (typeof mapping !== 'object' || mapping === null) return false;
  return Object.values(mapping).some(reads);
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === undefined) return undefined;
  return verdict === 'always' ? 'never' : 'always';
}
