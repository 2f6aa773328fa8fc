import { z } from 'zod';
import {
  dataCondition,
  dataMapping,
  durationSchema,
  nameSchema,
  pathSchema,
  patternSchema,
  secretTextSchema,
} from './basics.ts';
import { fieldSchema } from './field.ts';
import { placeSchema, requestSchema } from './request.ts';

/** Something learned of the account that is not secret, kept with the connection. */
const factSchema = z.union([
  z.strictObject({ field: z.string(), match: patternSchema }),
  z.strictObject({ token: pathSchema }),
  z.strictObject({ redirect: z.string().min(1) }),
  z.strictObject({
    request: requestSchema,
    value: dataMapping,
    choose: z.strictObject({ items: pathSchema, label: dataMapping }).optional(),
  }),
]);
export type Fact = z.infer<typeof factSchema>;

const texts = z.record(z.string(), z.string());
const secrets = z.record(z.string(), secretTextSchema);

const authMembers = {
  label: z.string().min(1).max(80),
  /** Markdown. */
  help: z.string().max(4_000).optional(),
  fields: z.array(fieldSchema).optional(),
  facts: z.record(nameSchema, factSchema).optional(),
  servers: z.record(nameSchema, z.string()).optional(),
  place: z.array(placeSchema).optional(),
  test: requestSchema.extend({ says: dataMapping.optional() }).optional(),
  client_cert: z.strictObject({ cert: secretTextSchema, key: secretTextSchema }).optional(),
};

const oauth2Schema = z.strictObject({
  ...authMembers,
  kind: z.literal('oauth2'),
  grant: z.enum(['code', 'client', 'jwt']),
  authorize: z
    .strictObject({
      url: secretTextSchema,
      params: texts.optional(),
      pkce: z.literal(false).optional(),
      separator: z.string().optional(),
      scopes: z.array(z.strictObject({ id: z.string().min(1), label: z.string().min(1) })),
    })
    .optional(),
  token: z.strictObject({
    url: secretTextSchema,
    /** How the client says who it is; `field`: as the account's field of that name says, basic or body. */
    client: z.union([z.enum(['basic', 'body', 'jwt']), z.strictObject({ field: nameSchema })]),
    as: z.enum(['form', 'json']).optional(),
    params: secrets.optional(),
    at: pathSchema.optional(),
    lifetime: durationSchema.optional(),
    assertion: z
      .strictObject({ alg: z.enum(['RS256', 'ES256']), key: secretTextSchema, claims: secrets })
      .optional(),
  }),
  refresh: z
    .strictObject({
      url: secretTextSchema.optional(),
      params: secrets.optional(),
      rotates: z.boolean().optional(),
      gone: dataCondition.optional(),
    })
    .optional(),
  revoke: requestSchema.optional(),
});
export type OAuth2 = z.infer<typeof oauth2Schema>;

/** A way to connect an account. */
export const authSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...authMembers, kind: z.enum(['none', 'keys']) }),
  z.strictObject({
    ...authMembers,
    kind: z.enum(['basic', 'digest']),
    user: secretTextSchema,
    password: secretTextSchema,
  }),
  z.strictObject({ ...authMembers, kind: z.literal('bearer'), token: secretTextSchema }),
  oauth2Schema,
  z.strictObject({
    ...authMembers,
    kind: z.literal('session'),
    login: requestSchema,
    token: pathSchema,
    lifetime: z.union([durationSchema, dataMapping]),
  }),
  z.strictObject({
    ...authMembers,
    kind: z.literal('sign'),
    scheme: z.enum(['aws4', 'oauth1', 'jwt', 'hmac']),
    with: secrets,
  }),
]);
export type Auth = z.infer<typeof authSchema>;
