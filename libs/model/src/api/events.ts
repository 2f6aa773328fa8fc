import { z } from 'zod';
import { verdictSchema } from '../run.ts';
import { idPageQuerySchema, instantSchema, pageOf } from './page.ts';

export const eventQuerySchema = idPageQuerySchema.extend({
  flow: z.uuid().optional(),
  verdict: verdictSchema.optional(),
});

export const eventSummarySchema = z.object({
  id: z.uuid(),
  flow: z.uuid(),
  kind: z.enum(['webhook', 'manual', 'sample', 'call', 'replay']),
  verdict: verdictSchema,
  /** Why the verdict is not `accepted`, in words; null otherwise. */
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
});
export type EventDetail = z.infer<typeof eventSchema>;

export const eventListSchema = pageOf(eventSummarySchema);

/** The answer of the trigger URL. */
export const hookAnswerSchema = z.object({
  event: z.uuid(),
  run: z.uuid().nullable(),
  duplicate: z.boolean().optional(),
  verdict: verdictSchema.optional(),
});
export type HookAnswer = z.infer<typeof hookAnswerSchema>;
