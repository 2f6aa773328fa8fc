import { AppError, isExactNumber, type JsonValue } from '@millrace/model';
import { scalarText, type Values } from './styles.ts';
import { named } from './unwritable.ts';

/** A path with its placeholders compiled; `names` are theirs, in order. */
export interface PathTemplate {
  names: readonly string[];
  /** Throws URL_INVALID for a value that would make another path of it, or that is not there. */
  fill: (values: Values) => string;
}

/** The pieces between `{` and `}` are at the odd places. */
const PLACEHOLDER = /\{([^{}]*)\}/;
const NAME = /^(\+?)([A-Za-z_][\w-]{0,99})$/;
/** RFC 3986 §3.3. An escape that is not whole could become one with the value behind it. */
const LITERAL = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/**
 * Compiles a path such as `/lists/{list_id}/members/{hash}` or `/{bucket}/{+key}`: `{x}` is one
 * segment or a piece of one, percent-encoded whatever it holds; `{+x}` keeps its slashes. Values are
 * texts, numbers and booleans. Refused are values that a parser or server would take out of the path
 * or read otherwise: `''`, `.` and `..`, however often encoded and also between slashes, control
 * characters, half characters. For `{+x}` this holds for each segment.
 *
 * Throws URL_INVALID for a template that is no path.
 */
export function compilePathTemplate(template: string): PathTemplate {
  const pieces = template.split(PLACEHOLDER);
  const literals = pieces.filter((_, at) => at % 2 === 0);
  const fault = templateFault(literals);
  if (fault !== undefined) throw invalid(template, fault);
  const [start = '', ...ends] = literals;
  const holes = pieces.filter((_, at) => at % 2 === 1).map((hole) => parseHole(template, hole));
  const parts = holes.map((hole, at) => ({ ...hole, end: ends[at] ?? '' }));
  return {
    names: holes.map(({ name }) => name),
    fill: (values) => {
      let path = start;
      for (const { name, encode, end } of parts) {
        const found = encode(textOf(values[name]));
        if (typeof found === 'object') throw invalid(template, `${named(name)} ${found.fault}`);
        path += found + end;
      }
      return path;
    },
  };
}

function templateFault(literals: readonly string[]): string | undefined {
  if (!literals.every((literal) => LITERAL.test(literal))) {
    return 'its fixed parts hold a character that a path cannot, or a brace without its pair';
  }
  const whole = literals.join('x');
  if (!whole.startsWith('/') || !(literals[0] ?? '').startsWith('/'))
    return 'it has to begin with "/"';
  if (whole.includes('//')) return 'it holds an empty segment';
  return hasDots(whole) ? 'it holds a segment "." or ".."' : undefined;
}

interface Fault {
  fault: string;
}
type Encode = (text: string | undefined) => string | Fault;

function parseHole(template: string, hole: string): { name: string; encode: Encode } {
  const [, plus, name] = NAME.exec(hole) ?? [];
  if (name === undefined) throw invalid(template, `"{${hole}}" is no placeholder`);
  return { name, encode: plus === '+' ? encodeSegments : encodeSegment };
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || isExactNumber(value);
  return isPlain ? scalarText(value) : undefined;
}

const NOT_TEXT: Fault = { fault: 'is missing, or no text and no number' };
const EMPTY: Fault = { fault: 'is empty, or has an empty part between its slashes' };
const DOTS: Fault = { fault: 'is or holds a segment "." or "..", which would change the path' };
const CONTROLS: Fault = { fault: 'holds a line break or another control character' };
const HALF: Fault = { fault: 'holds half a character' };

/** Stands as it is, and cannot be a segment of dots alone. */
const PLAIN = /^[\w~-][\w.~-]*$/;

function encodeSegment(text: string | undefined): string | Fault {
  if (text === undefined) return NOT_TEXT;
  if (PLAIN.test(text)) return text;
  if (text === '') return EMPTY;
  return faultIn(text) ?? encodeURIComponent(text);
}

function encodeSegments(text: string | undefined): string | Fault {
  if (text === undefined) return NOT_TEXT;
  if (PLAIN.test(text)) return text;
  const segments = text.split('/');
  if (segments.includes('')) return EMPTY;
  return faultIn(text) ?? segments.map(encodeURIComponent).join('/');
}

function faultIn(text: string): Fault | undefined {
  if (/\p{Cc}/u.test(text)) return CONTROLS;
  if (!text.isWellFormed()) return HALF;
  return hasDots(text) ? DOTS : undefined;
}

/** Servers may decode more than once, and split at encoded slashes. */
const SLASH = /[/\\]|%(?:25)*(?:2f|5c)/i;
const DOT = /%(?:25)*2e/gi;

function hasDots(text: string): boolean {
  return text.split(SLASH).some((segment) => /^\.\.?$/.test(segment.replace(DOT, '.')));
}

function invalid(template: string, reason: string): AppError {
  return new AppError('URL_INVALID', { url: template.slice(0, 200), reason });
}
