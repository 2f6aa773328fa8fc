import { isJsonObject, type ConnectorAction, type JsonValue, type Manifest } from '@millrace/model';
import { compileManifestCondition } from '@millrace/mapping';
import { compileM } from './compile-request.ts';
import { compileSteps } from './plan.ts';
import { runPlan, type PlanContext } from './run-plan.ts';

/**
 * Looks whether an action was done by a call whose outcome nobody knows: what it gave, as its
 * `repeat: check` finds it, or undefined where it was not done. Throws what calls throw.
 */
export async function lookFirst(
  manifest: Manifest,
  { repeat }: ConnectorAction,
  context: PlanContext,
): Promise<{ output: JsonValue } | undefined> {
  if (repeat.by !== 'check') return undefined;
  const { request, found, output } = repeat;
  const holds = compileManifestCondition(found);
  const evaluate = output === undefined ? undefined : compileM(output);
  const plan = compileSteps(manifest, { request }, [], (data, body) => {
    if (!holds(data)) return null;
    return { output: evaluate === undefined ? body : (evaluate(data) ?? null) };
  });
  const done = await runPlan(plan, context);
  return isJsonObject(done) ? { output: done['output'] ?? null } : undefined;
}
