import {
  isExactNumber,
  isJsonNumber,
  isJsonObject,
  type JsonNumber,
  type JsonValue,
} from '@millrace/model';
import { convert } from '../evaluate/convert.ts';
import { momentOf, type Moment } from '../evaluate/convert-date.ts';
import { textOf } from '../template/template-text.ts';
import { refuse, type Argument, type HelperCall, type Param } from './define-helper.ts';

/** Characters a helper looks through for the price of one step. */
const CHARACTERS_A_STEP = 64;

const NO_TEXT_HINT = 'Pick one value of it, or write it with the helper json or join.';
const NO_NUMBER_HINT =
  'Numbers may be written as text, like "54.53", but without a comma, blanks or a currency.';

/** Makes a parameter optional: where no value is given it is `fallback`. */
export function optional<Value>(param: Param<Value>, fallback: NoInfer<Value>): Param<Value> {
  return {
    name: param.name,
    optional: true,
    read: (value, helper, call) =>
      value === undefined ? fallback : param.read(value, helper, call),
  };
}

/** Any value, unchecked; undefined where there is none. */
export function anyParam(name: string): Param<Argument> {
  return { name, optional: false, read: (value) => value };
}

/** Text; numbers and true or false as they print, null as empty text. Lists and objects are refused. */
export function textParam(name: string): Param<string> {
  return {
    name,
    optional: false,
    read: (value, helper, call) => {
      const text = shortText(value, helper);
      call.spend(Math.floor(text.length / CHARACTERS_A_STEP));
      return text;
    },
  };
}

/** Text that is not looked through as a whole, so that its length costs nothing. */
export function partTextParam(name: string): Param<string> {
  return { name, optional: false, read: shortText };
}

function shortText(value: Argument, helper: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || isComposite(value)) return refuse(helper, value, 'text', NO_TEXT_HINT);
  return textOf(value);
}

/** A finite number; numbers written as text are taken, as `as: number` takes them. */
export function numberParam(name: string): Param<JsonNumber> {
  return { name, optional: false, read: readNumber };
}

export function readNumber(value: Argument, helper: string): JsonNumber {
  const number = numberOrNothing(value);
  return number ?? refuse(helper, value, 'number', NO_NUMBER_HINT);
}

/** The number a value is or writes, or undefined. */
export function numberOrNothing(value: Argument): JsonNumber | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (isExactNumber(value)) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const number = convert(value, 'number', '');
    return isJsonNumber(number) ? number : undefined;
  } catch {
    return undefined;
  }
}

/** What a number with many digits costs to calculate with, in steps: some microseconds. */
const EXACT_STEPS = 20;

/** Pays for calculating with numbers. */
export function paidFor(numbers: readonly JsonNumber[], call: HelperCall): readonly JsonNumber[] {
  for (const number of numbers) if (typeof number !== 'number') call.spend(EXACT_STEPS);
  return numbers;
}

/** A whole number between two bounds. */
export function countParam(name: string, least: number, most: number): Param<number> {
  return {
    name,
    optional: false,
    read: (value, helper) => {
      const count = numberOrNothing(value);
      const isCount = typeof count === 'number' && Number.isInteger(count);
      if (isCount && count >= least && count <= most) {
        return count;
      }
      return refuse(helper, value, `whole number from ${least} to ${most} for "${name}"`);
    },
  };
}

/** A list; every member is paid for. */
export function listParam(name: string): Param<readonly JsonValue[]> {
  const { read } = partListParam(name);
  return {
    name,
    optional: false,
    read: (value, helper, call) => {
      const list = read(value, helper, call);
      call.spend(list.length);
      return list;
    },
  };
}

/** A list that is not gone through as a whole. */
export function partListParam(name: string): Param<readonly JsonValue[]> {
  return {
    name,
    optional: false,
    read: (value, helper) => (Array.isArray(value) ? value : refuse(helper, value, 'list')),
  };
}

/** One of a few words. */
export function wordParam<Word extends string>(name: string, words: readonly Word[]): Param<Word> {
  return {
    name,
    optional: false,
    read: (value, helper) =>
      words.find((word) => word === value) ??
      refuse(helper, value, `value for "${name}"`, `Write one of ${words.join(', ')}.`),
  };
}

/** A date: ISO 8601 or RFC 2822 text, or Unix seconds or milliseconds. */
export function dateParam(name: string): Param<Moment> {
  return { name, optional: false, read: readMoment };
}

const NO_DATE_HINT =
  'Dates are text like 2026-11-21 or 2026-11-21T10:30:00Z, or Unix times; read others with date_parse.';

function readMoment(value: Argument, helper: string): Moment {
  return momentOf(value) ?? refuse(helper, value, 'date', NO_DATE_HINT);
}

/** The names of a key written with dots, as in "shipping.city". */
export function keyParam(name: string): Param<readonly string[]> {
  const MOST_NAMES = 32;
  return {
    name,
    optional: false,
    read: (value, helper) => {
      const names = typeof value === 'string' ? value.split('.', MOST_NAMES + 1) : [];
      const fits = names.length > 0 && names.length <= MOST_NAMES && !names.includes('');
      return fits ? names : refuse(helper, value, 'key', 'Write a key like "sku" or "meta.size".');
    },
  };
}

/** The own member below a key written with dots; numbers are positions in lists. */
export function memberAt(value: JsonValue, names: readonly string[]): Argument {
  let found: Argument = value;
  for (const name of names) {
    if (Array.isArray(found))
      found = /^(?:0|[1-9]\d{0,9})$/.test(name) ? found[Number(name)] : undefined;
    else if (isJsonObject(found) && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  return found;
}

/** True for a list or an object. */
export function isComposite(value: Argument): value is JsonValue[] | { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !isExactNumber(value);
}

/** Pays for comparing two values to the end. */
export function spendOnValues(call: HelperCall, ...values: readonly Argument[]): void {
  for (const value of values) {
    if (typeof value === 'string') call.spend(value.length >> 10);
    else if (isComposite(value)) spendOnMembers(call, value, 0);
  }
}

function spendOnMembers(call: HelperCall, value: JsonValue, depth: number): void {
  const MOST_LEVELS = 130;
  if (typeof value === 'string') call.spend(value.length >> 10);
  if (!isComposite(value) || depth > MOST_LEVELS) return;
  const members = Array.isArray(value) ? value : Object.values(value);
  call.spend(members.length);
  for (const member of members) spendOnMembers(call, member, depth + 1);
}
