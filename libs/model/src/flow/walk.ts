import type { FlowDocument } from './document.ts';
import type { Step } from './step.ts';

/*
 * The one place that knows where sequences of steps live. Today a flow has a single one; step
 * kinds with sequences of their own are added here and nowhere else.
 */

/** Every step of a flow, in order. */
export function walkSteps(document: FlowDocument): Step[] {
  return [...document.steps];
}

/** The document with its sequences changed. */
export function mapSequences(
  document: FlowDocument,
  change: (steps: readonly Step[]) => Step[],
): FlowDocument {
  return { ...document, steps: change(document.steps) };
}
