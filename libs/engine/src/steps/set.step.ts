import type { JsonValue, SetStep } from '@millrace/model';
import { membersOf } from '../members.ts';
import type { Pass } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Computes named values. */
export function decideSet(step: SetStep, place: Place, scope: Scope, pass: Pass): JsonValue {
  return pass.record(place, null, membersOf(step.fields, scope.data(), pass.given(place, scope)));
}
