import type { FlowDocument } from './document.ts';
import type { Step } from './step.ts';

/*
 * The one place that knows where sequences of steps live. Today a flow has a single one; step
 * kinds with sequences of their own are added here and nowhere else.
 */

/** A step and where it stands in the document. */
export interface PlacedStep {
  step: Step;
  path: (string | number)[];
}

/** Every step of a flow with its place, in order. */
export function placedSteps(document: FlowDocument): PlacedStep[] {
  return document.steps.map((step, index) => ({ step, path: ['steps', index] }));
}

/** Every step of a flow, in order. */
export function walkSteps(document: FlowDocument): Step[] {
  return placedSteps(document).map(({ step }) => step);
}

/** The document with its sequences changed. */
export function mapSequences(
  document: FlowDocument,
  change: (steps: readonly Step[]) => Step[],
): FlowDocument {
  return { ...document, steps: change(document.steps) };
}
