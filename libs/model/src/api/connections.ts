import { z } from 'zod';
import { idSchema } from '../connector/basics.ts';
import { instantSchema, pageOf } from './page.ts';
import { storableText } from '../text.ts';

const nameSchema = storableText(z.string().trim().min(1).max(120));
const valuesSchema = z.record(z.string(), z.string());

/** Values go in and never come out. */
export const createConnectionRequestSchema = z.strictObject({
  connector: z.string().min(1),
  name: nameSchema,
  /** The kind of sign-in; the connector's first when absent. */
  auth: idSchema.optional(),
  values: valuesSchema,
});
export type CreateConnectionRequest = z.infer<typeof createConnectionRequestSchema>;

/** A value left out stays as it is. */
export const updateConnectionRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  /** Another kind of sign-in: values that only the former one asks for are removed. */
  auth: idSchema.optional(),
  values: valuesSchema.optional(),
});
export type UpdateConnectionRequest = z.infer<typeof updateConnectionRequestSchema>;

/** `untested` since it was saved; `expired`: somebody has to connect the account again. */
export const connectionStatusSchema = z.enum(['untested', 'ok', 'failed', 'expired']);
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

export const connectionSchema = z.object({
  id: z.uuid(),
  connector: z.string(),
  name: z.string(),
  /** The kind of sign-in; `default` where the connector has only one and does not name it. */
  auth: z.string(),
  /** The keys that hold a value. */
  fields: z.array(z.string()),
  status: connectionStatusSchema,
  /** Why it does not work. */
  status_reason: z.string().nullable(),
  checked_at: instantSchema.nullable(),
  /** When its token ends; one that can be refreshed is, before that. */
  expires_at: instantSchema.nullable(),
  /** What the application calls the account. */
  account: z.string().nullable(),
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

/** Where a browser goes to connect the account. */
export const authorizeAnswerSchema = z.object({ url: z.url() });
