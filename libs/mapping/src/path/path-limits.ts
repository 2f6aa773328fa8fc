import { AppError, isExactNumber, type JsonValue } from '@millrace/model';

/** The bounds of paths. Measured against hostile paths and data; see the hostile tests. */
export const PATH_LIMITS = {
  /** Segments of a path, and of each path inside of its filters. */
  segments: 32,
  /** `..` in a path, and in each path inside of its filters. */
  descendants: 2,
  /** Filters, parentheses and calls inside one another. */
  nesting: 16,
  /** Comparisons, `!`, `&&` and `||` of a path. */
  operators: 64,
  /** Values selected, by the path itself or by one inside of a filter. */
  results: 10_000,
  /** Values looked at by one evaluation, those its filters look at included: about 30 ms of work. */
  visits: 500_000,
} as const;

/** Deepest nesting of lists and objects that Millrace reads or writes. */
export const MAX_DATA_DEPTH = 128;

export function pathLimit(path: string, limit: string): AppError {
  return new AppError('PATH_LIMIT', { path: shorten(path), limit });
}

export function tooDeep(limit: number = MAX_DATA_DEPTH): AppError {
  return new AppError('DATA_TOO_DEEP', { limit });
}

/**
 * Throws DATA_TOO_DEEP when a value nests more than {@link MAX_DATA_DEPTH} levels, so that recursive
 * code behind it (JSON.stringify among it) cannot overflow the stack. Never goes deeper itself.
 */
export function requireShallow(value: JsonValue, depth = 0): void {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return;
  if (depth >= MAX_DATA_DEPTH) throw tooDeep();
  const members = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) requireShallow(member, depth + 1);
}

/** A text cut for a message. */
export function shorten(text: string, most = 120): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
}
