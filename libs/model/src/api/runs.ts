import { z } from 'zod';
import { attemptStatusSchema, runStatusSchema } from '../run.ts';
import { instantSchema, pageOf, pageQuerySchema } from './page.ts';

export const runQuerySchema = pageQuerySchema.extend({
  flow: z.uuid().optional(),
  status: runStatusSchema.optional(),
});

export const runErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  details: z.unknown().optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;

export const attemptSchema = z.object({
  step: z.string(),
  /** Counts from 1. */
  try: z.int(),
  status: attemptStatusSchema,
  input: z.unknown(),
  output: z.unknown(),
  error: runErrorSchema.nullable(),
  started_at: instantSchema,
  finished_at: instantSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const runSummarySchema = z.object({
  id: z.uuid(),
  status: runStatusSchema,
  flow: z.uuid(),
  flow_name: z.string(),
  version: z.int(),
  event: z.uuid(),
  error: runErrorSchema.nullable(),
  /** The run this one replays, or null. */
  origin: z.uuid().nullable(),
  created_at: instantSchema,
  started_at: instantSchema.nullable(),
  finished_at: instantSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runSchema = runSummarySchema.extend({ attempts: z.array(attemptSchema) });
export type RunDetail = z.infer<typeof runSchema>;

export const runListSchema = pageOf(runSummarySchema);

export const replayedSchema = z.object({ run: z.uuid() });

/** One message of `GET /api/v1/stream`, as the data of an SSE event named by `kind`. */
export const streamMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), id: z.uuid(), flow: z.uuid(), verdict: z.string() }),
  z.object({ kind: z.literal('run'), id: z.uuid(), flow: z.uuid(), status: runStatusSchema }),
  z.object({ kind: z.literal('flow'), id: z.uuid() }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
