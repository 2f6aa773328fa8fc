import { isExactNumber, numberOfText } from './exact-number.ts';
import type { JsonObject, JsonValue } from './json.ts';

const { parse }: { parse: (text: string) => JsonValue } = JSON;

/**
 * JSON.parse, typed by what it gives, that changes no number: what a double cannot hold comes as an
 * {@link ExactNumber}. Throws SyntaxError, also for numbers with more than 1,000 characters or beyond
 * 10^±1000.
 */
export function parseJson(text: string): JsonValue {
  return holdsExactNumber(text) ? parseExactly(text) : parse(text);
}

/**
 * What every number that a double changes has in it: 12 digits in a row, or five on both sides of the
 * point, or three in the exponent. Written out, since V8 skips through a text by a fixed sequence of
 * characters (0.6 µs for an order of 4.4 KB, a twentieth of parsing it) and not by \d{12}. Asking for 15
 * in a row instead, for exponents by a pattern of their own, or in steps through the characters took as
 * long or longer.
 */
const LONG = /\d(?:[eE][-+]?\d\d\d|\d\d\d\d(?:\d\d\d\d\d\d\d|\.\d\d\d\d\d))/g;

/**
 * True when a number may be in the text that a double would change. A text in quotes that looks like
 * one (": 12345678901234567890") only costs time. A UUID or a card number is passed over in 0.1 µs.
 */
function holdsExactNumber(text: string): boolean {
  LONG.lastIndex = 0;
  while (LONG.test(text)) {
    let start = LONG.lastIndex;
    let end = start;
    while (start > 0 && isOfNumbers(text.charCodeAt(start - 1))) start -= 1;
    while (end < text.length && isOfNumbers(text.charCodeAt(end))) end += 1;
    const isValue = start === 0 || BEFORE_NUMBERS.has(text.charAt(start - 1));
    if (isValue && isExact(text.slice(start, end))) return true;
    LONG.lastIndex = end;
  }
  return false;
}

/** The longest number without an exponent that every double holds: a time in milliseconds has 13 digits. */
const SURE_CHARACTERS = 15;

/** Short ones first: reading each time of a body as a number took as long as parsing it. */
function isExact(token: string): boolean {
  const isSure = token.length <= SURE_CHARACTERS && !/e/i.test(token);
  return !isSure && typeof numberOfText(token) !== 'number';
}

/** What may stand before a number outside of a text. */
const BEFORE_NUMBERS = new Set(':,[ \n\r\t');

/** 0 to 9, and . + - e E. */
function isOfNumbers(code: number): boolean {
  if (code >= 48) return code <= 57 || code === 101 || code === 69;
  return code === 46 || code === 45 || code === 43;
}

/** Texts, so that numbers inside of them are passed over, and numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Puts a list with one marked text in the place of each such number, which is valid just where a
 * number is, and takes it back out of what JSON.parse gives: twice the time of parsing. A reviver with
 * the source of numbers takes five times it, and overflows the stack at 3,000 levels.
 */
function parseExactly(text: string): JsonValue {
  const mark = unguessable();
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || !JSON_NUMBER.test(token)) return token;
    const number = numberOfText(token);
    if (number === undefined)
      throw new SyntaxError(`The number ${cut(token)} is too large to keep.`);
    return typeof number === 'number' ? token : `["${mark}${number.text}"]`;
  });
  return withNumbers(parse(marked), mark);
}

/** No body can hold the mark, in whatever spelling, unless its sender can guess 128 bits. */
function unguessable(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('.');
}

function cut(token: string): string {
  return token.length > 40 ? `${token.slice(0, 40)}…` : token;
}

/** Changes what was just parsed; its own stack, since a body may nest as deep as it is long. */
function withNumbers(root: JsonValue, mark: string): JsonValue {
  const whole = [root];
  const open: (JsonValue[] | JsonObject)[] = [whole];
  const numberOr = (value: JsonValue): JsonValue => {
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
    const number = markedNumber(value, mark);
    if (number === undefined) open.push(value);
    return number ?? value;
  };
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (Array.isArray(holder)) holder.forEach((item, at, list) => (list[at] = numberOr(item)));
    else restoreMembers(holder, numberOr);
  }
  return whole[0] ?? null;
}

function restoreMembers(object: JsonObject, numberOr: (value: JsonValue) => JsonValue): void {
  for (const key of Object.keys(object)) {
    const before = object[key] ?? null;
    const value = numberOr(before);
    // Defines an own member, also one named __proto__.
    if (value !== before) Reflect.defineProperty(object, key, { ...OWN, value });
  }
}

const OWN = { writable: true, enumerable: true, configurable: true };

function markedNumber(value: JsonValue[] | JsonObject, mark: string): JsonValue | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const [text] = value;
  return typeof text === 'string' && text.startsWith(mark)
    ? numberOfText(text.slice(mark.length))
    : undefined;
}
