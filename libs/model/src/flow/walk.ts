import type { FlowDocument } from './document.ts';
import type { Step } from './step.ts';

/*
 * The one place that knows where sequences of steps live: the flow has one, each path of a branch
 * has one, and so has a loop.
 */

/** A step and where it stands in the document. */
export interface PlacedStep {
  step: Step;
  path: (string | number)[];
}

/** A sequence of steps inside a step, and where it stands in it. */
export interface InnerSequence {
  steps: Step[];
  path: (string | number)[];
}

/** The sequences a step holds, in order; none for most kinds. */
export function sequencesOf(step: Step): InnerSequence[] {
  if (step.kind === 'for-each') return [{ steps: step.steps, path: ['steps'] }];
  if (step.kind !== 'branch') return [];
  return [
    ...step.paths.map(({ steps }, index) => ({ steps, path: ['paths', index, 'steps'] })),
    { steps: step.otherwise, path: ['otherwise'] },
  ];
}

/** Every step of a flow with its place: a step comes before the steps inside it. */
export function placedSteps(document: Pick<FlowDocument, 'steps'>): PlacedStep[] {
  return placedIn(document.steps, ['steps']);
}

function placedIn(steps: readonly Step[], base: (string | number)[]): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const path = [...base, index];
    const inner = sequencesOf(step).flatMap((sequence) =>
      placedIn(sequence.steps, [...path, ...sequence.path]),
    );
    return [{ step, path }, ...inner];
  });
}

/** Every step of a flow, in the order of {@link placedSteps}. */
export function walkSteps(document: Pick<FlowDocument, 'steps'>): Step[] {
  return placedSteps(document).map(({ step }) => step);
}

type Change = (steps: readonly Step[]) => Step[];

/** The document with its sequences changed, outer ones first. */
export function mapSequences(document: FlowDocument, change: Change): FlowDocument {
  return { ...document, steps: mapSequence(document.steps, change) };
}

function mapSequence(steps: readonly Step[], change: Change): Step[] {
  return change(steps).map((step) => withInner(step, change));
}

function withInner(step: Step, change: Change): Step {
  if (step.kind === 'for-each') return { ...step, steps: mapSequence(step.steps, change) };
  if (step.kind !== 'branch') return step;
  return {
    ...step,
    paths: step.paths.map((path) => ({ ...path, steps: mapSequence(path.steps, change) })),
    otherwise: mapSequence(step.otherwise, change),
  };
}
