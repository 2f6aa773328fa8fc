import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { stepIdSchema } from '../flow/step.ts';
import { mappingSchema } from '../mapping-schema.ts';
import { instantSchema } from './page.ts';

/** Most captured events of one preview, and how many are taken when nobody says. */
export const MOST_PREVIEWED_EVENTS = 50;
export const DEFAULT_PREVIEWED_EVENTS = 20;

/**
 * A mapping with the data to try it on; or with a flow, whose newest events it is tried on. `step`
 * is the step of the draft it stands in: it sees what the steps before that give.
 */
export const previewRequestSchema = z
  .strictObject({
    mapping: mappingSchema,
    data: jsonValueSchema.optional(),
    flow_id: z.uuid().optional(),
    step: stepIdSchema.optional(),
    last: z.int().min(1).max(MOST_PREVIEWED_EVENTS).optional(),
  })
  .superRefine(({ data, flow_id, step, last }, ctx) => {
    const refuse = (key: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [key], message });
    if (data === undefined && flow_id === undefined) {
      refuse('data', 'Give "data", or "flow_id" for the events of a flow.');
    }
    if (data !== undefined && flow_id !== undefined) {
      refuse('flow_id', 'Give "data" or "flow_id", not both.');
    }
    if (flow_id === undefined && step !== undefined) refuse('step', 'A step needs its "flow_id".');
    if (flow_id === undefined && last !== undefined) refuse('last', 'Events need a "flow_id".');
  });
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

/** What a preview says a value is; `missing`: it is left out. */
const previewTypeSchema = z.enum([
  'string',
  'number',
  'boolean',
  'null',
  'list',
  'object',
  'missing',
]);

/** The value for the data given. */
const previewValueSchema = z.object({
  value: z.unknown(),
  type: previewTypeSchema,
  /** The paths the mapping reads. */
  sources: z.array(z.string()),
});
export type PreviewValue = z.infer<typeof previewValueSchema>;

/** Why a mapping gives nothing for an event. */
const previewErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  /** The member of a list or object that fails. */
  place: z.array(z.union([z.string(), z.int()])),
  /** Offset of the fault in its path or template, when it is known. */
  position: z.int().optional(),
});

/** What a mapping gives for one captured event. */
const previewRowSchema = z.object({
  event_id: z.uuid(),
  received_at: instantSchema,
  ok: z.boolean(),
  value: z.unknown().optional(),
  type: previewTypeSchema.optional(),
  sources: z.array(z.string()).optional(),
  error: previewErrorSchema.optional(),
});
export type PreviewRow = z.infer<typeof previewRowSchema>;

/** A row an event, newest first. */
export const previewRowsSchema = z.object({ rows: z.array(previewRowSchema) });
export type PreviewRows = z.infer<typeof previewRowsSchema>;

export const previewResponseSchema = z.union([previewValueSchema, previewRowsSchema]);
