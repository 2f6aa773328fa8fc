import {
  isPathMapping,
  isTemplateMapping,
  type Comparison,
  type Condition,
  type Mapping,
} from '@millrace/model';
import type { Around, Compile, Evaluate, Evaluation, FieldRule } from '../evaluate/evaluation.ts';
import { MAX_DATA_DEPTH, PATH_LIMITS, tooDeep } from '../path/path-limits.ts';
import { cannotCompare } from './condition-error.ts';
import { LEAST_WORK, OPERATORS } from './operators.ts';

type Holds = (evaluation: Evaluation) => boolean;

/**
 * Turns a condition into closures. In a lenient dialect sides that find nothing, and sides of types that
 * cannot be compared, are as good as absent; otherwise they are errors.
 */
export function compileCondition(
  condition: Condition,
  around: Around,
  compile: Compile<Mapping>,
  depth = 0,
): Holds {
  if (depth > MAX_DATA_DEPTH) throw tooDeep();
  const part = (one: Condition): Holds => compileCondition(one, around, compile, depth + 1);
  if ('all' in condition) {
    const parts = condition.all.map(part);
    return (evaluation) => parts.every((holds) => holds(evaluation));
  }
  if ('any' in condition) {
    const parts = condition.any.map(part);
    return (evaluation) => parts.some((holds) => holds(evaluation));
  }
  if ('not' in condition) {
    const holds = part(condition.not);
    return (evaluation) => !holds(evaluation);
  }
  return compileComparison(condition, around, compile);
}

function compileComparison(
  comparison: Comparison,
  around: Around,
  compile: Compile<Mapping>,
): Holds {
  const { left, op, right } = comparison;
  const { takesMissing, holds } = OPERATORS[op];
  const { lenient } = around.dialect;
  const side = (mapping: Mapping, rule: FieldRule): Evaluate =>
    compile(mapping, { ...around, rule, counted: false });
  const first = takesMissing
    ? side(tolerant(left), OMITTED)
    : side(left, lenient ? OMITTED : NEEDED);
  const second = right === undefined ? undefined : side(right, lenient ? OMITTED : NEEDED);
  return (evaluation) => {
    const [a, b] = [first(evaluation), second?.(evaluation)];
    const spend = (values: number) => {
      evaluation.work.spend(values / PATH_LIMITS.visits);
    };
    spend(LEAST_WORK);
    const answer = holds(a, b, spend) ?? (lenient ? holds(undefined, undefined, spend) : undefined);
    if (answer === undefined) throw cannotCompare(comparison, a, b);
    return answer;
  };
}

const OMITTED: FieldRule = { missing: 'omit', html: false, member: () => OMITTED };
const NEEDED: FieldRule = { missing: 'error', html: false, member: () => NEEDED };

/** For operators that ask whether something is there, nothing is an answer. */
function tolerant(mapping: Mapping): Mapping {
  const strict =
    (isPathMapping(mapping) || isTemplateMapping(mapping)) && mapping.missing === 'error';
  return strict ? { ...mapping, missing: 'omit' } : mapping;
}
