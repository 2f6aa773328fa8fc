import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import { actionSchema, triggerSchema } from './action.ts';
import { authSchema } from './auth.ts';
import {
  dataCondition,
  dataMapping,
  durationSchema,
  idSchema,
  nameSchema,
  pathSchema,
} from './basics.ts';
import { fieldSchema, type Field } from './field.ts';
import {
  answerRuleSchema,
  requestDefaultsSchema,
  requestSchema,
  timeUnitSchema,
} from './request.ts';

/** What an application allows: holds for every request, unless some request names it. */
const limitSchema = z.strictObject({
  per: z.union([z.enum(['connection', 'server']), dataMapping]).optional(),
  calls: z
    .array(z.strictObject({ count: z.int().min(1), in: durationSchema }))
    .min(1)
    .optional(),
  at_once: z.int().min(1).optional(),
  hold: durationSchema.optional(),
  learn: z
    .strictObject({
      left: dataMapping.optional(),
      most: dataMapping.optional(),
      reset: dataMapping.optional(),
      unit: timeUnitSchema.optional(),
      refill_per_s: dataMapping.optional(),
      cost: dataMapping.optional(),
    })
    .optional(),
});
export type Limit = z.infer<typeof limitSchema>;

/** Choices that the account defines, read while editing. */
const listSchema = z.strictObject({
  request: requestSchema,
  items: pathSchema.optional(),
  value: dataMapping,
  label: dataMapping,
  note: dataMapping.optional(),
  group: dataMapping.optional(),
  search: z.boolean().optional(),
  live: durationSchema.optional(),
});
export type List = z.infer<typeof listSchema>;

/** A kind of the application's fields as ours. */
export interface ShapeKind extends Partial<Field> {
  send?: z.infer<typeof dataMapping> | undefined;
  read?: z.infer<typeof dataMapping> | undefined;
}

const SOME_CHOICES = [{ value: 'a', label: 'A' }];

const shapeKindSchema: z.ZodType<ShapeKind> = z
  .looseObject({ send: dataMapping.optional(), read: dataMapping.optional() })
  .superRefine((kind, ctx) => {
    // What the account says completes the field: its key, label and choices.
    const own = { key: 'key', label: 'Label', type: 'string', choices: SOME_CHOICES, ...kind };
    const field = Object.entries(own).filter(([name]) => name !== 'send' && name !== 'read');
    const { error } = fieldSchema.safeParse(Object.fromEntries(field));
    for (const { path, message } of error?.issues ?? []) {
      ctx.addIssue({ code: 'custom', path, message });
    }
  });

/** Fields that the account defines, read while editing and kept with the step. */
const shapeSchema = z
  .strictObject({
    request: requestSchema,
    items: pathSchema.optional(),
    where: dataCondition.optional(),
    field: z
      .strictObject({
        key: dataMapping,
        label: dataMapping,
        kind: dataMapping.optional(),
        required: dataMapping.optional(),
        help: dataMapping.optional(),
        choices: z
          .strictObject({ of: pathSchema, value: dataMapping, label: dataMapping })
          .optional(),
      })
      .optional(),
    kinds: z.record(z.string(), shapeKindSchema),
    schema: pathSchema.optional(),
  })
  .refine(({ field, schema }) => (field === undefined) !== (schema === undefined), {
    error: 'A shape has field or schema.',
  });
export type Shape = z.infer<typeof shapeSchema>;

/** What a new version does to the input of steps that used an older one. */
export const upgradeSchema = z.strictObject({
  to: z.int().min(2),
  id: idSchema,
  becomes: idSchema.optional(),
  move: z.record(z.string(), z.string()).optional(),
  set: z.record(z.string(), jsonValueSchema).optional(),
  note: z.string().min(1),
});
export type Upgrade = z.infer<typeof upgradeSchema>;

const iconSchema = z.union([
  z.string().startsWith('<svg').max(4_000),
  z.strictObject({ letters: z.string().min(1).max(2) }),
]);

/** A page that a browser may be led to. */
const webUrl = z.url({
  protocol: /^https?$/,
  error: 'Give an address that begins with https:// or http://.',
});

/**
 * What Millrace knows of one application: one document, the same from a folder, an OpenAPI document
 * or the database. No member of it is code.
 */
export const manifestSchema = z.strictObject({
  /** The format. */
  millrace_connector: z.literal(2),
  id: idSchema,
  /** One more with every published change. */
  version: z.int().min(1),
  name: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  website: webUrl,
  /** The page the facts come from. */
  docs: webUrl,
  categories: z.array(z.string().min(1)).min(1),
  /** Brand colour as #rrggbb. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  icon: iconSchema,
  /** Asked whatever the kind of sign-in: site, region, environment. */
  connection: z.array(fieldSchema).optional(),
  /** The ways to connect an account; the first is preselected. */
  auth: z.record(idSchema, authSchema).refine((kinds) => Object.keys(kinds).length > 0, {
    error: 'Name at least one way to connect, or one of the kind none.',
  }),
  servers: z.record(nameSchema, z.string().min(1)).optional(),
  hosts: z.array(z.string().min(1)).optional(),
  defaults: requestDefaultsSchema.optional(),
  answers: z.array(answerRuleSchema).optional(),
  limits: z.record(nameSchema, limitSchema).optional(),
  lists: z.record(idSchema, listSchema).optional(),
  shapes: z.record(idSchema, shapeSchema).optional(),
  actions: z.record(idSchema, actionSchema).optional(),
  triggers: z.record(idSchema, triggerSchema).optional(),
  upgrades: z.array(upgradeSchema).optional(),
  source: z.strictObject({ openapi: z.string(), overlay: z.string().optional() }).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;
