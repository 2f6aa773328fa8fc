import { z } from 'zod';
import type { Condition } from './condition.ts';
import { isJsonObject, jsonValueSchema, type JsonValue } from './json.ts';

/** The visible conversions a mapping can ask for. */
export const conversionSchema = z.enum(['string', 'number', 'boolean', 'json', 'date']);
export type Conversion = z.infer<typeof conversionSchema>;

/** What to do when a mapping finds nothing. */
export const missingSchema = z.union(
  [z.enum(['error', 'omit', 'null']), z.strictObject({ default: jsonValueSchema })],
  { error: 'Use error, omit, null or { default: … }.' },
);
export type Missing = z.infer<typeof missingSchema>;

/** What null and text of no length count as: `missing`, nothing at all. Without it they are values. */
const emptySchema = z.enum(['missing'], { error: 'Use missing, or leave it out.' });
export type Empty = z.infer<typeof emptySchema>;

/** Which of the values that a path selects is taken; without it a path that can select many gives a list. */
const takeSchema = z.enum(['first', 'last'], {
  error: 'Use first or last, or leave it out for a list of all.',
});
export type Take = z.infer<typeof takeSchema>;

/** Longest path and template a document may hold, in UTF-16 units. */
export const MAX_PATH_LENGTH = 512;
export const MAX_TEMPLATE_LENGTH = 20_000;

export const pathMappingSchema = z.strictObject({
  $path: z
    .string()
    .max(MAX_PATH_LENGTH)
    .regex(/^\$/, { error: 'A path starts with $, for example $.trigger.body.email.' }),
  take: takeSchema.optional(),
  as: conversionSchema.optional(),
  missing: missingSchema.optional(),
  empty: emptySchema.optional(),
});

export const templateMappingSchema = z.strictObject({
  $template: z.string().max(MAX_TEMPLATE_LENGTH),
  as: conversionSchema.optional(),
  missing: missingSchema.optional(),
  empty: emptySchema.optional(),
});

/** A literal kept as it is, even when its keys start with `$`. */
export const literalMappingSchema = z.strictObject({ $literal: jsonValueSchema });

export type PathMapping = z.infer<typeof pathMappingSchema>;
export type TemplateMapping = z.infer<typeof templateMappingSchema>;
export type LiteralMapping = z.infer<typeof literalMappingSchema>;

/**
 * A list with the result of `do` for each item of a list, or for each `{ key, value }` of an object.
 * Inside, `$.item` (or the name that `as` gives) is the item and `$.index` its number from 0. Items for
 * which `where` does not hold, and those whose result is omitted, are left out.
 */
export interface EachMapping {
  $each: Mapping;
  do: Mapping;
  as?: string | undefined;
  where?: Condition | undefined;
}

/** An object with a member for each item, as those of {@link EachMapping}; of two with one key the later. */
export interface EntriesMapping {
  $object: Mapping;
  key: Mapping;
  value: Mapping;
}

/** One object with the members of several; of two with one key the later. */
export interface MergeMapping {
  $merge: Mapping[];
}

/** The member of an object, or the item of a list, whose key or position is data. */
export interface PickMapping {
  $pick: Mapping;
  key: Mapping;
  missing?: Missing | undefined;
}

/** The ways in which a manifest can write a value. */
export const codecSchema = z.enum([
  'base64',
  'json',
  'xml',
  'csv',
  'mime',
  'adf',
  'markdown_html',
  'markdown_mrkdwn',
  'markdown_blocks',
]);
export type Codec = z.infer<typeof codecSchema>;

/** What a codec gives its bytes as. */
export const encodedAsSchema = z.enum(['text', 'base64', 'base64url', 'file']);
export type EncodedAs = z.infer<typeof encodedAsSchema>;

/** A value written by a codec of the connector kit: in manifests only. */
export interface EncodeMapping {
  $encode: Codec;
  of: Mapping;
  as?: EncodedAs | undefined;
}

/** The forms that build a value out of other mappings. */
export type BuiltMapping =
  EachMapping | EntriesMapping | MergeMapping | PickMapping | EncodeMapping;

/**
 * A value computed from data: a JSON literal, one of the forms above, or an object or list whose
 * members are mappings themselves.
 */
export type Mapping =
  JsonValue | PathMapping | TemplateMapping | LiteralMapping | BuiltMapping | MappingTree;
export type MappingTree = Mapping[] | { [key: string]: Mapping };

/** The forms of mappings, by the key that each is known by. */
const FORMS = [
  ['$path', 'path'],
  ['$template', 'template'],
  ['$literal', 'literal'],
  ['$each', 'each'],
  ['$object', 'entries'],
  ['$merge', 'merge'],
  ['$pick', 'pick'],
  ['$encode', 'encode'],
] as const;

/** The keys that make an object a form of mapping; other keys with a `$` are data. */
export const RESERVED_KEYS: readonly string[] = FORMS.map(([key]) => key);

/** What a mapping is, for code that has to treat each form differently. */
export type MappingForm = (typeof FORMS)[number][1] | 'object' | 'list' | 'value';

/** The form of a mapping, read from its keys. */
export function mappingForm(mapping: unknown): MappingForm {
  if (Array.isArray(mapping)) return 'list';
  if (!isJsonObject(mapping)) return 'value';
  for (const [key, form] of FORMS) if (Object.hasOwn(mapping, key)) return form;
  return 'object';
}

export function isPathMapping(mapping: unknown): mapping is PathMapping {
  return mappingForm(mapping) === 'path';
}

export function isTemplateMapping(mapping: unknown): mapping is TemplateMapping {
  return mappingForm(mapping) === 'template';
}

export function isLiteralMapping(mapping: unknown): mapping is LiteralMapping {
  return mappingForm(mapping) === 'literal';
}

export function isEachMapping(mapping: unknown): mapping is EachMapping {
  return mappingForm(mapping) === 'each';
}

export function isEntriesMapping(mapping: unknown): mapping is EntriesMapping {
  return mappingForm(mapping) === 'entries';
}

export function isMergeMapping(mapping: unknown): mapping is MergeMapping {
  return mappingForm(mapping) === 'merge';
}

export function isPickMapping(mapping: unknown): mapping is PickMapping {
  return mappingForm(mapping) === 'pick';
}

export function isEncodeMapping(mapping: unknown): mapping is EncodeMapping {
  return mappingForm(mapping) === 'encode';
}

const BUILT: ReadonlySet<MappingForm> = new Set<MappingForm>([
  'each',
  'entries',
  'merge',
  'pick',
  'encode',
]);

export function isBuiltMapping(mapping: unknown): mapping is BuiltMapping {
  return BUILT.has(mappingForm(mapping));
}
