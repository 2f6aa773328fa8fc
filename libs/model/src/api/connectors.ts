import { z } from 'zod';
import { riskSchema, sampleSchema } from '../connector/action.ts';
import { idSchema } from '../connector/basics.ts';
import { fieldSchema } from '../connector/field.ts';
import { jsonValueSchema } from '../json.ts';
import { instantSchema } from './page.ts';

/**
 * How far an action was proven, best first: `peer`, a vendor's SDK or an independent server took its call;
 * `document`, the vendor's API document did; `documentation`, the page is named; `own`, made by a user.
 */
export const TIERS = ['peer', 'document', 'documentation', 'own'] as const;
const tierSchema = z.enum(TIERS);
export type Tier = z.infer<typeof tierSchema>;

const triggerInfoSchema = z.strictObject({
  id: idSchema,
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  group: z.string().optional(),
  /** The signature preset deliveries are checked with. */
  preset: z.string().optional(),
  /** The connection field that holds the signing secret. */
  secretField: z.string().optional(),
  /** How to register the trigger URL at the application by hand, in Markdown. */
  setup: z.string().max(4_000).optional(),
  /** True when publishing a flow can register the trigger URL at the application. */
  registers: z.boolean().optional(),
  /** True when it is then signed with a secret that Millrace or the application makes. */
  ownSecret: z.boolean().optional(),
  /** What is asked for then; absent where that is nothing. */
  input: z.array(fieldSchema).optional(),
  samples: z.array(sampleSchema).min(1),
});
export type TriggerInfo = z.infer<typeof triggerInfoSchema>;

export const actionInfoSchema = z.strictObject({
  id: idSchema,
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  group: z.string().optional(),
  /** Further words people look for. */
  search: z.array(z.string()).optional(),
  risk: riskSchema.optional(),
  /** False where a call whose outcome is unknown must not be made again. */
  repeatable: z.boolean().optional(),
  deprecated: z.string().optional(),
  tier: tierSchema.optional(),
  input: z.array(fieldSchema),
  output: z.array(fieldSchema).default([]),
  /** A complete, valid input. */
  sample: z.strictObject({ input: z.record(z.string(), jsonValueSchema), output: jsonValueSchema }),
});
export type ActionInfo = z.infer<typeof actionInfoSchema>;

/** A way to connect an account, as a form shows it. */
const authInfoSchema = z.strictObject({
  id: idSchema,
  label: z.string(),
  kind: z.enum(['none', 'keys', 'basic', 'digest', 'bearer', 'oauth2', 'session', 'sign']),
  /** Of OAuth 2: `code` needs a person in a browser, the others only values. */
  /** Markdown. */
  help: z.string().optional(),
  /** Asked beside those of the connection. */
  fields: z.array(fieldSchema).default([]),
  /** True when it can be tried at the application without effect. */
  testable: z.boolean().default(false),
  /** True when somebody signs in at the application, in a browser. */
  signsIn: z.boolean().optional(),
});
export type AuthInfo = z.infer<typeof authInfoSchema>;

/** What Millrace knows of one application, as JSON: what the editor receives. */
export const connectorInfoSchema = z.strictObject({
  id: idSchema,
  version: z.int().min(1).optional(),
  name: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  /** An SVG document without scripts or outside references. */
  icon: z.string().startsWith('<svg'),
  /** Brand colour as #rrggbb. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  categories: z.array(z.string()).default([]),
  website: z.url().optional(),
  docs: z.url().optional(),
  /** What all of its actions have reached. */
  tier: tierSchema.optional(),
  /** The values every connection holds, whatever its kind of sign-in. */
  connection: z.array(fieldSchema).default([]),
  /** The ways to connect an account; the first is preselected. */
  auth: z.array(authInfoSchema).optional(),
  /** True when an account can be tried at the application without effect. */
  testable: z.boolean().default(false),
  /** True when actions need a connection. */
  connectionRequired: z.boolean().default(true),
  triggers: z.array(triggerInfoSchema).default([]),
  actions: z.array(actionInfoSchema).default([]),
});
export type ConnectorInfo = z.infer<typeof connectorInfoSchema>;

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

/** One live call of an action. */
export const tryActionRequestSchema = z.object({
  action: idSchema,
  /** The name of a connection; absent for a connector that needs none. */
  connection: z.string().min(1).max(200).optional(),
  input: z.record(z.string(), jsonValueSchema).default({}),
});
