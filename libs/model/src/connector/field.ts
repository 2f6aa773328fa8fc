import { z } from 'zod';
import { jsonValueSchema } from '../json.ts';

/** The kinds of value a field takes. `map` is an object with free keys; `choice` one of `choices`. */
export const fieldTypeSchema = z.enum([
  'string',
  'text',
  'html',
  'email',
  'url',
  'number',
  'integer',
  'boolean',
  'date',
  'choice',
  'list',
  'object',
  'map',
  'json',
  'secret',
]);
export type FieldType = z.infer<typeof fieldTypeSchema>;

const choiceSchema = z.strictObject({ value: z.string(), label: z.string() });

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
  default?: z.core.util.JSONType | undefined;
  choices?: { value: string; label: string }[] | undefined;
  /** The type of a list's items or a map's values. */
  items?: Field | undefined;
  /** The members of an object. */
  fields?: Field[] | undefined;
  /** Hidden behind "More" until someone wants it. */
  advanced?: boolean | undefined;
}

export const fieldSchema: z.ZodType<Field> = z.lazy(() =>
  z
    .strictObject({
      key: z.string().min(1).max(64),
      label: z.string().min(1).max(80),
      type: fieldTypeSchema,
      required: z.boolean().optional(),
      help: z.string().max(300).optional(),
      placeholder: z.string().max(120).optional(),
      default: jsonValueSchema.optional(),
      choices: z.array(choiceSchema).min(1).optional(),
      items: fieldSchema.optional(),
      fields: z.array(fieldSchema).optional(),
      advanced: z.boolean().optional(),
    })
    .superRefine((field, ctx) => {
      if (field.type === 'choice' && field.choices === undefined) {
        ctx.addIssue({ code: 'custom', path: ['choices'], message: 'A choice needs choices.' });
      }
      if (field.type === 'object' && field.fields === undefined) {
        ctx.addIssue({ code: 'custom', path: ['fields'], message: 'An object needs fields.' });
      }
    }),
);
