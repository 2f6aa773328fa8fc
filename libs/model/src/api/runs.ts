import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { attemptStatusSchema, runStatusSchema } from '../run.ts';
import { versionNumberSchema } from './flows.ts';
import { recordedCallSchema } from './recorded-calls.ts';
import { idPageQuerySchema, instantSchema, pageOf, pageQuerySchema } from './page.ts';

/** PostgreSQL's integer. */
const MAX_INTEGER = 2 ** 31 - 1;

export const runQuerySchema = idPageQuerySchema.extend({
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
  /** Its number in the run, from 1. */
  seq: z.int().optional(),
  step: z.string(),
  /** Where loops stood, for example `lines[3]` or `lines[3].parts[0]`; empty outside of loops. */
  iteration: z.string(),
  /** Counts from 1. */
  try: z.int(),
  status: attemptStatusSchema,
  input: z.unknown(),
  output: z.unknown(),
  error: runErrorSchema.nullable(),
  started_at: instantSchema,
  finished_at: instantSchema.nullable(),
  /** What it sent and got; absent when it called nobody. */
  calls: z.array(recordedCallSchema).optional(),
  /** Calls that were made between those shown. */
  calls_left_out: z.int().optional(),
  /** What is too large to be shown with others, and null or absent here: the attempt by itself has it. */
  cut: z.array(z.enum(['input', 'output', 'calls'])).optional(),
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
  /** The run whose step called this flow, or null. */
  parent: z.uuid().nullable(),
  created_at: instantSchema,
  started_at: instantSchema.nullable(),
  finished_at: instantSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runSchema = runSummarySchema.extend({
  /** When a waiting run goes on. */
  waits_until: instantSchema.nullable(),
  /** The runs that replay this one, newest first. */
  replays: z.array(z.object({ id: z.uuid(), status: runStatusSchema, created_at: instantSchema })),
  /** The last 200. */
  attempts: z.array(attemptSchema),
  /** The cursor of the attempts before them; null when these are all. */
  earlier: z.string().nullable().optional(),
});
export type RunDetail = z.infer<typeof runSchema>;

export const runListSchema = pageOf(runSummarySchema);

/** Attempts of a run in their order; `next` leads to those before them. */
export const attemptListSchema = pageOf(attemptSchema);
/** The position of an attempt in its run. */
export const attemptNumberSchema = z.coerce.number().int().min(1).max(MAX_INTEGER);

export const attemptQuerySchema = pageQuerySchema.extend({
  cursor: attemptNumberSchema.optional(),
});

export const replayedSchema = z.object({ run: z.uuid() });

/** How a run is run again. Without anything it runs the original version from the start. */
export const replayRequestSchema = z.strictObject({
  /** Keeps the results of the steps before this one. */
  from: z.string().optional(),
  /** `original` by default; `newest` is the live one. */
  version: z.union([z.enum(['original', 'newest']), versionNumberSchema]).optional(),
  /** Takes the place of the event's body. */
  body: jsonValueSchema.optional(),
});
export type ReplayRequest = z.infer<typeof replayRequestSchema>;

/** Which runs are run again, and how fast. */
export const replayBatchRequestSchema = z.strictObject({
  flow: z.uuid(),
  status: z.array(runStatusSchema).min(1).default(['failed']),
  after: instantSchema.optional(),
  before: instantSchema.optional(),
  from: z.string().optional(),
  version: z.enum(['original', 'newest']).default('newest'),
  /** Runs started a second. */
  rate: z.int().min(1).max(1_000).default(10),
});
export type ReplayBatchRequest = z.infer<typeof replayBatchRequestSchema>;

export const replayBatchSchema = z.object({
  id: z.uuid(),
  flow: z.uuid(),
  status: z.enum(['running', 'done', 'cancelled']),
  /** Runs that matched when it began. */
  total: z.int(),
  started: z.int(),
  rate: z.int(),
  created_at: instantSchema,
  finished_at: instantSchema.nullable(),
});
export type ReplayBatch = z.infer<typeof replayBatchSchema>;
export const replayBatchListSchema = pageOf(replayBatchSchema);

/** One message of `GET /api/v1/stream`, as the data of an SSE event named by `kind`. */
export const streamMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), id: z.uuid(), flow: z.uuid(), verdict: z.string() }),
  z.object({ kind: z.literal('run'), id: z.uuid(), flow: z.uuid(), status: runStatusSchema }),
  z.object({ kind: z.literal('flow'), id: z.uuid() }),
  z.object({ kind: z.literal('connection'), name: z.string() }),
  z.object({ kind: z.literal('connector'), id: z.string() }),
  /** More happened at once than is told one by one: load again what is shown. */
  z.object({ kind: z.literal('many') }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
