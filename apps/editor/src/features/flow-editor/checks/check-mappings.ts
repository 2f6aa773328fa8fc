import { evaluateCondition, previewMapping, referencedPaths } from '@millrace/mapping';
import {
  availableSteps,
  isAppError,
  placedSteps,
  stepOfPath,
  type Condition,
  type FlowDocument,
  type JsonObject,
  type Mapping,
  type Step,
} from '@millrace/model';
import type { Check, Severity } from './check.ts';

/** What is wrong whatever the data; other errors depend on the event and only warn. */
const ALWAYS_WRONG: ReadonlySet<string> = new Set([
  'PATH_SYNTAX',
  'PATH_UNSUPPORTED',
  'PATH_LIMIT',
  'TEMPLATE_SYNTAX',
  'TEMPLATE_UNSUPPORTED',
  'TEMPLATE_LIMIT',
]);

/** Each mapping of a step with the key and label of the field it is for. */
export interface LabelledMapping {
  key: string;
  label: string;
  mapping: Mapping;
}

/** What is wrong with a step's mappings: steps out of reach, bad paths, nothing in the sample. */
export function checkMappings(
  document: FlowDocument,
  step: Step,
  mappings: readonly LabelledMapping[],
  scope: JsonObject | undefined,
): Check[] {
  const checks: Check[] = [];
  for (const { key, label, mapping } of mappings) {
    const here = { place: step.id, field: key };
    const unreachable = outOfReach(document, step, [mapping]);
    if (unreachable !== undefined) {
      checks.push({ ...here, severity: 'error', message: `${label}: ${unreachable}` });
    } else if (scope !== undefined) {
      const preview = previewMapping(mapping, scope);
      if (preview.ok) continue;
      const { code, message } = preview.error;
      checks.push({ ...here, severity: severityOf(code), message: `${label}: ${message}` });
    }
  }
  return checks;
}

/** The same for a condition; `field` names it where a step has several. */
export function checkCondition(
  document: FlowDocument,
  step: Step,
  condition: Condition,
  scope: JsonObject | undefined,
  { field, nothing }: { field?: string; nothing: string },
): Check[] {
  const here = { place: step.id, ...(field === undefined ? {} : { field }) };
  const comparisons = comparisonsOf(condition);
  if (comparisons.length === 0) return [{ ...here, severity: 'warning', message: nothing }];
  const unreachable = outOfReach(document, step, comparisons);
  if (unreachable !== undefined) return [{ ...here, severity: 'error', message: unreachable }];
  if (scope === undefined) return [];
  try {
    evaluateCondition(condition, scope);
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [{ ...here, severity: severityOf(error.code), message: error.message }];
  }
}

function severityOf(code: string): Severity {
  return ALWAYS_WRONG.has(code) ? 'error' : 'warning';
}

/** Both sides of every comparison of a condition. */
function comparisonsOf(condition: Condition): Mapping[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  if ('not' in condition) return comparisonsOf(condition.not);
  return condition.right === undefined ? [condition.left] : [condition.left, condition.right];
}

/** The first step these mappings use that cannot be read here, in words. */
function outOfReach(
  document: FlowDocument,
  step: Step,
  mappings: readonly Mapping[],
): string | undefined {
  const places = placedSteps(document);
  const own = places.findIndex((placed) => placed.step.id === step.id);
  const readable = new Set(availableSteps(document, step.id).map((known) => known.id));
  for (const path of mappings.flatMap(safePaths)) {
    const id = stepOfPath(path);
    if (id === undefined || readable.has(id)) continue;
    const at = places.findIndex((placed) => placed.step.id === id);
    if (at === -1) return `It uses the step "${id}", which is not in this flow.`;
    if (at === own) return 'It uses the output of its own step.';
    if (at > own) return `It uses the step "${id}", which comes later.`;
    const around = places[own]?.inside.some((one) => one.id === id) === true;
    if (around) return `It uses the output of "${id}", which it is inside of.`;
    return `It uses the step "${id}", which is inside "${places[at]?.inside.at(-1)?.id ?? ''}".`;
  }
  return undefined;
}

/** The paths a mapping reads; none when its template cannot be read, which is reported elsewhere. */
function safePaths(mapping: Mapping): string[] {
  try {
    return referencedPaths(mapping);
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}
