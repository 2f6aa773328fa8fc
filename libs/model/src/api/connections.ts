import { z } from 'zod';
import { instantSchema, pageOf } from './page.ts';
import { storableText } from '../text.ts';

const nameSchema = storableText(z.string().trim().min(1).max(120));
const valuesSchema = z.record(z.string(), z.string());

/** Values go in and never come out. */
export const createConnectionRequestSchema = z.strictObject({
  connector: z.string().min(1),
  name: nameSchema,
  values: valuesSchema,
});
export type CreateConnectionRequest = z.infer<typeof createConnectionRequestSchema>;

/** A value left out stays as it is. */
export const updateConnectionRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  values: valuesSchema.optional(),
});
export type UpdateConnectionRequest = z.infer<typeof updateConnectionRequestSchema>;

export const connectionSchema = z.object({
  id: z.uuid(),
  connector: z.string(),
  name: z.string(),
  /** The keys that hold a value. */
  fields: z.array(z.string()),
  created_at: instantSchema,
  updated_at: instantSchema,
  /** Names of the flows that use it. */
  used_by: z.array(z.object({ id: z.uuid(), name: z.string() })),
});
export type Connection = z.infer<typeof connectionSchema>;
export const connectionListSchema = pageOf(connectionSchema);

export const connectionTestSchema = z.object({
  ok: z.boolean(),
  /** What the application said, or why it failed. */
  message: z.string(),
  hint: z.string().nullable(),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;
