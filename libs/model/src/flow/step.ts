import { z } from 'zod';
import { instantSchema } from '../api/page.ts';
import type { Condition } from '../condition.ts';
import { fieldSchema } from '../connector/field.ts';
import { DURATION_PATTERN } from '../duration.ts';
import { conditionSchema, mappingSchema } from '../mapping-schema.ts';
import type { Mapping } from '../mapping.ts';
import { storableText } from '../text.ts';

/** A step id: it appears in paths as `$.steps.<id>.output`, so it is a bare name. */
export const stepIdSchema = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, {
  error: 'A step id is a letter or _ followed by up to 63 letters, digits or _.',
});

/** Names that mean something else in data, messages and the editor; no new step gets one. */
export const RESERVED_STEP_IDS: ReadonlySet<string> = new Set([
  'trigger',
  'flow',
  'steps',
  'run',
  'item',
  'index',
  'connection',
  'event',
]);

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

const MOST_VERSION = 2_147_483_647;

/** Most fields that an account defines and a step keeps. */
const MOST_KEPT_FIELDS = 1_000;

/**
 * The members of one input field as the account defines them, kept so that nothing is fetched for a run
 * or to show the step. `at` is when they were first seen like this.
 */
const keptShapeSchema = z.strictObject({
  at: instantSchema,
  fields: z.array(fieldSchema).max(MOST_KEPT_FIELDS),
});

const actionStepSchema = z.strictObject({
  ...base,
  kind: z.literal('action'),
  action: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, {
    error: 'An action is written connector.action, for example mailchimp.upsert-member.',
  }),
  /** The version of the connector; absent: the newest when the flow is published. */
  version: z.int().min(1).max(MOST_VERSION).optional(),
  connection: storableText(z.string().min(1).max(120)).optional(),
  input: z.record(z.string(), mappingSchema).default({}),
  /** By the key of the input field. */
  shape: z.record(z.string(), keptShapeSchema).optional(),
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

const delayStepSchema = z
  .strictObject({
    ...base,
    kind: z.literal('delay'),
    for: durationSchema.optional(),
    /** An instant: ISO 8601 text, or seconds since 1970. One that has passed waits for nothing. */
    until: mappingSchema.optional(),
  })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), {
    error: 'A delay has either "for" or "until".',
  });

const respondStepSchema = z.strictObject({
  ...base,
  kind: z.literal('respond'),
  status: z.int().min(200).max(599).default(200),
  headers: z.record(z.string(), mappingSchema).default({}),
  /** Text is sent as it is, anything else as JSON; nothing when absent. */
  body: mappingSchema.optional(),
});

const stopStepSchema = z.strictObject({
  ...base,
  kind: z.literal('stop'),
  as: z.enum(['succeeded', 'failed']).default('succeeded'),
  message: mappingSchema.optional(),
});

/** Runs another flow and waits for its end; its output is what that run put out. */
const callStepSchema = z.strictObject({
  ...base,
  kind: z.literal('call'),
  /** Name or id of a published flow of the workspace. */
  flow: storableText(z.string().min(1).max(120)),
  /** What the called flow sees as `$.trigger.body`. */
  body: mappingSchema.optional(),
});

const branchPathSchema = z.strictObject({
  name: stepNameSchema,
  when: conditionSchema,
  get steps() {
    return stepListSchema;
  },
});

/** What a branch took is remembered by the name of the path. */
function refuseSameNames(paths: readonly { name: string }[], ctx: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { name }] of paths.entries()) {
    const message = `Two paths of the branch have the name "${name}".`;
    if (seen.has(name)) ctx.addIssue({ code: 'custom', path: [index, 'name'], message });
    seen.add(name);
  }
}

/** Takes the first path whose condition holds, otherwise `otherwise`. */
const branchStepSchema = z.strictObject({
  ...base,
  kind: z.literal('branch'),
  paths: z.array(branchPathSchema).min(1).max(20).superRefine(refuseSameNames),
  get otherwise() {
    return stepListSchema.default([]);
  },
});

/** Runs its steps once for each item of a list; its output is the list of the items' results. */
const forEachStepSchema = z.strictObject({
  ...base,
  kind: z.literal('for-each'),
  items: mappingSchema,
  /** Items at a time. */
  concurrency: z.int().min(1).max(20).default(1),
  get steps() {
    return stepListSchema;
  },
});

export type ActionStep = z.infer<typeof actionStepSchema>;
/** What names an action: the newest of its connector, or that of a version. */
export type ActionRef = Pick<ActionStep, 'action' | 'version'>;

/** An action as text, alike for steps that call the same: `mailchimp.upsert-member`, with `@2` where a version is named. */
export function actionKey({ action, version }: ActionRef): string {
  return version === undefined ? action : `${action}@${version}`;
}

export type KeptShape = z.infer<typeof keptShapeSchema>;
export type SetStep = z.infer<typeof setStepSchema>;
export type FilterStep = z.infer<typeof filterStepSchema>;
export type DelayStep = z.infer<typeof delayStepSchema>;
export type RespondStep = z.infer<typeof respondStepSchema>;
export type StopStep = z.infer<typeof stopStepSchema>;
export type CallStep = z.infer<typeof callStepSchema>;
export interface BranchPath {
  name: string;
  when: Condition;
  steps: Step[];
}
export interface BranchStep {
  id: string;
  name?: string | undefined;
  kind: 'branch';
  paths: BranchPath[];
  otherwise: Step[];
}
export interface ForEachStep {
  id: string;
  name?: string | undefined;
  kind: 'for-each';
  items: Mapping;
  concurrency: number;
  steps: Step[];
}
/** One node of a flow. */
export type Step =
  | ActionStep
  | SetStep
  | FilterStep
  | BranchStep
  | ForEachStep
  | DelayStep
  | RespondStep
  | StopStep
  | CallStep;
export type StepKind = Step['kind'];
export type RetryPolicy = z.infer<typeof retrySchema>;

export const stepSchema: z.ZodType<Step> = z.discriminatedUnion('kind', [
  actionStepSchema,
  setStepSchema,
  filterStepSchema,
  branchStepSchema,
  forEachStepSchema,
  delayStepSchema,
  respondStepSchema,
  stopStepSchema,
  callStepSchema,
]);

/** A sequence of steps. Most steps a flow may hold in all is checked for the whole document. */
export const stepListSchema: z.ZodType<Step[]> = z.lazy(() => z.array(stepSchema).max(500));
