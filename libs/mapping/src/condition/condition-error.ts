import {
  AppError,
  isPathMapping,
  jsonTypeOf,
  type Comparison,
  type JsonValue,
  type Mapping,
  type Operator,
} from '@millrace/model';
import { momentOfText } from '../evaluate/convert-date.ts';
import { shorten } from '../path/path-limits.ts';

/** CONDITION_TYPE for sides that cannot be compared: names both and says what to do. */
export function cannotCompare(
  { left, op, right }: Comparison,
  first: JsonValue | undefined,
  second: JsonValue | undefined,
): AppError {
  const sides = { left: named(left, first, op), right: named(right, second, op) };
  const hint = hintFor(op, first, second);
  return new AppError(
    'CONDITION_TYPE',
    { op, ...sides },
    { details: { op, ...sides }, ...(hint !== undefined && { hint }) },
  );
}

/** A side by its path, when it has one, and its type. */
function named(mapping: Mapping | undefined, value: JsonValue | undefined, op: Operator): string {
  const type = typeName(value ?? null, op);
  return isPathMapping(mapping) ? `${shorten(mapping.$path)} (${type})` : type;
}

function typeName(value: JsonValue, op: Operator): string {
  const type = jsonTypeOf(value);
  if (type === 'null') return 'null';
  if (type === 'object') return 'an object';
  const isNoDate = typeof value === 'string' && momentOfText(value) === undefined;
  return isDateOperator(op) && isNoDate ? 'a string that is no date' : `a ${type}`;
}

function isDateOperator(op: Operator): boolean {
  return op === 'before' || op === 'after';
}

const HINTS: Partial<Readonly<Record<Operator, string>>> = {
  contains: 'Only a text or a list contains something, and a text contains texts.',
  not_contains: 'Only a text or a list contains something, and a text contains texts.',
  one_of: 'Give a list of values on the right.',
  not_one_of: 'Give a list of values on the right.',
  before:
    'Compare dates like 2026-11-21 or 2026-11-21T10:00:00Z; "as": "date" makes one of a Unix time.',
  after:
    'Compare dates like 2026-11-21 or 2026-11-21T10:00:00Z; "as": "date" makes one of a Unix time.',
  longer_than: 'Compare the length of a text or a list with a number.',
  shorter_than: 'Compare the length of a text or a list with a number.',
  has_key: 'Ask an object for a key, which is a text.',
  matches: 'Match a text with a pattern; "as": "string" makes a number a text.',
  not_matches: 'Match a text with a pattern; "as": "string" makes a number a text.',
};

function hintFor(
  op: Operator,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
): string | undefined {
  const types = [left, right].map((side) => (side === undefined ? 'nothing' : jsonTypeOf(side)));
  if (HINTS[op] !== undefined) return HINTS[op];
  if (types.includes('string') && types.includes('number')) {
    return 'Give the text "as": "number", or the number "as": "string".';
  }
  return undefined;
}
