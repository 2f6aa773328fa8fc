import {
  isPathMapping,
  isTemplateMapping,
  type Comparison,
  type Condition,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import type { Given } from '../evaluate/evaluation.ts';
import { evaluateMapping } from '../evaluate/evaluate.ts';
import { MAX_DATA_DEPTH, PATH_LIMITS, tooDeep } from '../path/path-limits.ts';
import { cannotCompare } from './condition-error.ts';
import { Work } from '../work.ts';
import { LEAST_WORK, OPERATORS } from './operators.ts';

/**
 * Whether a condition holds for some data. `all` of nothing holds, `any` of nothing does not; the
 * first member that decides ends the evaluation.
 *
 * Throws PATH_MISSING for a side that finds nothing, unless the operator asks just that or the
 * mapping says what missing means; CONDITION_TYPE for sides that cannot be compared;
 * PATTERN_SYNTAX and PATTERN_LIMIT for what `matches` cannot take; and what evaluating a mapping throws.
 */
export function evaluateCondition(
  condition: Condition,
  data: JsonValue,
  given: Given = {},
): boolean {
  return holds(condition, { data, given, work: new Work() }, 0);
}

/** One evaluation under way. */
interface Question {
  data: JsonValue;
  given: Given;
  work: Work;
}

function holds(condition: Condition, question: Question, depth: number): boolean {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  if ('all' in condition) return condition.all.every((part) => holds(part, question, depth + 1));
  if ('any' in condition) return condition.any.some((part) => holds(part, question, depth + 1));
  if ('not' in condition) return !holds(condition.not, question, depth + 1);
  return compare(condition, question);
}

function compare(comparison: Comparison, question: Question): boolean {
  const { left, op, right } = comparison;
  const { takesMissing, holds: rule } = OPERATORS[op];
  const first = takesMissing ? evaluateOptional(left, question) : evaluate(left, question);
  const second = right === undefined ? undefined : evaluate(right, question);
  const spend = (values: number) => question.work.spend(values / PATH_LIMITS.visits);
  spend(LEAST_WORK);
  const answer = rule(first, second, spend);
  if (answer === undefined) throw cannotCompare(comparison, first, second);
  return answer;
}

function evaluate(
  mapping: Mapping,
  { data, given, work }: Question,
  missing: 'error' | 'omit' = 'error',
): JsonValue | undefined {
  return evaluateMapping(mapping, data, { ...given, work, missing });
}

/** For operators that ask whether something is there, nothing is an answer. */
function evaluateOptional(mapping: Mapping, question: Question): JsonValue | undefined {
  const strict =
    (isPathMapping(mapping) || isTemplateMapping(mapping)) && mapping.missing === 'error';
  return evaluate(strict ? { ...mapping, missing: 'omit' } : mapping, question, 'omit');
}
