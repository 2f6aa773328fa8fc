import { z } from 'zod';
import { idSchema } from '../connector/basics.ts';
import { jsonValueSchema } from '../json.ts';
import { connectorInfoSchema } from './connectors.ts';
import { instantSchema } from './page.ts';

/** A manifest as JSON, or as the text of a YAML file with its short spellings (`!p`, `!t`, `!c`). */
export const manifestRequestSchema = z.object({
  manifest: jsonValueSchema,
});

const manifestFaultSchema = z.object({
  /** A JSON pointer into the manifest. */
  path: z.string(),
  message: z.string(),
});

/** What is wrong with a manifest. Nothing is kept. */
export const connectorCheckSchema = z.object({
  /** At most 100 are listed; `count` is how many there are. */
  faults: z.array(manifestFaultSchema),
  count: z.int(),
  /** What the editor would see of it; null while it has faults. */
  connector: connectorInfoSchema.nullable(),
  /** Hosts that credentials could go to and could not with the connector that is kept. */
  new_hosts: z.array(z.string()),
});
export type ConnectorCheck = z.infer<typeof connectorCheckSchema>;

/** Which version; without a number the newest. `yaml`: as a file. */
export const manifestQuerySchema = z.object({
  as: z.enum(['json', 'yaml']).default('json'),
  version: z.coerce.number().int().min(1).optional(),
});

/** A connector that the workspace made, with its manifest. */
export const ownConnectorSchema = z.object({
  id: idSchema,
  version: z.int(),
  /** What the audit log names it by. */
  uid: z.uuid(),
  /** Saving and deleting take it as If-Match. */
  etag: z.string(),
  created_at: instantSchema,
  /** Who saved this version, by the name it had then. */
  created_by: z.string(),
  /** Hosts that credentials can go to since this save. */
  new_hosts: z.array(z.string()),
  manifest: z.record(z.string(), jsonValueSchema),
});
export type OwnConnector = z.infer<typeof ownConnectorSchema>;

/** One live call of an action. */
export const tryActionRequestSchema = z.object({
  action: idSchema,
  /** The name of a connection; absent for a connector that needs none. */
  connection: z.string().min(1).max(200).optional(),
  input: z.record(z.string(), jsonValueSchema).default({}),
});
export type TryActionRequest = z.infer<typeof tryActionRequestSchema>;
