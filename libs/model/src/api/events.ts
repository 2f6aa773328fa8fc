import { z } from 'zod';
import { eventKindSchema, verdictSchema } from '../run.ts';
import { instantSchema, pageOf, pageQuerySchema } from './page.ts';

export const eventQuerySchema = pageQuerySchema.extend({
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
  query: z.record(z.string(), z.string()),
  /** The parsed body as mappings see it: JSON, form fields as an object, otherwise text. */
  body: z.unknown(),
  /** The bytes as they arrived, base64. */
  body_base64: z.string(),
  /** The event that holds the bytes, when its delivery was split into several; else null. */
  delivery: z.uuid().nullable(),
});
export type EventDetail = z.infer<typeof eventSchema>;

export const eventListSchema = pageOf(eventSummarySchema);

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
