import type { JsonValue, Missing } from '@millrace/model';
import type { Evaluation } from './evaluation.ts';

/** What stands where nothing was found, when that is no error; undefined leaves the place out. */
export function substitute(
  missing: Exclude<Missing, 'error'>,
  { budget }: Evaluation,
  counted: boolean,
): JsonValue | undefined {
  if (missing === 'omit') return undefined;
  const value = missing === 'null' ? null : missing.default;
  if (counted) budget.spend(value);
  return value;
}
