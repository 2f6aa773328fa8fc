import { z } from 'zod';
import { conditionSchema } from '../condition.ts';
import { DURATION_PATTERN } from '../duration.ts';
import { mappingSchema } from '../mapping.ts';

/** A step id: it appears in paths as `$.steps.<id>.output`, so it is a bare name. */
export const stepIdSchema = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, {
  error: 'A step id is a letter or _ followed by up to 63 letters, digits or _.',
});

/** Human name of a step, shown on the canvas instead of the id. */
const stepNameSchema = z.string().trim().min(1).max(120);

const durationSchema = z.string().regex(DURATION_PATTERN, {
  error: 'A duration is a whole number and ms, s, m, h or d, for example 10m.',
});

const base = { id: stepIdSchema, name: stepNameSchema.optional() };

/** How failed tries of an action are repeated. */
const retrySchema = z.strictObject({
  times: z.int().min(0).max(100),
  backoff: z.enum(['exponential', 'fixed']).default('exponential'),
  first: durationSchema.default('5s'),
  max: durationSchema.default('1h'),
});

/** What a failed action does to its run. */
export const onErrorSchema = z.enum(['fail', 'continue', 'never_repeat']);

const actionStepSchema = z.strictObject({
  ...base,
  kind: z.literal('action'),
  action: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, {
    error: 'An action is written connector.action, for example mailchimp.upsert-member.',
  }),
  connection: z.string().min(1).max(120).optional(),
  input: z.record(z.string(), mappingSchema).default({}),
  retry: retrySchema.optional(),
  on_error: onErrorSchema.optional(),
});

const setStepSchema = z.strictObject({
  ...base,
  kind: z.literal('set'),
  fields: z.record(z.string(), mappingSchema),
});

const filterStepSchema = z.strictObject({
  ...base,
  kind: z.literal('filter'),
  when: conditionSchema,
});

/** One node of a flow. */
export const stepSchema = z.discriminatedUnion('kind', [
  actionStepSchema,
  setStepSchema,
  filterStepSchema,
]);

export type ActionStep = z.infer<typeof actionStepSchema>;
export type SetStep = z.infer<typeof setStepSchema>;
export type FilterStep = z.infer<typeof filterStepSchema>;
export type Step = z.infer<typeof stepSchema>;
export type StepKind = Step['kind'];
export type RetryPolicy = z.infer<typeof retrySchema>;
