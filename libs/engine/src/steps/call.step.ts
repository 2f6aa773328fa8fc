import type { CallStep, JsonValue } from '@millrace/model';
import { valueOf } from '../members.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Prepares running another flow. Looking whether it has ended is the same call again. */
export function decideCall(
  step: CallStep,
  place: Place,
  scope: Scope,
  pass: Pass,
): JsonValue | undefined {
  if (pass.isBusy(place)) return undefined;
  const body = valueOf(step.body, scope.data(), pass.given(place, scope));
  pass.perform(place, { step, input: { body } }, false);
  return undefined;
}
