import { nearest, type FindingKind } from '@millrace/model';
import type { DataSchema } from '../schema/data-schema.ts';
import { readSteps, type SchemaStep } from '../schema/read-schema.ts';
import type { FlowFacts } from './flow-facts.ts';

/** Why the output of a step cannot be read at a place. */
export interface OutOfReach {
  kind: Extract<FindingKind, 'unknown_step' | 'later_step' | 'out_of_reach_step'>;
  message: string;
  hint: string;
  /** The step that was meant, when that is clear. */
  meant?: string | undefined;
}

/** Why these steps of a path cannot read a step's output; undefined when they can, or read none. */
export function outOfReach(
  facts: FlowFacts,
  own: string,
  scope: DataSchema,
  steps: readonly SchemaStep[],
): OutOfReach | undefined {
  const [first, id] = steps;
  const readable = scope.members.get('steps')?.members;
  if (first !== 'steps' || typeof id !== 'string' || readable?.has(id) === true) return undefined;
  const { placed } = facts;
  const at = placed.findIndex(({ step }) => step.id === id);
  const mine = placed.findIndex(({ step }) => step.id === own);
  if (at === -1) return unknownStep(id, scope, steps);
  if (mine === -1) {
    const message = `it uses the step "${id}", but no step has run by then`;
    return { kind: 'out_of_reach_step', message, hint: 'Read the trigger only.' };
  }
  const hint = 'Move one of the steps, or read a step that comes before this one.';
  if (at === mine) {
    return { kind: 'out_of_reach_step', message: 'it uses the output of its own step', hint };
  }
  if (at > mine) {
    return { kind: 'later_step', message: `it uses the step "${id}", which comes later`, hint };
  }
  const around = placed[mine]?.inside.some((step) => step.id === id) === true;
  const inside = placed[at]?.inside.at(-1)?.id ?? '';
  const where = around
    ? `the output of "${id}", which it is inside of`
    : `the step "${id}", which is inside "${inside}"`;
  return { kind: 'out_of_reach_step', message: `it uses ${where}`, hint };
}

/** A step that was renamed or removed: near in its name, or the only one with such an output. */
function unknownStep(id: string, scope: DataSchema, steps: readonly SchemaStep[]): OutOfReach {
  const readable = scope.members.get('steps')?.members ?? new Map<string, DataSchema>();
  const rest = steps.slice(2);
  const fitting = [...readable].filter(([, step]) => leads(step, rest)).map(([name]) => name);
  const near = nearest(id, fitting);
  const meant = near ?? (fitting.length === 1 ? fitting[0] : undefined);
  return {
    kind: 'unknown_step',
    message: `it uses the step "${id}", which is not in this flow`,
    hint:
      meant === undefined
        ? 'Pick the value again from a step that is there.'
        : `Did you mean "${meant}"?`,
    meant,
  };
}

function leads(step: DataSchema, rest: readonly SchemaStep[]): boolean {
  const { share, end } = readSteps(step, rest);
  return share > 0 && end === undefined;
}
