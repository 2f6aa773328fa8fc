import { RE2JS, RE2JSException } from 're2js';
import { BoundedCache } from '../bounded-cache.ts';
import { PATTERN_LIMITS, patternLimit, patternSyntax } from './pattern-limits.ts';
import { patternSize } from './pattern-size.ts';

/** A regular expression ready to be used any number of times. */
export interface Pattern {
  /** Instructions of the compiled pattern. */
  readonly size: number;
  /** Whether the pattern matches some part of the text. Throws PATTERN_LIMIT for a text too long. */
  search(text: string): boolean;
  /** The first group of the first match, or the match where there is no group; undefined without a match. */
  capture(text: string): string | undefined;
  /** Whether the pattern matches the whole text. Throws PATTERN_LIMIT for a text too long. */
  matches(text: string): boolean;
}

const MOST_CACHED = 200;
/** A pattern keeps the states it has met, up to 8 MB of them; past this many they are dropped. */
const MOST_STATES = 256;
const cache = new BoundedCache<Pattern>(MOST_CACHED);

/**
 * Compiles a regular expression in RE2 syntax. Matching takes time linear in the text, whatever the
 * pattern: there are no back-references and no look-around.
 *
 * Throws PATTERN_SYNTAX, and PATTERN_LIMIT for one that is too long or compiles to too much.
 */
export function compilePattern(source: string): Pattern {
  return cache.get(source, compile);
}

function compile(source: string): Pattern {
  const { length, program } = PATTERN_LIMITS;
  if (source.length > length) throw patternLimit(source, `${length} characters`);
  if (patternSize(source) > program) {
    throw patternLimit(source, `${program} steps with its repetitions written out`);
  }
  const compiled = parse(source);
  const size = compiled.programSize();
  const most = mostText(size);
  const use = (text: string, match: (text: string) => boolean) => {
    if (text.length > most) throw patternLimit(source, `texts of ${most} characters`);
    const matched = match(text);
    const { dfa } = compiled.re2();
    if (dfa.stateCount > MOST_STATES) dfa.clearCache();
    return matched;
  };
  const search = (text: string) => compiled.test(text);
  const matches = (text: string) => compiled.testExact(text);
  const capture = (text: string): string | undefined => {
    if (text.length > most) throw patternLimit(source, `texts of ${most} characters`);
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return undefined;
    return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
  };
  return {
    size,
    search: (text) => use(text, search),
    matches: (text) => use(text, matches),
    capture,
  };
}

function parse(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw patternSyntax(source, error.message.replace('error parsing regexp: ', ''));
  }
}

/** The longest text a pattern of this size may be matched with. */
function mostText(size: number): number {
  const { smallProgram, text, work } = PATTERN_LIMITS;
  return size <= smallProgram ? text : Math.floor(work / size);
}

/** The work of one match, as so many values that a path looks at. */
export function patternWork({ size }: Pattern, text: string): number {
  return size <= PATTERN_LIMITS.smallProgram ? 1 + text.length / 8 : 1 + 2 * text.length * size;
}
