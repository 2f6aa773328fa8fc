import { isAppError, type Comparison } from '@millrace/model';
import { compilePattern } from '../regex/pattern.ts';
import type { MappingPlace } from './flow-facts.ts';

/** Reports a pattern that cannot be read, which fails whatever comes. False when there is one. */
export function checkPattern(place: MappingPlace, { op, right }: Comparison): boolean {
  if ((op !== 'matches' && op !== 'not_matches') || typeof right !== 'string') return true;
  try {
    compilePattern(right);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message, hint } = error;
    const field = [...place.field, 'right'];
    place.report.add({
      ...{ kind: 'syntax_error', severity: 'error', field, hint },
      message: `${place.label}: ${message}`,
    });
    return false;
  }
}
