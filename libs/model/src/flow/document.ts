import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { faultsOf, MOST_FAULTS, pointer, summarise, type Fault } from '../fault.ts';
import { nestsWithin } from '../json.ts';
import { mappingSchema } from '../mapping-schema.ts';
import { storableText } from '../text.ts';
import { isReservedAnswerHeader } from './answer-headers.ts';
import { limitsSchema } from './limits.ts';
import { RESERVED_STEP_IDS, stepListSchema, type Step } from './step.ts';
import { triggerSchema } from './trigger.ts';
import { upgradeDocument } from './upgrade.ts';
import { placedSteps, walkSteps } from './walk.ts';

/** The document version this code writes. */
export const FLOW_DOCUMENT_VERSION = 1;

/** Most steps one flow may hold. */
export const MAX_STEPS = 500;

/** Deepest nesting of a document; the recursive code behind the schemas would overflow on more. */
const MAX_DEPTH = 128;

export const flowDocumentSchema = z
  .strictObject({
    millrace: z.literal(FLOW_DOCUMENT_VERSION),
    name: storableText(z.string().trim().min(1, 'A flow has a name.').max(120)),
    description: z.string().max(2_000).optional(),
    trigger: triggerSchema,
    /** Runs with the same value run one after the other, in the order of their events. */
    order_by: mappingSchema.optional(),
    limits: limitsSchema.optional(),
    steps: stepListSchema,
  })
  .superRefine((document, ctx) => {
    const seen = new Set<string>();
    const placed = placedSteps(document);
    if (placed.length > MAX_STEPS) {
      const message = `A flow holds at most ${MAX_STEPS} steps; this one has ${placed.length}.`;
      ctx.addIssue({ code: 'custom', path: ['steps'], message });
    }
    for (const { step, path } of placed) {
      if (seen.has(step.id)) {
        ctx.addIssue({
          code: 'custom',
          path: [...path, 'id'],
          message: `Two steps have the id "${step.id}".`,
        });
      }
      seen.add(step.id);
    }
  });

/** A flow as people write, export and import it. */
export type FlowDocument = z.infer<typeof flowDocumentSchema>;

export type ParsedDocument = { ok: true; document: FlowDocument } | { ok: false; faults: Fault[] };

/**
 * Reads a flow document that somebody gives, of any known version: upgrades it, then checks it. Never
 * throws for a bad document; every fault names its place as a JSON pointer.
 */
export function parseFlowDocument(input: unknown): ParsedDocument {
  const parsed = parseStoredDocument(input);
  if (!parsed.ok) return parsed;
  const faults = placedSteps(parsed.document).flatMap(({ step, path }) => [
    ...reservedIds(step, path),
    ...reservedHeaders(step, path),
  ]);
  return faults.length === 0 ? parsed : { ok: false, faults };
}

function reservedIds({ id }: Step, path: PropertyKey[]): Fault[] {
  if (!RESERVED_STEP_IDS.has(id)) return [];
  const message = `"${id}" is a name of Millrace's own: give the step another id.`;
  return [{ path: pointer([...path, 'id']), message }];
}

function reservedHeaders(step: Step, path: PropertyKey[]): Fault[] {
  if (step.kind !== 'respond') return [];
  return Object.keys(step.headers)
    .filter(isReservedAnswerHeader)
    .map((name) => ({
      path: pointer([...path, 'headers', name]),
      message: `The header ${name} is the server's own: an answer of a flow cannot set it.`,
    }));
}

/** The same for a document that was accepted once: what is refused today still has to load. */
function parseStoredDocument(input: unknown): ParsedDocument {
  if (!nestsWithin(input, MAX_DEPTH)) {
    return {
      ok: false,
      faults: [{ path: '', message: `Documents nest at most ${MAX_DEPTH} deep.` }],
    };
  }
  const upgraded = upgradeDocument(input);
  if (!upgraded.ok) return upgraded;
  const parsed = flowDocumentSchema.safeParse(upgraded.document);
  if (parsed.success) return { ok: true, document: parsed.data };
  return { ok: false, faults: faultsOf(parsed.error) };
}

/** As {@link parseFlowDocument}, but throws FLOW_DOCUMENT_INVALID with the faults in `details`. */
export function requireFlowDocument(input: unknown): FlowDocument {
  return documentOf(parseFlowDocument(input));
}

/** As {@link parseStoredDocument}, but throws FLOW_DOCUMENT_INVALID with the faults in `details`. */
export function requireStoredDocument(input: unknown): FlowDocument {
  return documentOf(parseStoredDocument(input));
}

function documentOf(parsed: ParsedDocument): FlowDocument {
  if (parsed.ok) return parsed.document;
  throw new AppError(
    'FLOW_DOCUMENT_INVALID',
    { count: parsed.faults.length, summary: summarise(parsed.faults) },
    { details: { faults: parsed.faults.slice(0, MOST_FAULTS) } },
  );
}

/** The step with this id, wherever it stands. */
export function findStep(document: FlowDocument, id: string): Step | undefined {
  return walkSteps(document).find((step) => step.id === id);
}
