import { isPathMapping, type Comparison, type Condition } from '@millrace/model';
import { sameValue } from '../same-value.ts';

/**
 * True when a condition can only hold where an earlier one holds too, as far as constants tell: the
 * same condition, `> 200` behind `> 100`, one value behind a list with it.
 */
export function isImplied(condition: Condition, earlier: Condition): boolean {
  const [one, other] = [single(condition), single(earlier)];
  if (one !== undefined && other !== undefined) return impliesComparison(one, other);
  if ('all' in condition && condition.all.length > 0) {
    return condition.all.some((part) => isImplied(part, earlier));
  }
  if ('any' in earlier) return earlier.any.some((part) => isImplied(condition, part));
  if ('all' in earlier && earlier.all.length > 0) {
    return earlier.all.every((part) => isImplied(condition, part));
  }
  return false;
}

function single(condition: Condition): Comparison | undefined {
  if ('left' in condition) return condition;
  const list = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  const [only] = list;
  return only !== undefined && list.length === 1 ? single(only) : undefined;
}

function impliesComparison(one: Comparison, other: Comparison): boolean {
  if (!isPathMapping(one.left) || !isPathMapping(other.left)) return false;
  if (one.left.$path !== other.left.$path || one.left.as !== other.left.as) return false;
  if (one.op === other.op && same(one.right, other.right)) return true;
  if (one.op === 'equals' && other.op === 'one_of') return includes(other.right, one.right);
  if (one.op === 'equals' && other.op === 'not_equals') return differ(one.right, other.right);
  const [value, bound] = [one.right, other.right];
  if (typeof value !== 'number' || typeof bound !== 'number') return false;
  return BOUNDS[one.op]?.(value, other.op, bound) ?? false;
}

type Within = (value: number, op: string, bound: number) => boolean;

const above: Within = (value, op, bound) =>
  (op === 'greater_than' && value > bound) || (op === 'greater_or_equal' && value >= bound);
const below: Within = (value, op, bound) =>
  (op === 'less_than' && value < bound) || (op === 'less_or_equal' && value <= bound);

/** Whether all values that pass one bound pass another. */
const BOUNDS: Readonly<Partial<Record<string, Within>>> = {
  equals: (value, op, bound) => above(value, op, bound) || below(value, op, bound),
  greater_or_equal: above,
  greater_than: (value, op, bound) => op.startsWith('greater') && value >= bound,
  less_or_equal: below,
  less_than: (value, op, bound) => op.startsWith('less') && value <= bound,
};

function same(one: unknown, other: unknown): boolean {
  return isValue(one) && isValue(other) ? sameValue(one, other) : one === other;
}

/** Of constants only: two paths may give the same. */
function differ(one: unknown, other: unknown): boolean {
  return [one, other].every((side) => typeof side !== 'object') && one !== other;
}

function includes(list: unknown, value: unknown): boolean {
  return Array.isArray(list) && list.some((member) => same(member, value));
}

function isValue(value: unknown): value is Parameters<typeof sameValue>[0] {
  return value !== undefined;
}
