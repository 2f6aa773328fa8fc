import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import {
  dataCondition,
  dataMapping,
  durationSchema,
  idSchema,
  nameSchema,
  pathSchema,
} from './basics.ts';
import { fieldSchema, useSchema } from './field.ts';
import { answerRuleSchema, requestSchema, stepSchema, timeUnitSchema } from './request.ts';

/** What an action gives, and the fields that describe it. */
const outputSchema = z.strictObject({
  value: dataMapping.optional(),
  drop: z.array(pathSchema).optional(),
  fields: z.array(fieldSchema).optional(),
  shape: useSchema.optional(),
});
export type Output = z.infer<typeof outputSchema>;

/** Whether a call may be made again when nobody knows how it ended. */
const repeatSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('nature') }),
  z.strictObject({ by: z.literal('none'), why: z.string().min(1).max(300) }),
  z.strictObject({
    by: z.literal('key'),
    in: z.strictObject({
      in: z.enum(['header', 'query', 'body']),
      name: z.string().min(1).max(200),
      when: dataCondition.optional(),
    }),
    for: durationSchema,
  }),
  z.strictObject({
    by: z.literal('check'),
    request: requestSchema,
    found: dataCondition,
    output: dataMapping.optional(),
  }),
]);
export type Repeat = z.infer<typeof repeatSchema>;

export const riskSchema = z.enum(['reads', 'writes', 'deletes']);

const MOST_STEPS = 8;

/** What a flow can do at the application: one request, or a few in a row. */
export const actionSchema = z.strictObject({
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  risk: riskSchema,
  group: z.string().max(60).optional(),
  search: z.array(z.string()).optional(),
  needs: z
    .strictObject({ scopes: z.array(z.string()).optional(), auth: z.array(idSchema).optional() })
    .optional(),
  deprecated: z.strictObject({ use: idSchema.optional(), why: z.string().min(1) }).optional(),
  input: z.array(fieldSchema),
  /** One of request, steps; neither in a connector whose actions are code. */
  request: requestSchema.optional(),
  steps: z.array(stepSchema).min(1).max(MOST_STEPS).optional(),
  answers: z.array(answerRuleSchema).optional(),
  output: outputSchema,
  repeat: repeatSchema,
  sample: z.strictObject({ input: z.record(z.string(), jsonValueSchema), output: jsonValueSchema }),
});
export type ConnectorAction = z.infer<typeof actionSchema>;

/** A captured example of what a trigger receives, for building a flow before the first event. */
export const sampleSchema = z.strictObject({
  name: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: jsonValueSchema,
});
export type Sample = z.infer<typeof sampleSchema>;

/** Reading what happened: the items are the events; without them there is one. */
const fetchMembers = {
  steps: z.array(stepSchema).min(1).max(MOST_STEPS),
  items: pathSchema.optional(),
  key: dataMapping.optional(),
  changed: dataMapping.optional(),
};

const stepsSchema = z.array(stepSchema).min(1).max(MOST_STEPS);

const registerSchema = z.strictObject({
  subscribe: stepsSchema,
  keep: z.record(nameSchema, dataMapping),
  secret: pathSchema.optional(),
  expires: dataMapping.optional(),
  unit: timeUnitSchema.optional(),
  renew: z.strictObject({ steps: stepsSchema, before: durationSchema }).optional(),
  check: z
    .strictObject({ steps: stepsSchema, alive: dataCondition, repair: stepsSchema.optional() })
    .optional(),
  unsubscribe: stepsSchema,
});
export type Register = z.infer<typeof registerSchema>;

/** What starts flows: a webhook, reading on a schedule, or both. */
export const triggerSchema = z.strictObject({
  label: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  group: z.string().max(60).optional(),
  input: z.array(fieldSchema).optional(),
  output: outputSchema.optional(),
  samples: z.array(sampleSchema).min(1),
  webhook: z
    .strictObject({
      preset: z.string(),
      secret: z
        .union([z.strictObject({ field: z.string() }), z.enum(['made', 'given'])])
        .optional(),
      when: dataCondition.optional(),
      split: pathSchema.optional(),
      then: z.union([z.literal('poll'), z.strictObject(fetchMembers)]).optional(),
      per: z.enum(['flow', 'connection']).optional(),
      route: z.strictObject({ event: dataMapping, is: dataMapping }).optional(),
      register: registerSchema.optional(),
      /** How to register the trigger URL by hand, in Markdown. */
      manual: z.string().min(1).max(4_000),
    })
    .optional(),
  poll: z
    .strictObject({
      ...fetchMembers,
      every: z.strictObject({ usual: durationSchema, least: durationSchema }),
      cursor: z
        .strictObject({
          start: dataMapping.optional(),
          next: dataMapping,
          overlap: durationSchema.optional(),
        })
        .optional(),
      reset: dataCondition.optional(),
      first: z.int().min(0).optional(),
    })
    .optional(),
});
export type ConnectorTrigger = z.infer<typeof triggerSchema>;
