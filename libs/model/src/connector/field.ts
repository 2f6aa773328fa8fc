import { z } from 'zod';
import type { Condition } from '../condition.ts';
import { jsonValueSchema, type JsonValue } from '../json.ts';
import type { Mapping } from '../mapping.ts';
import { dataCondition, dataMapping, idSchema, patternSchema } from './basics.ts';

/**
 * The kinds of value a field takes. `map` is an object with free keys; `choice` one of `choices`;
 * `union` an object with one member, the chosen of `options`; `file` a file handle.
 */
const fieldTypeSchema = z.enum([
  'string',
  'text',
  'html',
  'markdown',
  'email',
  'url',
  'number',
  'integer',
  'boolean',
  'date',
  'datetime',
  'time',
  'choice',
  'list',
  'object',
  'map',
  'union',
  'json',
  'file',
  'secret',
]);
export type FieldType = z.infer<typeof fieldTypeSchema>;

const choiceSchema = z.strictObject({ value: z.string(), label: z.string() });
export type Choice = z.infer<typeof choiceSchema>;

/** Choices or members that the account defines: of a list or a shape of the connector. */
export interface Use {
  list?: string | undefined;
  shape?: string | undefined;
  /** Becomes the list's `$.input`; what it reads is what the field depends on. */
  with?: Record<string, Mapping> | undefined;
  /** Finds the id in a pasted address: its first group, or the whole match. */
  paste?: string | undefined;
}

export const useSchema: z.ZodType<Use> = z
  .strictObject({
    list: idSchema.optional(),
    shape: idSchema.optional(),
    with: z.record(z.string(), dataMapping).optional(),
    paste: patternSchema.optional(),
  })
  .refine(({ list, shape }) => (list === undefined) !== (shape === undefined), {
    error: 'Name a list or a shape.',
  });

/** One input or output value of an action, or one value of a connection: JSON-safe data. */
export interface Field {
  key: string;
  label: string;
  type: FieldType;
  required?: boolean | undefined;
  /** One sentence for the person who fills it in. */
  help?: string | undefined;
  /** Shown in the empty field; never used as a value. */
  placeholder?: string | undefined;
  default?: JsonValue | undefined;
  example?: JsonValue | undefined;
  /** With a use, an id that was typed or mapped is taken too. */
  choices?: Choice[] | Use | undefined;
  /** The type of a list's items or a map's values. */
  items?: Field | undefined;
  /** The members of an object; with a use, those the account defines. */
  fields?: Field[] | Use | undefined;
  /** The ways of a union, by the key that its value has. */
  options?: Record<string, Field> | undefined;
  /** Over the values beside it; what is not shown is neither required nor sent. */
  show_when?: Condition | undefined;
  group?: string | undefined;
  /** Hidden behind "More" until someone wants it. */
  advanced?: boolean | undefined;
  /** Takes only what was written, no path, template or other mapping: the text of a statement. */
  constant?: boolean | undefined;
  /** Why it should not be used any more. */
  deprecated?: string | undefined;
  unit?: string | undefined;
  /** Hidden in run data. */
  sensitive?: boolean | undefined;
  /** Of a number, a text's length or a list's count. */
  min?: number | undefined;
  max?: number | undefined;
  pattern?: string | undefined;
  /** Where an address may point. */
  hosts?: string[] | undefined;
  /** Of a field that the account defines: the application's own name of its kind. */
  kind?: string | undefined;
  /** What an emptied field sends; nothing when absent. */
  empty?: 'omit' | 'null' | 'text' | undefined;
}

/** What a field of some type cannot do without. */
const NEEDS: Partial<
  Record<FieldType, { member: 'choices' | 'fields' | 'options'; noun: string }>
> = {
  choice: { member: 'choices', noun: 'A choice' },
  object: { member: 'fields', noun: 'An object' },
  union: { member: 'options', noun: 'A union' },
};

export const fieldSchema: z.ZodType<Field> = z.lazy(() =>
  z
    .strictObject({
      key: z.string().min(1).max(64),
      label: z.string().min(1).max(80),
      type: fieldTypeSchema,
      required: z.boolean().optional(),
      help: z.string().max(400).optional(),
      placeholder: z.string().max(120).optional(),
      default: jsonValueSchema.optional(),
      example: jsonValueSchema.optional(),
      choices: z.union([z.array(choiceSchema).min(1), useSchema]).optional(),
      items: fieldSchema.optional(),
      fields: z.union([z.array(fieldSchema), useSchema]).optional(),
      options: z.record(z.string(), fieldSchema).optional(),
      show_when: dataCondition.optional(),
      group: z.string().max(60).optional(),
      advanced: z.boolean().optional(),
      constant: z.boolean().optional(),
      deprecated: z.string().max(300).optional(),
      unit: z.string().max(20).optional(),
      sensitive: z.boolean().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      pattern: patternSchema.optional(),
      hosts: z.array(z.string().min(1)).optional(),
      kind: z.string().max(120).optional(),
      empty: z.enum(['omit', 'null', 'text']).optional(),
    })
    .superRefine((field, ctx) => {
      const needed = NEEDS[field.type];
      if (needed === undefined || field[needed.member] !== undefined) return;
      const message = `${needed.noun} needs ${needed.member}.`;
      ctx.addIssue({ code: 'custom', path: [needed.member], message });
    }),
);

/** The choices that are the same for everybody; none where the account defines them. */
export function fixedChoices({ choices }: Pick<Field, 'choices'>): readonly Choice[] {
  return Array.isArray(choices) ? choices : [];
}

/** The members that are the same for everybody; none where the account defines them. */
export function fixedMembers({ fields }: Pick<Field, 'fields'>): readonly Field[] {
  return Array.isArray(fields) ? fields : [];
}

/** The list or shape that a field's choices or members come from. */
export function useOf({ choices, fields }: Pick<Field, 'choices' | 'fields'>): Use | undefined {
  if (choices !== undefined && !Array.isArray(choices)) return choices;
  return fields !== undefined && !Array.isArray(fields) ? fields : undefined;
}
