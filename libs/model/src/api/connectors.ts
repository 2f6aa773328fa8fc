import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { fieldSchema } from '../connector/field.ts';

const idSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/** A captured example of what a trigger receives, for building a flow before the first event. */
export const sampleSchema = z.strictObject({
  name: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: jsonValueSchema,
});
export type Sample = z.infer<typeof sampleSchema>;

export const triggerInfoSchema = z.strictObject({
  id: idSchema,
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  /** The signature preset deliveries are checked with. */
  preset: z.string().optional(),
  /** The connection field that holds the signing secret. */
  secretField: z.string().optional(),
  /** How to register the trigger URL at the application, in Markdown. */
  setup: z.string().max(2_000).optional(),
  samples: z.array(sampleSchema).min(1),
});
export type TriggerInfo = z.infer<typeof triggerInfoSchema>;

export const actionInfoSchema = z.strictObject({
  id: idSchema,
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  input: z.array(fieldSchema),
  output: z.array(fieldSchema).default([]),
  /** A complete, valid input. */
  sample: z.strictObject({ input: z.record(z.string(), jsonValueSchema), output: jsonValueSchema }),
});
export type ActionInfo = z.infer<typeof actionInfoSchema>;

/** What Millrace knows of one application, as JSON: what the editor receives. */
export const connectorInfoSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  /** An SVG document without scripts or outside references. */
  icon: z.string().startsWith('<svg'),
  /** Brand colour as #rrggbb. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  categories: z.array(z.string()).default([]),
  website: z.url().optional(),
  /** The values a connection holds; empty when the connector needs none. */
  connection: z.array(fieldSchema).default([]),
  /** True when an action can be tried at the application without effect to test a connection. */
  testable: z.boolean().default(false),
  /** True when actions need a connection. */
  connectionRequired: z.boolean().default(true),
  triggers: z.array(triggerInfoSchema).default([]),
  actions: z.array(actionInfoSchema).default([]),
});
export type ConnectorInfo = z.infer<typeof connectorInfoSchema>;
