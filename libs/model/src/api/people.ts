import { z } from 'zod';
import { instantSchema, pageOf } from './page.ts';
import { storableText } from '../text.ts';

/**
 * What a member may do: a viewer reads, an editor changes flows and connections and starts runs, an
 * owner also looks after keys, people, settings and the audit log.
 */
export const roleSchema = z.enum(['viewer', 'editor', 'owner']);
export type Role = z.infer<typeof roleSchema>;

/** True when a role may do what needs `least`. */
export function roleReaches(role: Role, least: Role): boolean {
  return roleSchema.options.indexOf(role) >= roleSchema.options.indexOf(least);
}

export const MIN_PASSWORD = 10;

export const setupRequestSchema = z.strictObject({
  name: storableText(z.string().trim().min(1).max(120)).optional(),
  email: z.email(),
  password: z.string().min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`).max(128),
});
export type SetupRequest = z.infer<typeof setupRequestSchema>;

export const signInRequestSchema = z.strictObject({
  email: z.email(),
  password: z.string().min(1).max(128),
});
export type SignInRequest = z.infer<typeof signInRequestSchema>;

/** Who is asking. `setup_needed` is true while no user exists. */
export const sessionSchema = z.object({
  setup_needed: z.boolean(),
  user: z
    .object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() })
    .nullable(),
  workspace: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  /** The first characters, to recognise it by. */
  start: z.string(),
  created_at: instantSchema,
  last_used_at: instantSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;
export const apiKeyListSchema = pageOf(apiKeySchema);
export const createApiKeyRequestSchema = z.strictObject({
  name: storableText(z.string().trim().min(1).max(80)),
  /** The maker's own role when absent; never more than that. */
  role: roleSchema.optional(),
});
/** The only answer that ever holds the key itself. */
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() });
