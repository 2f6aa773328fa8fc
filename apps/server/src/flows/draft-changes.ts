import { placedSteps, type FlowDocument, type Step } from '@millrace/model';

/** Most names that a list of the summary holds; the rest is counted. */
const MOST_NAMED = 20;

/**
 * What became different between two forms of a document, for the audit log: names of steps and
 * parts only. Values stay out, for people do write secrets into documents.
 */
export function draftChanges(before: FlowDocument, after: FlowDocument): Record<string, unknown> {
  const earlier = stepsOf(before);
  const later = stepsOf(after);
  const added = [...later.keys()].filter((id) => !earlier.has(id));
  const removed = [...earlier.keys()].filter((id) => !later.has(id));
  const changed = [...later].flatMap(([id, text]) => {
    const old = earlier.get(id);
    return old === undefined || old === text ? [] : [id];
  });
  return {
    ...(before.name === after.name ? {} : { name: { from: before.name, to: after.name } }),
    ...named('parts', partsThatDiffer(before, after)),
    ...named('steps_added', added),
    ...named('steps_removed', removed),
    ...named('steps_changed', changed),
  };
}

const PARTS = ['description', 'trigger', 'order_by', 'limits'] as const;

function partsThatDiffer(before: FlowDocument, after: FlowDocument): string[] {
  return PARTS.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
}

/** Each step by id, as text that tells whether the step itself is another: not those inside it. */
function stepsOf(document: FlowDocument): Map<string, string> {
  const steps = placedSteps(document).map(({ step, path }): [string, string] => [
    step.id,
    JSON.stringify([path.slice(0, -1), own(step)]),
  ]);
  return new Map(steps);
}

/** A step without the sequences inside it. */
function own(step: Step): object {
  if (step.kind === 'for-each') return { ...step, steps: [] };
  if (step.kind !== 'branch') return step;
  const paths = step.paths.map((one) => ({ ...one, steps: [] }));
  return { ...step, paths, otherwise: [] };
}

function named(key: string, names: readonly string[]): Record<string, unknown> {
  if (names.length === 0) return {};
  const more = names.length - MOST_NAMED;
  return {
    [key]: names.slice(0, MOST_NAMED),
    ...(more > 0 ? { [`${key}_more`]: more } : {}),
  };
}
