import type { Condition, JsonValue, Mapping } from '@millrace/model';
import { compileCondition } from '../condition/compile-condition.ts';
import { Work } from '../work.ts';
import { aroundWhole, compileMapping } from './compile-mapping.ts';
import { EvaluationBudget } from './evaluation-budget.ts';
import { NO_FIELD, type Around, type Encode, type Evaluation, type Given } from './evaluation.ts';

export interface ManifestOptions {
  /** Writes what `$encode` asks for; without it such a mapping is CONVERSION_FAILED when it is evaluated. */
  encode?: Encode | undefined;
}

/** A mapping of a manifest, ready to be evaluated any number of times. Undefined: it is left out. */
export type ManifestMapping = (
  data: JsonValue,
  given?: Given,
  work?: Work,
) => JsonValue | undefined;

/** A condition of a manifest, ready to be asked any number of times. */
export type ManifestCondition = (data: JsonValue, given?: Given, work?: Work) => boolean;

/**
 * Compiles a mapping of a manifest to closures, once. What finds nothing is left out where the mapping
 * does not say otherwise, and an object whose members were all left out is left out itself; `{}` written
 * as such stays. Parts of the data appear in the result as they are, not copied.
 *
 * Compiling throws DATA_TOO_DEEP and MAPPING_LIMIT (loops); evaluating throws what `evaluateMapping`
 * does, and what `encode` throws. Pass the same `work` to what belongs to one evaluation.
 */
export function compileManifestMapping(
  mapping: Mapping,
  options: ManifestOptions = {},
): ManifestMapping {
  const evaluate = compileMapping(mapping, aroundManifest(options));
  return (data, given, work) => evaluate(evaluationOf(data, given, work));
}

/**
 * Compiles a condition of a manifest to closures, once. A comparison over something that is missing, or
 * of types that cannot be compared, does not hold; `not_equals`, `not_contains`, `not_matches`,
 * `not_one_of`, `not_exists` and `is_empty` do: answers of others often lack what a rule asks for.
 *
 * Evaluating throws CONVERSION_FAILED for an `as` that fails, and the errors of limits and patterns.
 */
export function compileManifestCondition(
  condition: Condition,
  options: ManifestOptions = {},
): ManifestCondition {
  const holds = compileCondition(condition, aroundManifest(options), compileMapping);
  return (data, given, work) => holds(evaluationOf(data, given, work));
}

function aroundManifest({ encode }: ManifestOptions): Around {
  return aroundWhole(NO_FIELD, { lenient: true, encode });
}

function evaluationOf(data: JsonValue, given: Given = {}, work: Work = new Work()): Evaluation {
  return { data, missing: 'omit', budget: new EvaluationBudget(), work, given };
}
