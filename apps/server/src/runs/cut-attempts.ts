import type { Attempt } from '@millrace/model';

/** Inputs, outputs and calls above this are shown only with their attempt alone. */
const MOST_EACH = 64 * 1024;
/** Those of one answer; beyond it they are shown only with their attempt alone. */
const MOST_TOGETHER = 1024 * 1024;

const PAYLOADS = ['input', 'output', 'calls'] satisfies (keyof Attempt)[];

/** The attempts without what is too large for one answer; the last ones keep theirs first. */
export function cutAttempts(attempts: readonly Attempt[]): Attempt[] {
  let left = MOST_TOGETHER;
  const fits = (value: unknown): boolean => {
    const size = JSON.stringify(value ?? null).length;
    if (size > Math.min(left, MOST_EACH)) return false;
    left -= size;
    return true;
  };
  return attempts
    .toReversed()
    .map((attempt) => {
      const cut = PAYLOADS.filter((name) => !fits(attempt[name]));
      if (cut.length === 0) return attempt;
      const { calls, ...rest } = attempt;
      return {
        ...rest,
        ...(cut.includes('input') ? { input: null } : {}),
        ...(cut.includes('output') ? { output: null } : {}),
        ...(cut.includes('calls') || calls === undefined ? {} : { calls }),
        cut,
      };
    })
    .toReversed();
}
