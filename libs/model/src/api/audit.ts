import { z } from 'zod';
import { idPageQuerySchema, instantSchema, pageOf } from './page.ts';
import { roleSchema } from './people.ts';

/** What a change can be about; a `replay` is one of many runs. */
const auditedThingSchema = z.enum([
  'flow',
  'connection',
  'connector',
  'api_key',
  'workspace',
  'user',
  'run',
  'event',
  'replay',
]);
export type AuditedThing = z.infer<typeof auditedThingSchema>;

/** What can be done to it: stable names, to filter by. */
const auditActionSchema = z.enum([
  'created',
  'changed',
  'deleted',
  'published',
  'paused',
  'resumed',
  'restored',
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'started',
  'replayed',
  'cancelled',
  'tested',
  'connected',
  'refused',
  'recovered',
  'registered',
  'registration_failed',
  'repaired',
  'renewed',
  'lost',
  'unregistered',
]);
export type AuditAction = z.infer<typeof auditActionSchema>;

const actorKindSchema = z.enum(['user', 'key', 'system', 'stranger']);

export const auditQuerySchema = idPageQuerySchema.extend({
  thing: auditedThingSchema.optional(),
  /** The id of one flow, connection, connector (its uid), key, user, run, event or replay. */
  id: z.uuid().optional(),
  action: auditActionSchema.optional(),
  /** The id of the user or key that acted. */
  actor: z.uuid().optional(),
  after: instantSchema.optional(),
  before: instantSchema.optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** One change: who did what to which thing, and when. It is never changed or removed. */
export const auditEntrySchema = z.object({
  id: z.uuid(),
  at: instantSchema,
  /** `system`: the server itself, for example at its first start; `stranger`: nobody known. */
  actor: z.object({
    kind: actorKindSchema,
    id: z.uuid().nullable(),
    /** As it was called then: the e-mail address of a user, the name of a key. */
    name: z.string(),
    role: roleSchema.nullable(),
  }),
  action: auditActionSchema,
  thing: z.object({ kind: auditedThingSchema, id: z.uuid(), name: z.string() }),
  /** What became different, in short and without any value that may be secret. */
  summary: z.record(z.string(), z.unknown()),
  /** Where the call came from, if it is known. */
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditListSchema = pageOf(auditEntrySchema);
