import {
  isPathMapping,
  isTemplateMapping,
  type Comparison,
  type Condition,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { evaluateMapping } from '../evaluate/evaluate.ts';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { cannotCompare } from './condition-error.ts';
import { OPERATORS } from './operators.ts';

/**
 * Whether a condition holds for some data. `all` of nothing holds, `any` of nothing does not; the
 * first member that decides ends the evaluation.
 *
 * Throws PATH_MISSING for a side that finds nothing, unless the operator asks just that or the
 * mapping says what missing means; CONDITION_TYPE for sides that cannot be compared;
 * PATTERN_SYNTAX and PATTERN_LIMIT for what `matches` cannot take; and what evaluating a mapping throws.
 */
export function evaluateCondition(condition: Condition, data: JsonValue): boolean {
  return holds(condition, data, 0);
}

function holds(condition: Condition, data: JsonValue, depth: number): boolean {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if ('all' in condition) return condition.all.every((part) => holds(part, data, depth + 1));
  if ('any' in condition) return condition.any.some((part) => holds(part, data, depth + 1));
  if ('not' in condition) return !holds(condition.not, data, depth + 1);
  return compare(condition, data);
}

function compare(comparison: Comparison, data: JsonValue): boolean {
  const { left, op, right } = comparison;
  const { takesMissing, holds: rule } = OPERATORS[op];
  const first = takesMissing ? evaluateOptional(left, data) : evaluateMapping(left, data);
  const second = right === undefined ? undefined : evaluateMapping(right, data);
  const answer = rule(first, second);
  if (answer === undefined) throw cannotCompare(comparison, first, second);
  return answer;
}

/** For operators that ask whether something is there, nothing is an answer. */
function evaluateOptional(mapping: Mapping, data: JsonValue): JsonValue | undefined {
  const strict =
    (isPathMapping(mapping) || isTemplateMapping(mapping)) && mapping.missing === 'error';
  return evaluateMapping(strict ? { ...mapping, missing: 'omit' } : mapping, data, {
    missing: 'omit',
  });
}
