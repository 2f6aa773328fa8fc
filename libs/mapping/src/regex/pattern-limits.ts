import { AppError } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';

/**
 * The bounds of regular expressions. RE2 never backtracks; its worst case is the product of program
 * and text, about 0.15 µs each, measured with `(a|b)*a(a|b){n}c`, which defeats its cache of states.
 */
export const PATTERN_LIMITS = {
  /** UTF-16 units of the pattern. */
  length: 512,
  /** Instructions it compiles to. */
  program: 1000,
  /** Up to here a pattern has some hundred states at most, and a text is read in one pass. */
  smallProgram: 12,
  /** UTF-16 units of the text, for a small program. */
  text: 100_000,
  /** Units of the text times instructions, for any other: about 40 ms. */
  work: 250_000,
} as const;

export function patternLimit(pattern: string, limit: string): AppError {
  return new AppError('PATTERN_LIMIT', { pattern: shorten(pattern), limit });
}

export function patternSyntax(pattern: string, reason: string): AppError {
  return new AppError(
    'PATTERN_SYNTAX',
    { pattern: shorten(pattern), reason },
    { details: { pattern } },
  );
}
