import { AppError } from '../errors/app-error.ts';
import type { FlowDocument } from './document.ts';
import { renameReferences } from './references.ts';
import { stepIdSchema, type Step } from './step.ts';
import type { Trigger } from './trigger.ts';
import { mapSequences, walkSteps } from './walk.ts';

/** Where a step goes: behind another one, or at the start with null. */
export interface StepPlace {
  after: string | null;
}

/** Leaves room for the number behind it. */
const LONGEST_ID = 60;

/**
 * The document with a new step. Throws STEP_EDIT_REFUSED when its id is taken, and STEP_NOT_FOUND
 * when the step it goes behind is not there.
 */
export function addStep(document: FlowDocument, step: Step, at: StepPlace): FlowDocument {
  if (walkSteps(document).some(({ id }) => id === step.id)) {
    throw refused(`the id "${step.id}" is taken`);
  }
  if (at.after === null) return mapSequences(document, (steps) => [step, ...steps]);
  requireStep(document, at.after);
  return mapSequences(document, (steps) =>
    steps.flatMap((one) => (one.id === at.after ? [one, step] : [one])),
  );
}

/** The document with a step at another place. Throws STEP_NOT_FOUND. */
export function moveStep(document: FlowDocument, id: string, at: StepPlace): FlowDocument {
  const step = requireStep(document, id);
  return at.after === id ? document : addStep(removeStep(document, id), step, at);
}

/** The document without a step. Throws STEP_NOT_FOUND. */
export function removeStep(document: FlowDocument, id: string): FlowDocument {
  requireStep(document, id);
  return mapSequences(document, (steps) => steps.filter((step) => step.id !== id));
}

/**
 * The document with another step in the place of one. Throws STEP_NOT_FOUND, and STEP_EDIT_REFUSED
 * when the other has another id.
 */
export function replaceStep(document: FlowDocument, id: string, step: Step): FlowDocument {
  requireStep(document, id);
  if (step.id !== id) throw refused('a replaced step keeps its id; rename it for another');
  return mapSequences(document, (steps) => steps.map((one) => (one.id === id ? step : one)));
}

/** The document with a copy of a step right behind it, under a free id. Throws STEP_NOT_FOUND. */
export function duplicateStep(document: FlowDocument, id: string): FlowDocument {
  const step = requireStep(document, id);
  return addStep(document, { ...step, id: freeStepId(document, id) }, { after: id });
}

/**
 * The document with a step under another id, and every path and template that reads it changed.
 * Throws STEP_NOT_FOUND, and STEP_EDIT_REFUSED when the id is taken or not a step id.
 */
export function renameStepId(document: FlowDocument, from: string, to: string): FlowDocument {
  requireStep(document, from);
  if (from === to) return document;
  if (walkSteps(document).some(({ id }) => id === to)) throw refused(`the id "${to}" is taken`);
  if (!stepIdSchema.safeParse(to).success) throw refused(`"${to}" is not a step id`);
  return mapSequences(document, (steps) =>
    steps.map((step) => renameReferences(step.id === from ? { ...step, id: to } : step, from, to)),
  );
}

/** The document with another trigger. */
export function setTrigger(document: FlowDocument, trigger: Trigger): FlowDocument {
  return { ...document, trigger };
}

/** The document under another name. */
export function setName(document: FlowDocument, name: string): FlowDocument {
  return { ...document, name };
}

/** A free step id made of a label: "Add to audience" gives `add_to_audience`, then `…_2`. */
export function freeStepId(document: FlowDocument, label: string): string {
  const words = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/_\d+$/, '');
  const base = (/^[a-z]/.test(words) ? words : `step_${words}`)
    .slice(0, LONGEST_ID)
    .replace(/_+$/, '');
  const taken = new Set(walkSteps(document).map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(id)) return id;
  }
}

/** The steps whose output a step can read: those before it; all of them for a step not added yet. */
export function availableSteps(document: FlowDocument, id: string): Step[] {
  const steps = walkSteps(document);
  const index = steps.findIndex((step) => step.id === id);
  return index === -1 ? steps : steps.slice(0, index);
}

/** The connections a flow names, each once. */
export function connectionsUsed(document: FlowDocument): string[] {
  const { trigger } = document;
  const secret = trigger.kind === 'webhook' ? trigger.verify?.secret.connection : undefined;
  const steps = walkSteps(document).map((step) =>
    step.kind === 'action' ? step.connection : undefined,
  );
  return unique([secret, ...steps]);
}

/** The connectors a flow uses, the trigger's first, each once. */
export function connectorsUsed(document: FlowDocument): string[] {
  const { trigger } = document;
  const source =
    trigger.kind === 'webhook' ? (trigger.source ?? trigger.verify?.preset) : undefined;
  const actions = walkSteps(document).map((step) =>
    step.kind === 'action' ? step.action : undefined,
  );
  return unique([source, ...actions].map((id) => id?.split('.', 1)[0]));
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function requireStep(document: FlowDocument, id: string): Step {
  const step = walkSteps(document).find((one) => one.id === id);
  if (step === undefined) throw new AppError('STEP_NOT_FOUND', { step: id });
  return step;
}

function refused(reason: string): AppError {
  return new AppError('STEP_EDIT_REFUSED', { reason });
}
