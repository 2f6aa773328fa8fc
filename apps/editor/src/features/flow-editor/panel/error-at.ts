import type { Check } from '../checks/check.ts';

/** The error that stands at a field of a step. */
export function errorAt(
  checks: readonly Check[],
  place: string,
  field: string,
): string | undefined {
  return checks.find(
    (check) => check.place === place && check.field === field && check.severity === 'error',
  )?.message;
}
