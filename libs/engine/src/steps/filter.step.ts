import { isJsonObject, type FilterStep, type JsonValue } from '@millrace/model';
import { evaluateCondition } from '@millrace/mapping';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Lets the run go on, or leaves it, inside a loop only its item, here. */
export function decideFilter(step: FilterStep, place: Place, scope: Scope, pass: Pass): JsonValue {
  const passed = evaluateCondition(step.when, scope.data(), pass.given(place, scope));
  return pass.record(place, null, { passed });
}

/** Whether the output of a filter says that the run goes on. */
export function hasPassed(output: JsonValue): boolean {
  return isJsonObject(output) && output['passed'] === true;
}
