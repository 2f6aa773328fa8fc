import type { Field, JsonObject, JsonValue, Mapping } from '@millrace/model';
import { isJsonObject } from '@millrace/model';
import { Work } from '../work.ts';
import { aroundWhole, compileMapping } from './compile-mapping.ts';
import { EvaluationBudget } from './evaluation-budget.ts';
import { NO_FIELD, type Evaluate, type Given } from './evaluation.ts';
import { ruleOfInput } from './field-rule.ts';

export interface EvaluateOptions extends Given {
  /** What a path or template that finds nothing means where the mapping does not say. Default `error`. */
  missing?: 'error' | 'omit' | 'null';
  /** Shared with what else belongs to one evaluation. */
  work?: Work;
}

/** By the mapping itself, which nobody changes: documents are replaced, not edited. */
const compiled = new WeakMap<object, Evaluate>();
const compiledInputs = new WeakMap<object, { fields: readonly Field[]; evaluate: Evaluate }>();

/**
 * The value of a mapping for some data, with its type kept; undefined when it is omitted. Omitted
 * members are left out of their object or list. Parts of the data appear in the result as they are, not
 * copied; neither data nor mapping is changed.
 *
 * Throws PATH_MISSING (`details`: path, at, nearest), CONVERSION_FAILED, DATA_TOO_DEEP, MAPPING_LIMIT,
 * and what {@link compilePath} and {@link compileTemplate} throw.
 */
export function evaluateMapping(
  mapping: Mapping,
  data: JsonValue,
  options: EvaluateOptions = {},
): JsonValue | undefined {
  if (typeof mapping !== 'object' || mapping === null) return mapping;
  const { missing = 'error', work = new Work() } = options;
  const budget = new EvaluationBudget();
  return evaluatorOf(mapping)({ data, missing, budget, work, given: options });
}

/**
 * The input of an action. Its fields say what mappings leave open: a required field that finds
 * nothing is an error, an optional one is left out; text in an HTML field is escaped. Inside of free
 * JSON, and for keys that no field has, what is missing is an error. Throws as
 * {@link evaluateMapping} does.
 */
export function evaluateInput(
  input: Readonly<Record<string, Mapping>>,
  fields: readonly Field[],
  data: JsonValue,
  given: Given = {},
): JsonObject {
  const known = compiledInputs.get(input);
  const evaluate =
    known?.fields === fields
      ? known.evaluate
      : compileMapping(input, aroundWhole(ruleOfInput(fields)));
  if (known?.evaluate !== evaluate) compiledInputs.set(input, { fields, evaluate });
  const budget = new EvaluationBudget();
  const value = evaluate({ data, missing: 'error', budget, work: new Work(), given });
  return isJsonObject(value) ? value : {};
}

function evaluatorOf(mapping: object & Mapping): Evaluate {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const evaluate = compileMapping(mapping, aroundWhole(NO_FIELD));
  compiled.set(mapping, evaluate);
  return evaluate;
}
