import type { FlowDocument } from './document.ts';
import type { Step } from './step.ts';

/*
 * The one place that knows where sequences of steps live: the flow has one, each path of a branch
 * has one, and so has a loop.
 */

/** Which sequence of a step: a path of a branch by its number, `otherwise`, or the steps of a loop. */
export type SequenceKey = number | 'otherwise' | 'steps';

/** A sequence inside a step. The flow's own sequence is the one without an address. */
export interface SequenceAddress {
  /** The id of the branch or loop. */
  step: string;
  sequence: SequenceKey;
}

/** A step and where it stands in the document. */
export interface PlacedStep {
  step: Step;
  path: (string | number)[];
  /** The step before it in its sequence; null for the first. */
  after: string | null;
  /** The sequence it is in. */
  in: SequenceAddress | undefined;
  /** The steps it is inside of, outermost first. */
  inside: readonly Step[];
}

/** A sequence of steps inside a step, and where it stands in it. */
export interface InnerSequence {
  key: SequenceKey;
  steps: Step[];
  path: (string | number)[];
}

/** The sequences a step holds, in order; none for most kinds. */
export function sequencesOf(step: Step): InnerSequence[] {
  if (step.kind === 'for-each') return [{ key: 'steps', steps: step.steps, path: ['steps'] }];
  if (step.kind !== 'branch') return [];
  return [
    ...step.paths.map(({ steps }, key) => ({ key, steps, path: ['paths', key, 'steps'] })),
    { key: 'otherwise', steps: step.otherwise, path: ['otherwise'] },
  ];
}

/** Every step of a flow with its place: a step comes before the steps inside it. */
export function placedSteps(document: Pick<FlowDocument, 'steps'>): PlacedStep[] {
  return placedIn(document.steps, { path: ['steps'], in: undefined, inside: [] });
}

function placedIn(
  steps: readonly Step[],
  base: Pick<PlacedStep, 'path' | 'in' | 'inside'>,
): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const path = [...base.path, index];
    const inside = [...base.inside, step];
    const inner = sequencesOf(step).flatMap((sequence) =>
      placedIn(sequence.steps, {
        path: [...path, ...sequence.path],
        in: { step: step.id, sequence: sequence.key },
        inside,
      }),
    );
    return [{ ...base, step, path, after: steps[index - 1]?.id ?? null }, ...inner];
  });
}

/** Every step of a flow, in the order of {@link placedSteps}. */
export function walkSteps(document: Pick<FlowDocument, 'steps'>): Step[] {
  return placedSteps(document).map(({ step }) => step);
}

/** The steps of a sequence; undefined when there is none at this address. */
export function sequenceAt(
  document: Pick<FlowDocument, 'steps'>,
  address: SequenceAddress | undefined,
): readonly Step[] | undefined {
  if (address === undefined) return document.steps;
  const owner = walkSteps(document).find(({ id }) => id === address.step);
  if (owner === undefined) return undefined;
  return sequencesOf(owner).find(({ key }) => key === address.sequence)?.steps;
}

/** True when two addresses are of the same sequence. */
export function isSameSequence(
  a: SequenceAddress | undefined,
  b: SequenceAddress | undefined,
): boolean {
  return a?.step === b?.step && a?.sequence === b?.sequence;
}

type Change = (steps: readonly Step[], address: SequenceAddress | undefined) => Step[];

/** The document with its sequences changed, outer ones first. */
export function mapSequences(document: FlowDocument, change: Change): FlowDocument {
  return { ...document, steps: mapSequence(document.steps, undefined, change) };
}

function mapSequence(
  steps: readonly Step[],
  address: SequenceAddress | undefined,
  change: Change,
): Step[] {
  return change(steps, address).map((step) => withInner(step, change));
}

function withInner(step: Step, change: Change): Step {
  const inner = (sequence: SequenceKey, steps: readonly Step[]): Step[] =>
    mapSequence(steps, { step: step.id, sequence }, change);
  if (step.kind === 'for-each') return { ...step, steps: inner('steps', step.steps) };
  if (step.kind !== 'branch') return step;
  return {
    ...step,
    paths: step.paths.map((path, at) => ({ ...path, steps: inner(at, path.steps) })),
    otherwise: inner('otherwise', step.otherwise),
  };
}
