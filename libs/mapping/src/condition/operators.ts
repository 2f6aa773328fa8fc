import {
  compareNumbers,
  isJsonNumber,
  isJsonObject,
  type JsonValue,
  type Operator,
} from '@millrace/model';
import { momentOfText, orderOfDates, placeInTime } from '../evaluate/convert-date.ts';
import { compilePattern, patternWork } from '../regex/pattern.ts';
import { sameValue } from '../same-value.ts';

type Side = JsonValue | undefined;

/** What a comparison costs at least, beside its sides, as so many values that a path looks at. */
export const LEAST_WORK = 10;

/** Characters that are compared in the time it takes to look at one value. */
const CHARACTERS_A_VALUE = 256;

/** One comparison. A side is undefined when its mapping was omitted. */
interface OperatorRule {
  /** True when a left side that finds nothing is an answer and no error. */
  takesMissing: boolean;
  /** Whether the comparison holds; undefined when values of these types cannot be compared. */
  holds: (left: Side, right: Side, spend: Spend) => boolean | undefined;
}

/** Is told of the work of a comparison, in values. */
type Spend = (work: number) => void;

/** Every operator of conditions. No side is ever converted: 200 is not "200". */
export const OPERATORS: Readonly<Record<Operator, OperatorRule>> = {
  equals: binary(false, sameValue),
  not_equals: binary(true, (left, right, spend) => !sameValue(left, right, spend)),
  greater_than: ordered((order) => order > 0),
  greater_or_equal: ordered((order) => order >= 0),
  less_than: ordered((order) => order < 0),
  less_or_equal: ordered((order) => order <= 0),
  contains: binary(false, contains),
  not_contains: binary(true, (left, right, spend) => negated(contains(left, right, spend))),
  starts_with: texts(false, (left, right) => left.startsWith(right)),
  ends_with: texts(false, (left, right) => left.endsWith(right)),
  matches: texts(false, matches),
  not_matches: texts(true, (left, right, spend) => !matches(left, right, spend)),
  one_of: binary(false, oneOf),
  not_one_of: binary(true, (left, right, spend) => negated(oneOf(left, right, spend))),
  before: dates((left, right) => left < right),
  after: dates((left, right) => left > right),
  longer_than: lengths((length, than) => length > than),
  shorter_than: lengths((length, than) => length < than),
  has_key: binary(false, (left, right) =>
    isJsonObject(left) && typeof right === 'string' ? Object.hasOwn(left, right) : undefined,
  ),
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
  holds: (left: JsonValue, right: JsonValue, spend: Spend) => boolean | undefined,
): OperatorRule {
  return {
    takesMissing: false,
    holds: (left, right, spend) =>
      left === undefined || right === undefined ? absent : holds(left, right, spend),
  };
}

function ordered(holds: (order: number) => boolean): OperatorRule {
  return binary(false, (left, right) => {
    if (isJsonNumber(left) && isJsonNumber(right)) return holds(compareNumbers(left, right));
    if (typeof left === 'string' && typeof right === 'string') return holds(orderOf(left, right));
    return undefined;
  });
}

/** Two dates by time, other texts by their characters. */
function orderOf(left: string, right: string): number {
  const dates = orderOfDates(left, right);
  if (dates !== undefined) return dates;
  if (left === right) return 0;
  return left > right ? 1 : -1;
}

function texts(
  absent: boolean,
  holds: (left: string, right: string, spend: Spend) => boolean,
): OperatorRule {
  return binary(absent, (left, right, spend) =>
    typeof left === 'string' && typeof right === 'string' ? holds(left, right, spend) : undefined,
  );
}

function matches(text: string, source: string, spend: Spend): boolean {
  const pattern = compilePattern(source);
  spend(patternWork(pattern, text));
  return pattern.search(text);
}

function dates(holds: (left: number, right: number) => boolean): OperatorRule {
  return binary(false, (left, right) => {
    const [first, second] = [placeOf(left), placeOf(right)];
    return first === undefined || second === undefined ? undefined : holds(first, second);
  });
}

function placeOf(value: JsonValue): number | undefined {
  const moment = typeof value === 'string' ? momentOfText(value) : undefined;
  return moment && placeInTime(moment);
}

function lengths(holds: (length: number, than: number) => boolean): OperatorRule {
  return binary(false, (left, right) => {
    const length = lengthOf(left);
    return length === undefined || typeof right !== 'number' ? undefined : holds(length, right);
  });
}

/** UTF-16 units of a text, as everywhere in Millrace; items of a list. */
function lengthOf(value: JsonValue): number | undefined {
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

function contains(left: JsonValue, right: JsonValue, spend: Spend): boolean | undefined {
  if (Array.isArray(left)) return includes(left, right, spend);
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  // A search costs the product of both at worst: "aaa…" for "aa…baa…".
  spend((left.length * right.length) / CHARACTERS_A_VALUE);
  return left.includes(right);
}

function oneOf(left: JsonValue, right: JsonValue, spend: Spend): boolean | undefined {
  return Array.isArray(right) ? includes(right, left, spend) : undefined;
}

function includes(list: readonly JsonValue[], value: JsonValue, spend: Spend): boolean {
  spend(list.length);
  return list.some((member) => sameValue(member, value, spend));
}

function negated(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}

function isEmpty(value: Side): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
