import { AppError, isJsonObject, jsonTypeOf, type JsonValue, type Operator } from '@millrace/model';
import { instantOfText } from '../evaluate/convert-date.ts';
import { sameValue } from '../same-value.ts';

type Side = JsonValue | undefined;

/** One comparison. A side is undefined when its mapping was omitted. */
interface OperatorRule {
  /** True when a left side that finds nothing is an answer and no error. */
  takesMissing: boolean;
  holds: (left: Side, right: Side) => boolean;
}

/** Every operator of conditions. No side is ever converted: 200 is not "200". */
export const OPERATORS: Readonly<Record<Operator, OperatorRule>> = {
  equals: binary(false, sameValue),
  not_equals: binary(true, (left, right) => !sameValue(left, right)),
  greater_than: ordered('greater_than', (order) => order > 0),
  greater_or_equal: ordered('greater_or_equal', (order) => order >= 0),
  less_than: ordered('less_than', (order) => order < 0),
  less_or_equal: ordered('less_or_equal', (order) => order <= 0),
  contains: binary(false, (left, right) => contains('contains', left, right)),
  not_contains: binary(true, (left, right) => !contains('not_contains', left, right)),
  starts_with: texts('starts_with', (left, right) => left.startsWith(right)),
  ends_with: texts('ends_with', (left, right) => left.endsWith(right)),
  one_of: binary(false, oneOf),
  exists: { takesMissing: true, holds: (left) => left !== undefined },
  not_exists: { takesMissing: true, holds: (left) => left === undefined },
  is_empty: { takesMissing: true, holds: isEmpty },
  not_empty: { takesMissing: true, holds: (left) => !isEmpty(left) },
  is_true: { takesMissing: false, holds: (left) => left === true },
  is_false: { takesMissing: false, holds: (left) => left === false },
};

/** A comparison of two values; `absent` is the answer when a side was omitted. */
function binary(
  absent: boolean,
  holds: (left: JsonValue, right: JsonValue) => boolean,
): OperatorRule {
  return {
    takesMissing: false,
    holds: (left, right) =>
      left === undefined || right === undefined ? absent : holds(left, right),
  };
}

function ordered(op: Operator, holds: (order: number) => boolean): OperatorRule {
  return binary(false, (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
    if (typeof left === 'string' && typeof right === 'string') return holds(orderOf(left, right));
    throw incomparable(op, left, right);
  });
}

/** Two dates by their instants, other texts by their characters. */
function orderOf(left: string, right: string): number {
  const [first, second] = [instantOfText(left), instantOfText(right)];
  if (first !== undefined && second !== undefined) return first - second;
  if (left === right) return 0;
  return left > right ? 1 : -1;
}

function texts(op: Operator, holds: (left: string, right: string) => boolean): OperatorRule {
  return binary(false, (left, right) => {
    if (typeof left === 'string' && typeof right === 'string') return holds(left, right);
    throw incomparable(op, left, right);
  });
}

function contains(op: Operator, left: JsonValue, right: JsonValue): boolean {
  if (Array.isArray(left)) return left.some((member) => sameValue(member, right));
  if (typeof left === 'string' && typeof right === 'string') return left.includes(right);
  throw incomparable(op, left, right);
}

function oneOf(left: JsonValue, right: JsonValue): boolean {
  if (!Array.isArray(right)) throw incomparable('one_of', left, right);
  return right.some((member) => sameValue(member, left));
}

function isEmpty(value: Side): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function incomparable(op: Operator, left: JsonValue, right: JsonValue): AppError {
  const sides = { left: named(left), right: named(right) };
  return new AppError('CONDITION_TYPE', { op, ...sides }, { details: { op, ...sides } });
}

function named(value: JsonValue): string {
  const type = jsonTypeOf(value);
  if (type === 'null') return 'null';
  return type === 'object' ? 'an object' : `a ${type}`;
}
