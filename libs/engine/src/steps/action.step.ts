import type { ActionStep, Field, JsonObject, JsonValue } from '@millrace/model';
import { evaluateInput } from '@millrace/mapping';
import { mustNotRepeat } from '../attempts.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Prepares a call to an application, unless one is under way or its next try is not due. */
export function decideAction(
  step: ActionStep,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue | undefined {
  if (pass.isBusy(place)) return undefined;
  const neverRepeat = mustNotRepeat(step, pass.state);
  pass.perform(place, { step, input: inputOf(step, place, scope, pass) }, neverRepeat);
  return undefined;
}

const NO_FIELDS: readonly Field[] = [];

function inputOf(step: ActionStep, place: Place, scope: Scope, pass: Pass): JsonObject {
  const fields = pass.state.fieldsOf?.(step) ?? NO_FIELDS;
  return evaluateInput(step.input, fields, scope.data(), pass.given(place, scope));
}
