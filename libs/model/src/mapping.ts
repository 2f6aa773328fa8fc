import { z } from 'zod';
import { unknownKey } from './fault-message.ts';
import { placedFaults } from './fault.ts';
import { isJsonNumber } from './exact-number.ts';
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

const pathMappingSchema = z.strictObject({
  $path: z
    .string()
    .max(MAX_PATH_LENGTH)
    .regex(/^\$/, { error: 'A path starts with $, for example $.trigger.body.email.' }),
  take: takeSchema.optional(),
  as: conversionSchema.optional(),
  missing: missingSchema.optional(),
  empty: emptySchema.optional(),
});

const templateMappingSchema = z.strictObject({
  $template: z.string().max(MAX_TEMPLATE_LENGTH),
  as: conversionSchema.optional(),
  missing: missingSchema.optional(),
  empty: emptySchema.optional(),
});

/** A literal kept as it is, even when its keys start with `$`. */
const literalMappingSchema = z.strictObject({ $literal: jsonValueSchema });

export type PathMapping = z.infer<typeof pathMappingSchema>;
export type TemplateMapping = z.infer<typeof templateMappingSchema>;
export type LiteralMapping = z.infer<typeof literalMappingSchema>;

/**
 * A value computed from data: a JSON literal, `{ $path }`, `{ $template }`, `{ $literal }`,
 * or an object or list whose members are mappings themselves.
 */
export type Mapping = JsonValue | PathMapping | TemplateMapping | LiteralMapping | MappingTree;
export type MappingTree = Mapping[] | { [key: string]: Mapping };

/** What a mapping is, for code that has to treat each form differently. */
export type MappingForm = 'path' | 'template' | 'literal' | 'object' | 'list' | 'value';

/** The form of a mapping, read from its keys. */
export function mappingForm(mapping: unknown): MappingForm {
  if (Array.isArray(mapping)) return 'list';
  if (!isJsonObject(mapping)) return 'value';
  if (Object.hasOwn(mapping, '$path')) return 'path';
  if (Object.hasOwn(mapping, '$template')) return 'template';
  if (Object.hasOwn(mapping, '$literal')) return 'literal';
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

const MAX_DEPTH = 32;

/** The schema of a mapping; faults carry the path of the offending member. */
export const mappingSchema: z.ZodType<Mapping> = z
  .custom<Mapping>()
  .superRefine((value, ctx) => {
    check(value, [], ctx);
  })
  .meta({ description: 'A value, { $path }, { $template }, { $literal }, or a tree of these.' });

type Path = PropertyKey[];
interface IssueSink {
  addIssue(issue: { code: 'custom'; path: Path; message: string }): void;
}

function check(value: unknown, path: Path, ctx: IssueSink): void {
  if (path.length > MAX_DEPTH) {
    ctx.addIssue({ code: 'custom', path, message: `Mappings nest at most ${MAX_DEPTH} deep.` });
    return;
  }
  const form = mappingForm(value);
  if (form === 'path') return checkLeaf(pathMappingSchema, value, path, ctx);
  if (form === 'template') return checkLeaf(templateMappingSchema, value, path, ctx);
  if (form === 'literal') return checkLeaf(literalMappingSchema, value, path, ctx);
  if (Array.isArray(value)) {
    value.forEach((item, index) => check(item, [...path, index], ctx));
    return;
  }
  if (isJsonObject(value)) return checkMembers(value, path, ctx);
  if (!isScalar(value)) {
    ctx.addIssue({ code: 'custom', path, message: 'Give a value, a $path or a $template.' });
  }
}

function checkMembers(value: object, path: Path, ctx: IssueSink): void {
  for (const [key, member] of Object.entries(value)) {
    if (key.startsWith('$')) {
      ctx.addIssue({
        code: 'custom',
        path: [...path, key],
        message: `${unknownKey(key, [])} Use $path, $template or $literal.`,
      });
    } else check(member, [...path, key], ctx);
  }
}

function checkLeaf(schema: z.ZodType, value: unknown, path: Path, ctx: IssueSink): void {
  const { error } = schema.safeParse(value);
  for (const fault of error === undefined ? [] : placedFaults(error)) {
    ctx.addIssue({ code: 'custom', path: [...path, ...fault.path], message: fault.message });
  }
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    value === null || isJsonNumber(value) || typeof value === 'string' || typeof value === 'boolean'
  );
}
