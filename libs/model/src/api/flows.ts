import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { flowDocumentSchema } from '../flow/document.ts';
import { runStatusSchema } from '../run.ts';
import { instantSchema, pageOf, pageQuerySchema } from './page.ts';

/** The number of a published version: what the database's column holds. */
export const versionNumberSchema = z.int().min(1).max(2_147_483_647);

/** The version in the path of a call. */
export const versionParamSchema = z.coerce.number().pipe(versionNumberSchema);

/** Versions, newest first; the cursor is the number of the last one. */
export const versionPageQuerySchema = pageQuerySchema.extend({
  cursor: versionParamSchema.optional(),
});

const flowStatusSchema = z.enum(['draft', 'live', 'paused']);
export type FlowStatus = z.infer<typeof flowStatusSchema>;

/** The document is checked by its own parser, which gives a fault per place. */
export const createFlowRequestSchema = z.object({ document: z.unknown() });
export const saveDraftRequestSchema = z.object({ document: z.unknown() });

export const flowSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: flowStatusSchema,
  /** The trigger URL. Null for viewers: whoever has it starts runs. */
  hook_url: z.url().nullable(),
  /** Compare with If-Match when saving the draft. */
  etag: z.string(),
  /** The published version, or null. */
  version: z.int().nullable(),
  /** True when the draft differs from the published version. */
  changed: z.boolean(),
  created_at: instantSchema,
  updated_at: instantSchema,
});
export type FlowSummary = z.infer<typeof flowSummarySchema>;

/**
 * `wanted`: about to be made; `registering`: being made; `registered`: it is there; `failed`: see
 * the error; `removing`, `removed`: of a flow that is paused.
 */
const registrationStateSchema = z.enum([
  'wanted',
  'registering',
  'registered',
  'failed',
  'removing',
  'removed',
]);
export type RegistrationState = z.infer<typeof registrationStateSchema>;

/** The webhook of a flow at its application, which Millrace makes and looks after. */
export const registrationSchema = z.object({
  state: registrationStateSchema,
  /** False once it is to be removed. */
  wanted: z.boolean(),
  /** The trigger of a connector, for example `woocommerce.order-created`. */
  source: z.string(),
  /** The account it is made with. */
  connection: z.string(),
  /** When it was made. */
  since: instantSchema.nullable(),
  /** When the application was last asked for it. */
  checked_at: instantSchema.nullable(),
  /** When it ends by itself; it is renewed before. */
  expires_at: instantSchema.nullable(),
  /** What went wrong the last time, and when it is tried again by itself. */
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  next_try_at: instantSchema.nullable(),
  /** How to do it by hand, in Markdown. */
  manual: z.string().nullable(),
});
export type Registration = z.infer<typeof registrationSchema>;

export const flowSchema = flowSummarySchema.extend({
  document: flowDocumentSchema,
  /** Null for a flow whose application is not set up by Millrace. */
  registration: registrationSchema.nullable(),
});
export type Flow = z.infer<typeof flowSchema>;

/** A row of the flow list: the summary and what it did lately. */
export const flowListItemSchema = flowSummarySchema.extend({
  /** Connector ids the flow uses, trigger first. */
  connectors: z.array(z.string()),
  step_count: z.int(),
  last_run: z
    .object({ id: z.uuid(), status: runStatusSchema, started_at: instantSchema })
    .nullable(),
  /** Runs a day over the last 14 days, oldest first. */
  runs_by_day: z.array(z.object({ day: z.string(), total: z.int(), failed: z.int() })),
});
export type FlowListItem = z.infer<typeof flowListItemSchema>;

export const flowListSchema = pageOf(flowListItemSchema);

export const flowVersionSchema = z.object({
  version: z.int(),
  created_at: instantSchema,
  document: flowDocumentSchema,
});
export const flowVersionListSchema = pageOf(flowVersionSchema);

/** Start a flow by hand: with the id of a captured event, or with a body. */
export const runFlowRequestSchema = z.union([
  z.strictObject({ event: z.uuid() }),
  z.strictObject({ body: jsonValueSchema, headers: z.record(z.string(), z.string()).optional() }),
]);

export const startedRunSchema = z.object({ event: z.uuid(), run: z.uuid() });

/** Send the trigger's sample as if it had arrived; `sample` is its position in the manifest. */
export const sendSampleRequestSchema = z.object({ sample: z.int().min(0).default(0) });

/** Run one step against a captured event. `step` may carry an unsaved form of it. */
export const testStepRequestSchema = z.object({ event: z.uuid().optional() });
export const testStepResponseSchema = z.object({
  status: z.enum(['succeeded', 'failed', 'skipped']),
  input: z.unknown(),
  output: z.unknown(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  duration_ms: z.number(),
});
export type TestStepResponse = z.infer<typeof testStepResponseSchema>;
