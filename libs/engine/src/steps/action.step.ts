import type { ActionStep, JsonValue } from '@millrace/model';
import { membersOf } from '../members.ts';
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
  const neverRepeat = step.on_error === 'never_repeat';
  pass.perform(place, { step, input: membersOf(step.input, scope.data()) }, neverRepeat);
  return undefined;
}
