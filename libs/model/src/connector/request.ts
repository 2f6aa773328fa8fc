import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';
import {
  dataCondition,
  dataMapping,
  durationSchema,
  headerNameSchema,
  nameSchema,
  pathSchema,
  secretTextSchema,
} from './basics.ts';

/** How lists and objects are written in a query or form. brackets: a[b][0]=; empty_brackets: a[]=. */
const styleSchema = z.enum([
  'repeat',
  'comma',
  'pipes',
  'spaces',
  'brackets',
  'empty_brackets',
  'dots',
  'json',
]);
export type Style = z.infer<typeof styleSchema>;

/**
 * A place in a request that holds a secret. `name` is a header, a query member or a JSON pointer into the
 * body; it may hold the {name} of a connection field, where the account says what it is called.
 */
export const placeSchema = z.strictObject({
  in: z.enum(['header', 'query', 'body']),
  name: z.string().min(1).max(200),
  value: secretTextSchema,
  when: dataCondition.optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** What an answer means to the engine. */
const outcomeKindSchema = z.enum([
  'done',
  'nothing',
  'expired',
  'unauthorized',
  'blocked',
  'limited',
  'away',
  'rejected',
]);
export type OutcomeKind = z.infer<typeof outcomeKindSchema>;

/** What a number or text that names a time means: seconds unless stated. */
export const timeUnitSchema = z.enum(['s', 'ms', 'epoch_s', 'epoch_ms', 'date', 'duration']);
export type TimeUnit = z.infer<typeof timeUnitSchema>;

const statusSchema = z.union([z.int().min(100).max(599), z.enum(['2xx', '3xx', '4xx', '5xx'])]);

/** A rule about answers: matches when status, when, table and each all do. */
export const answerRuleSchema = z
  .strictObject({
    status: z.array(statusSchema).min(1).optional(),
    when: dataCondition.optional(),
    table: z
      .strictObject({
        at: dataMapping,
        kinds: z.record(z.string(), outcomeKindSchema),
        otherwise: outcomeKindSchema.optional(),
      })
      .optional(),
    each: z
      .strictObject({ of: pathSchema, failed: dataCondition, fail: z.enum(['any', 'all']) })
      .optional(),
    is: outcomeKindSchema.optional(),
    text: z.array(dataMapping).optional(),
    fields: z
      .strictObject({
        of: pathSchema,
        name: dataMapping.optional(),
        text: dataMapping,
        rename: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    hint: z.string().max(400).optional(),
    after: z.union([durationSchema, dataMapping]).optional(),
    unit: timeUnitSchema.optional(),
  })
  .refine((rule) => Object.keys(rule).length > 0, { error: 'A rule says something.' });
export type AnswerRule = z.infer<typeof answerRuleSchema>;

/** How further pages follow. The same state twice is an error. */
const pagesSchema = z.strictObject({
  items: pathSchema,
  start: z.record(nameSchema, jsonValueSchema).optional(),
  next: z.union([
    z.enum(['link', 'count']),
    z.strictObject({ url: dataMapping }),
    z.record(nameSchema, dataMapping),
  ]),
  more: dataCondition.optional(),
  size: z.int().min(1).max(10_000).optional(),
  most: z.int().min(1).max(1_000).optional(),
});
export type Pages = z.infer<typeof pagesSchema>;

const bodyKindSchema = z.enum([
  'json',
  'form',
  'multipart',
  'text',
  'xml',
  'ndjson',
  'graphql',
  'file',
]);
export type BodyKind = z.infer<typeof bodyKindSchema>;

const requestMembers = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']).optional(),
  effect: z.enum(['reads', 'writes', 'deletes']).optional(),
  server: nameSchema.optional(),
  path: z.string().max(1_000).optional(),
  values: z.record(z.string(), dataMapping).optional(),
  url: dataMapping.optional(),
  query: z.record(z.string(), dataMapping).optional(),
  headers: z.record(headerNameSchema, dataMapping).optional(),
  body: dataMapping.optional(),
  body_as: bodyKindSchema.optional(),
  content_type: z.string().max(200).optional(),
  style: z.union([styleSchema, z.record(z.string(), styleSchema)]).optional(),
  place: z.array(placeSchema).optional(),
  auth: z.literal(false).optional(),
  read_as: z.enum(['auto', 'json', 'text', 'xml', 'form', 'file', 'none']).optional(),
  redirects: z.int().min(0).max(10).optional(),
  timeout: durationSchema.optional(),
  answers: z.array(answerRuleSchema).optional(),
  pages: pagesSchema.optional(),
  limit: z
    .strictObject({ use: z.array(nameSchema).min(1), cost: dataMapping.optional() })
    .optional(),
};

/** One request, written as mappings over the data that is seen where it stands. */
export const requestSchema = z.strictObject(requestMembers);
export type ConnectorRequest = z.infer<typeof requestSchema>;

/** One request of a sequence. */
export const stepSchema = z.strictObject({
  id: nameSchema,
  ...requestMembers,
  when: dataCondition.optional(),
  each: z
    .strictObject({
      of: dataMapping,
      size: z.int().min(1).max(10_000).optional(),
      at_once: z.int().min(1).max(10).optional(),
    })
    .optional(),
  until: z
    .strictObject({
      when: dataCondition,
      every: z.union([durationSchema, dataMapping]).optional(),
      most: durationSchema,
    })
    .optional(),
  keep: dataMapping.optional(),
});
export type ConnectorStep = z.infer<typeof stepSchema>;

/** What every request of a connector starts from. */
export const requestDefaultsSchema = requestSchema.pick({
  headers: true,
  query: true,
  body_as: true,
  content_type: true,
  style: true,
  timeout: true,
  limit: true,
});
export type RequestDefaults = z.infer<typeof requestDefaultsSchema>;
