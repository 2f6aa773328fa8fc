import { AppError } from '../errors/app-error.ts';
import type { FlowDocument } from './document.ts';
import { renameInStep, renameReferences } from './references.ts';
import { RESERVED_STEP_IDS, stepIdSchema, type Step } from './step.ts';
import type { Trigger } from './trigger.ts';
import {
  isSameSequence,
  mapSequences,
  placedSteps,
  sequenceAt,
  walkSteps,
  type PlacedStep,
  type SequenceAddress,
} from './walk.ts';

/** Where a step goes: behind another one, or with null at the start of a sequence. */
export interface StepPlace {
  after: string | null;
  /** The sequence inside a branch or loop; the flow's own when absent. A step goes to the one `after` is in. */
  in?: SequenceAddress | undefined;
}

/** Leaves room for the number behind it. */
const LONGEST_ID = 60;

/**
 * The document with a new step, and the steps inside it. Throws STEP_EDIT_REFUSED when an id is
 * taken or there is no such sequence, and STEP_NOT_FOUND when the step it goes behind is not there.
 */
export function addStep(document: FlowDocument, step: Step, at: StepPlace): FlowDocument {
  requireFreeIds(walkSteps(document), step);
  if (at.after === null) {
    requireSequence(document, at.in);
    return mapSequences(document, (steps, address) =>
      isSameSequence(address, at.in) ? [step, ...steps] : [...steps],
    );
  }
  const behind = requireStep(document, at.after);
  if (at.in !== undefined && !isSameSequence(behind.in, at.in)) {
    throw refused(`"${at.after}" is not in that part of "${at.in.step}"`);
  }
  return mapSequences(document, (steps) =>
    steps.flatMap((one) => (one.id === at.after ? [one, step] : [one])),
  );
}

/**
 * The document with a step, and the steps inside it, at another place. Throws STEP_NOT_FOUND, and
 * STEP_EDIT_REFUSED when the place is inside the step itself.
 */
export function moveStep(document: FlowDocument, id: string, at: StepPlace): FlowDocument {
  const { step } = requireStep(document, id);
  if (at.after === id) return document;
  const inner = new Set(idsOf(step));
  if ((at.after !== null && inner.has(at.after)) || inner.has(at.in?.step ?? '')) {
    throw refused(`"${id}" cannot go inside itself`);
  }
  return addStep(removeStep(document, id), step, at);
}

/** The document without a step and those inside it. Throws STEP_NOT_FOUND. */
export function removeStep(document: FlowDocument, id: string): FlowDocument {
  requireStep(document, id);
  return mapSequences(document, (steps) => steps.filter((step) => step.id !== id));
}

/**
 * The document with another step in the place of one. Throws STEP_NOT_FOUND, and STEP_EDIT_REFUSED
 * when the other has another id, or steps inside with ids that are taken.
 */
export function replaceStep(document: FlowDocument, id: string, step: Step): FlowDocument {
  const { step: before } = requireStep(document, id);
  if (step.id !== id) throw refused('a replaced step keeps its id; rename it for another');
  const own = new Set(idsOf(before));
  const others = walkSteps(document).filter((one) => !own.has(one.id));
  requireFreeIds(others, step);
  return mapSequences(document, (steps) => steps.map((one) => (one.id === id ? step : one)));
}

/**
 * The document with a copy of a step right behind it. The copy and the steps inside it have free
 * ids, and what they read of each other is read of the copies. Throws STEP_NOT_FOUND.
 */
export function duplicateStep(document: FlowDocument, id: string): FlowDocument {
  const { step } = requireStep(document, id);
  const taken = new Set(walkSteps(document).map((one) => one.id));
  let copies: FlowDocument = { ...document, steps: [step] };
  for (const known of idsOf(step)) {
    const free = freeId(taken, known);
    taken.add(free);
    copies = renamed(copies, known, free);
  }
  return copies.steps.reduce((edited, copy) => addStep(edited, copy, { after: id }), document);
}

/**
 * The document with a step under another id, and every path and template that reads it changed.
 * Throws STEP_NOT_FOUND, and STEP_EDIT_REFUSED when the id is taken or not a step id.
 */
export function renameStepId(document: FlowDocument, from: string, to: string): FlowDocument {
  requireStep(document, from);
  if (from === to) return document;
  if (walkSteps(document).some(({ id }) => id === to)) throw refused(`the id "${to}" is taken`);
  if (RESERVED_STEP_IDS.has(to)) throw refused(`"${to}" is a name of Millrace's own`);
  if (!stepIdSchema.safeParse(to).success) throw refused(`"${to}" is not a step id`);
  return renameReferences(renamed(document, from, to), from, to);
}

/** The steps under their new id, with what they read; the rest of the document is left. */
function renamed(document: FlowDocument, from: string, to: string): FlowDocument {
  return mapSequences(document, (steps) =>
    steps.map((step) => renameInStep(step.id === from ? { ...step, id: to } : step, from, to)),
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
  return freeId(new Set(walkSteps(document).map(({ id }) => id)), label);
}

function freeId(taken: ReadonlySet<string>, label: string): string {
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
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(id) && !RESERVED_STEP_IDS.has(id)) return id;
  }
}

/**
 * The steps whose output a step can read: those before it in its own sequence and in those around
 * it. For a step not added yet: those of the flow's own sequence.
 */
export function availableSteps(document: FlowDocument, id: string): Step[] {
  const places = placedSteps(document);
  const own = places.find(({ step }) => step.id === id);
  if (own === undefined) return document.steps;
  const line = new Set([...own.inside, own.step]);
  return places.flatMap(({ step, in: address }) => {
    if (!line.has(step)) return [];
    const sequence = sequenceAt(document, address) ?? [];
    return sequence.slice(0, sequence.indexOf(step));
  });
}

/** The connections a flow names, each once. */
export function connectionsUsed(document: FlowDocument): string[] {
  const { trigger } = document;
  const own =
    trigger.kind === 'webhook' ? [trigger.verify?.secret.connection, trigger.connection] : [];
  const steps = walkSteps(document).map((step) =>
    step.kind === 'action' ? step.connection : undefined,
  );
  return unique([...own, ...steps]);
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

/** The ids of a step and of those inside it. */
function idsOf(step: Step): string[] {
  return walkSteps({ steps: [step] }).map(({ id }) => id);
}

function requireFreeIds(steps: readonly Step[], added: Step): void {
  const taken = new Set(steps.map(({ id }) => id));
  for (const id of idsOf(added)) {
    if (taken.has(id)) throw refused(`the id "${id}" is taken`);
    taken.add(id);
  }
}

function requireStep(document: FlowDocument, id: string): PlacedStep {
  const placed = placedSteps(document).find(({ step }) => step.id === id);
  if (placed === undefined) throw new AppError('STEP_NOT_FOUND', { step: id });
  return placed;
}

function requireSequence(document: FlowDocument, address: SequenceAddress | undefined): void {
  if (sequenceAt(document, address) !== undefined || address === undefined) return;
  const owner = requireStep(document, address.step).step;
  throw refused(`"${owner.id}" has no such part`);
}

function refused(reason: string): AppError {
  return new AppError('STEP_EDIT_REFUSED', { reason });
}
