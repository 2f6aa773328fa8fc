import { z } from 'zod';
import { DURATION_PATTERN } from '../duration.ts';
import { jsonValueSchema } from '../json.ts';
import { mappingSchema } from '../mapping-schema.ts';
import { storableText } from '../text.ts';

const connectionNameSchema = storableText(z.string().min(1).max(120));

/** Where a secret is kept: a field of a connection, never the document itself. */
const secretRefSchema = z.strictObject({
  connection: connectionNameSchema,
  field: z.string().min(1).max(64),
});
export type SecretRef = z.infer<typeof secretRefSchema>;

const verifySchema = z.strictObject({
  preset: z.string().min(1).max(64),
  secret: secretRefSchema,
});
export type Verify = z.infer<typeof verifySchema>;

const windowSchema = z.string().regex(DURATION_PATTERN, {
  error: 'A duration is a whole number and ms, s, m, h or d, for example 30d.',
});

/** What makes two deliveries the same one. `preset` follows the signature preset. */
const dedupeSchema = z.strictObject({
  by: z.union([z.enum(['preset', 'body', 'none']), z.strictObject({ key: mappingSchema })], {
    error: 'Use preset, body, none or { key: … }.',
  }),
  window: windowSchema.default('30d'),
});
export type Dedupe = z.infer<typeof dedupeSchema>;

/** A connector's trigger: gives samples and labels, for example `woocommerce.order-created`. */
const sourceSchema = z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, {
  error: 'A source is written connector.trigger, for example woocommerce.order-created.',
});

/**
 * What the sender gets: `accepted` at once; `result` of the run, or `respond`, the answer of the
 * flow's own respond step, both within 30 s.
 */
const replyModeSchema = z.enum(['accepted', 'result', 'respond']);
export type ReplyMode = z.infer<typeof replyModeSchema>;

/** Who may call the trigger URL from a page in a browser: `https://shop.example`, or `*` for any page. */
const originSchema = z.string().regex(/^(?:\*|https?:\/\/[^\s/?#@*]+)$/, {
  error: 'An origin is written like https://shop.example, without a path; * stands for all.',
});

const corsSchema = z.strictObject({
  origins: z
    .array(originSchema)
    .min(1)
    .max(50)
    .refine((origins) => origins.length === 1 || !origins.includes('*'), {
      error: 'The * stands for all origins: leave the others out, or the *.',
    }),
});
export type Cors = z.infer<typeof corsSchema>;

/** Most events one delivery is split into. */
export const MAX_SPLIT = 1_000;

const webhookTriggerSchema = z.strictObject({
  kind: z.literal('webhook'),
  source: sourceSchema.optional(),
  /** The account to make the webhook with, where the source can; that of the secret when absent. */
  connection: connectionNameSchema.optional(),
  /** What the source asks for, such as a repository or events. */
  input: z.record(z.string(), jsonValueSchema).optional(),
  verify: verifySchema.optional(),
  dedupe: dedupeSchema.optional(),
  accept: z.enum(['json', 'any']).optional(),
  /**
   * The list in a delivery of which each item is an event of its own, at most MAX_SPLIT: the item is its
   * `trigger.body`, the whole `trigger.delivery.body`. Keys for dedupe and order see the item.
   */
  split: mappingSchema.optional(),
  cors: corsSchema.optional(),
  reply: z.strictObject({ mode: replyModeSchema }).optional(),
});

const manualTriggerSchema = z.strictObject({ kind: z.literal('manual') });

export const triggerSchema = z.discriminatedUnion('kind', [
  webhookTriggerSchema,
  manualTriggerSchema,
]);

export type WebhookTrigger = z.infer<typeof webhookTriggerSchema>;
export type Trigger = z.infer<typeof triggerSchema>;
