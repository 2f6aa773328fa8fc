import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { manifestConditionSchema, manifestMappingSchema } from '../mapping-schema.ts';

/** Ids of things in a manifest. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, { error: 'An id has small letters, digits and hyphens.' });

/** Names that mappings and secret texts use: of facts, limits, lists, steps and connection fields. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, { error: 'A name has small letters, digits and underscores.' });

/** A mapping over the data that is seen where it stands. */
export const dataMapping = manifestMappingSchema;
/** A condition over the same data. */
export const dataCondition = manifestConditionSchema;

/** A path into data (RFC 9535), without the mapping around it. */
export const pathSchema = z
  .string()
  .max(512)
  .regex(/^\$/, { error: 'A path starts with $, for example $.answer.body.items.' });

/** Fixed text with {name} of connection fields, facts and the token. Only the kit fills it in. */
export const secretTextSchema = z.string().max(2_000);

/** A length of time such as 500ms, 30s, 10m or 30d. */
export const durationSchema = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: 'Give a duration such as 500ms, 30s, 10m or 30d.',
});

/** A pattern in RE2's language. */
export const patternSchema = z.string().min(1).max(500);

/** An HTTP header's name. */
export const headerNameSchema = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, {
  error: 'This is no name of a header.',
});
