import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { eventKindSchema, verdictSchema } from '../run.ts';
import { idPageQuerySchema, instantSchema, pageOf } from './page.ts';

export const eventQuerySchema = idPageQuerySchema.extend({
  flow: z.uuid().optional(),
  verdict: verdictSchema.optional(),
});

export const eventSummarySchema = z.object({
  id: z.uuid(),
  flow: z.uuid(),
  kind: eventKindSchema,
  verdict: verdictSchema,
  /** Why this verdict, or what was odd about an accepted event, in words; mostly null. */
  reason: z.string().nullable(),
  method: z.string(),
  size: z.int(),
  received_at: instantSchema,
  run: z.uuid().nullable(),
});
export type EventSummary = z.infer<typeof eventSummarySchema>;

export const eventSchema = eventSummarySchema.extend({
  headers: z.record(z.string(), z.string()),
  /** As mappings see it: repeated names as lists, `a[b]` as objects. */
  query: z.record(z.string(), jsonValueSchema),
  /** The body as mappings see it, by its Content-Type. */
  body: z.unknown(),
  /** Why the body, or a part of it, is not what its Content-Type says; null otherwise. */
  body_fault: z.string().nullable().optional(),
  /** The bytes as they arrived, base64. */
  body_base64: z.string(),
  /** The event that holds the bytes, when its delivery was split into several; else null. */
  delivery: z.uuid().nullable(),
});
export type EventDetail = z.infer<typeof eventSchema>;

export const eventListSchema = pageOf(eventSummarySchema);

export const eventSampleQuerySchema = z.object({ flow: z.uuid() });

/** The event of a flow whose data to work with: of the newest run that succeeded, if there is one. */
export const eventSampleSchema = z.object({ event: eventSummarySchema.nullable() });

/** The answer of the trigger URL. */
export const hookAnswerSchema = z.object({
  event: z.uuid(),
  /** Null when it starts none, or when it is made later. */
  run: z.uuid().nullable(),
  /** How many events the delivery was split into; `event` is the first. */
  events: z.int().optional(),
  duplicate: z.boolean().optional(),
  verdict: verdictSchema.optional(),
});
export type HookAnswer = z.infer<typeof hookAnswerSchema>;
