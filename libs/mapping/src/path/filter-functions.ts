import { isAppError, isJsonObject, type JsonValue } from '@millrace/model';
import { fromIRegexp } from '../regex/i-regexp.ts';
import { compilePattern, patternWork, type Pattern } from '../regex/pattern.ts';
import type { Walk } from './path-walk.ts';

/** Characters that are counted in the time it takes to look at one value. */
const CHARACTERS_A_VISIT = 32;
const SURROGATE = /[\uD800-\uDFFF]/;
/** Compiling a pattern, in values looked at: a fixed part and one for each instruction. */
const COMPILING = { fixed: 500, instruction: 50 };

/** length(): characters of a text, items of a list, members of an object; nothing for the rest. */
export function lengthOf(value: JsonValue | undefined, walk: Walk): number | undefined {
  if (typeof value === 'string') {
    walk.spend(value.length / CHARACTERS_A_VISIT);
    return codePointsOf(value);
  }
  if (Array.isArray(value)) return value.length;
  if (!isJsonObject(value)) return undefined;
  const { length } = Object.keys(value);
  walk.spendKeys(length);
  return length;
}

function codePointsOf(text: string): number {
  let count = text.length;
  if (!SURROGATE.test(text)) return count;
  for (let at = 1; at < text.length; at += 1) {
    if (!isLow(text.charCodeAt(at)) || !isHigh(text.charCodeAt(at - 1))) continue;
    count -= 1;
    at += 1;
  }
  return count;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** value(): the only value that a path selects. */
export function onlyOf(values: readonly JsonValue[]): JsonValue | undefined {
  return values.length === 1 ? values[0] : undefined;
}

/** match() and search() with a pattern that is written in the path. */
export function matchWith(
  pattern: Pattern,
  whole: boolean,
  text: JsonValue | undefined,
  walk: Walk,
): boolean {
  if (typeof text !== 'string') return false;
  walk.spend(patternWork(pattern, text));
  return whole ? pattern.matches(text) : pattern.search(text);
}

/** A pattern of the data, or undefined for what is no I-Regexp: it matches nothing. Throws PATTERN_LIMIT. */
export function patternOf(source: JsonValue | undefined, walk: Walk): Pattern | undefined {
  return typeof source === 'string' ? walk.pattern(source, compile) : undefined;
}

function compile(source: string, walk: Walk): Pattern | undefined {
  walk.spend(COMPILING.fixed);
  const translated = fromIRegexp(source);
  if (translated === undefined) return undefined;
  try {
    const pattern = compilePattern(translated);
    walk.spend(COMPILING.instruction * pattern.size);
    return pattern;
  } catch (error) {
    // A range from z to a has the form of an I-Regexp and means nothing.
    if (isAppError(error) && error.code === 'PATTERN_SYNTAX') return undefined;
    throw error;
  }
}
