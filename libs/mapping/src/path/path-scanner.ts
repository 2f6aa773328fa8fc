import { AppError, numberOfText, type JsonNumber } from '@millrace/model';
import { hintAt } from './path-hints.ts';
import { PATH_LIMITS, pathLimit, shorten } from './path-limits.ts';
import type { ComparisonOperator } from './path-tree.ts';

const BLANK = /[ \t\n\r]*/y;
const NAME = /[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][\w\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*/uy;
const INTEGER = /-?(?:0|[1-9]\d*)/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[a-z][a-z0-9_]*/y;
const COMPARISON = /==|!=|<=|>=|<|>/y;
/** Characters a quoted name holds as they are, by its quote. */
const PLAIN = {
  "'": /[ -&(-[\]-\u{D7FF}\u{E000}-\u{10FFFF}]*/uy,
  '"': /[ !#-[\]-\u{D7FF}\u{E000}-\u{10FFFF}]*/uy,
};
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
const HEX = /[0-9A-Fa-f]{4}/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['/', '/'],
  ['\\', '\\'],
]);

/** Reads the tokens of RFC 9535 from a path, left to right; every failure names its position. */
export class PathScanner {
  position = 0;
  private operators = 0;

  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** The character at the position, or '' at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  skipBlank(): void {
    this.match(BLANK);
  }

  /** A member name without quotes, or undefined when none starts here. */
  name(): string | undefined {
    return this.match(NAME);
  }

  /** An integer as RFC 9535 writes it: no leading zeros, no -0, within ±(2^53 - 1). */
  integer(): number | undefined {
    const start = this.position;
    const digits = this.match(INTEGER);
    if (digits === undefined) return undefined;
    if (digits === '-0') this.fail('-0 is not a position', start);
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) this.fail('the number is too large', start);
    return value;
  }

  /** A number as a filter compares it: -0 and fractions too. */
  number(): JsonNumber | undefined {
    const start = this.position;
    const digits = this.match(NUMBER);
    if (digits === undefined) return undefined;
    return numberOfText(digits) ?? this.fail('the number is too large', start);
  }

  /** The name of a function, or true, false, null. */
  word(): string | undefined {
    return this.match(WORD);
  }

  comparison(): ComparisonOperator | undefined {
    const token = this.match(COMPARISON);
    return COMPARISONS.find((operator) => operator === token);
  }

  /** Throws PATH_LIMIT once a path has too many. */
  countOperator(): void {
    this.operators += 1;
    if (this.operators <= PATH_LIMITS.operators) return;
    throw pathLimit(this.text, `${PATH_LIMITS.operators} comparisons and operators`);
  }

  /** The text of a quoted name; the position is at its first quote. */
  quoted(quote: "'" | '"'): string {
    const start = this.position;
    this.position += 1;
    let value = '';
    for (;;) {
      value += this.match(PLAIN[quote]) ?? '';
      if (this.take(quote)) return value;
      if (this.done) this.fail('the quoted text has no end', start);
      if (!this.take('\\')) this.fail('this character must be escaped in a quoted text');
      value += this.escape(quote);
    }
  }

  fail(reason: string, position = this.position, hint = hintAt(this.text, position)): never {
    throw new AppError(
      'PATH_SYNTAX',
      { path: shorten(this.text, 300), position, reason },
      { details: { path: this.text, position }, ...(hint !== undefined && { hint }) },
    );
  }

  private escape(quote: string): string {
    if (this.take(quote)) return quote;
    const at = this.position - 1;
    const letter = this.next;
    this.position += 1;
    if (letter === 'u') return this.unicode(at);
    return ESCAPES.get(letter) ?? this.fail('this escape is not known', at);
  }

  private unicode(at: number): string {
    const first = this.hex(at);
    if (first >= 0xdc00 && first <= 0xdfff) this.fail('the escape is half a character', at);
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    const second = this.take('\\u') ? this.hex(at) : 0;
    if (second < 0xdc00 || second > 0xdfff) this.fail('the escape is half a character', at);
    return String.fromCharCode(first, second);
  }

  private hex(at: number): number {
    const digits = this.match(HEX) ?? this.fail('\\u takes four hexadecimal digits', at);
    return Number.parseInt(digits, 16);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }
}
