import { AppError, isJsonObject, type JsonValue } from '@millrace/model';
import { sameValue } from '../same-value.ts';
import { shorten } from '../path/path-limits.ts';
import { TEMPLATE_LIMITS, templateLimit } from './template-limits.ts';
import { jsonText, textOf } from './template-text.ts';
import { isTruthy } from './template-truth.ts';

type Argument = JsonValue | undefined;

/** A function a template may call. Only what is in {@link HELPERS} can be called. */
export interface Helper {
  least: number;
  most: number;
  /** True when the helper says itself what a missing value means; otherwise it is an error. */
  takesMissing?: boolean;
  run: (args: readonly Argument[]) => JsonValue;
}

const ANY = Number.MAX_SAFE_INTEGER;

/** The helpers of templates, by name. */
export const HELPERS: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  ['upper', text((value) => value.toUpperCase())],
  ['lower', text((value) => value.toLowerCase())],
  ['trim', text((value) => value.trim())],
  ['json', one((value) => jsonText(value))],
  ['length', one(lengthOf)],
  ['join', { least: 1, most: 2, run: ([list, separator]) => join(list, separator) }],
  ['round', { least: 1, most: 2, run: ([value, digits]) => round(value, digits) }],
  ['default', logical(2, 2, ([value, other]) => (isBlank(value) ? other : value))],
  ['eq', logical(2, 2, ([left, right]) => sameValue(left ?? null, right ?? null))],
  ['ne', logical(2, 2, ([left, right]) => !sameValue(left ?? null, right ?? null))],
  ['and', logical(1, ANY, (args) => args.find((arg) => !isTruthy(arg)) ?? args.at(-1))],
  ['or', logical(1, ANY, (args) => args.find(isTruthy) ?? args.at(-1))],
  ['not', logical(1, 1, ([value]) => !isTruthy(value))],
]);

function one(run: (value: JsonValue) => JsonValue): Helper {
  return { least: 1, most: 1, run: ([value]) => run(value ?? null) };
}

function text(run: (value: string) => string): Helper {
  return one((value) => run(textOf(value)));
}

function logical(
  least: number,
  most: number,
  run: (args: readonly Argument[]) => Argument,
): Helper {
  return { least, most, takesMissing: true, run: (args) => run(args) ?? null };
}

function isBlank(value: Argument): boolean {
  return value === undefined || value === null || value === '';
}

function lengthOf(value: JsonValue): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isJsonObject(value)) return Object.keys(value).length;
  return value === null ? 0 : wrongType('length', value, 'list');
}

function join(list: Argument, separator: Argument = ', '): string {
  if (!Array.isArray(list)) return wrongType('join', list, 'list');
  const between = textOf(separator);
  const parts: string[] = [];
  let size = 0;
  for (const member of list) {
    const part = textOf(member);
    size += part.length + between.length;
    if (size > TEMPLATE_LIMITS.output) throw templateLimit('1 MB of text');
    parts.push(part);
  }
  return parts.join(between);
}

const MOST_DIGITS = 15;

/** Rounds halves away from zero, in decimal: 1.005 to two digits is 1.01. */
function round(value: Argument, digits: Argument = 0): number {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) {
    return wrongType('round', value, 'number');
  }
  if (
    typeof digits !== 'number' ||
    !Number.isInteger(digits) ||
    digits < 0 ||
    digits > MOST_DIGITS
  ) {
    return wrongType('round', digits, `number of digits from 0 to ${MOST_DIGITS}`);
  }
  const shifted = Math.round(Number(scale(Math.abs(amount), digits)));
  return Math.sign(amount) * Number(scale(shifted, -digits));
}

function scale(amount: number, by: number): string {
  const [digits = '0', exponent = '0'] = String(amount).split('e');
  return `${digits}e${Number(exponent) + by}`;
}

function wrongType(helper: string, value: Argument, type: string): never {
  throw new AppError('CONVERSION_FAILED', {
    value: shorten(value === undefined ? 'nothing' : jsonText(value), 80),
    path: `the helper "${helper}"`,
    type,
  });
}
