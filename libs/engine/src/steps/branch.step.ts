import { isJsonObject, type BranchPath, type BranchStep, type JsonValue } from '@millrace/model';
import { evaluateCondition } from '@millrace/mapping';
import type { Pass, Walked } from '../pass.ts';
import type { Scope } from '../scope.ts';
import type { Place } from '../state.ts';

/** Notes the path that is taken before its steps are walked. */
export function decideBranch(step: BranchStep, place: Place, scope: Scope, pass: Pass): JsonValue {
  const given = pass.given(place, scope);
  const taken = step.paths.find(({ when }) => evaluateCondition(when, scope.data(), given));
  return pass.record(place, null, { path: taken?.name ?? null });
}

/** Walks the path that the output of the branch names. Its result is that of its last step. */
export function walkPath(
  step: BranchStep,
  output: JsonValue,
  scope: Scope,
  place: Place,
  pass: Pass,
): Walked {
  const steps = stepsTaken(step, output);
  if (steps.length === 0) return { kind: 'done', last: output };
  const inner = scope.inner();
  const walked = pass.walk(steps, inner, place.iteration, pass);
  scope.now = inner.now;
  return walked;
}

/** The steps of the path that the output of a branch names. */
export function stepsTaken(
  { paths, otherwise }: BranchStep,
  output: JsonValue,
): BranchPath['steps'] {
  const name = isJsonObject(output) ? output['path'] : null;
  if (name === null) return otherwise;
  return paths.find((path) => path.name === name)?.steps ?? [];
}
