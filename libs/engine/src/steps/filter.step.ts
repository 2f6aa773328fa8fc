import { isJsonObject, type FilterStep, type JsonValue } from '@millrace/model';
import { evaluateCondition } from '@millrace/mapping';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/**
 * Checks the condition of a filter and records whether it held. If it did not, the run ends as
 * `stopped`; inside a loop only the current item ends, and the loop goes on with the next one.
 */
export function decideFilter(step: FilterStep, place: Place, scope: Scope, pass: Pass): JsonValue {
  const passed = evaluateCondition(step.when, scope.data(), pass.given(place, scope));
  return pass.record(place, null, { passed });
}

/** True when the recorded output of a filter says that its condition held. */
export function hasPassed(output: JsonValue): boolean {
  return isJsonObject(output) && output['passed'] === true;
}
