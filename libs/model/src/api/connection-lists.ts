import { z } from 'zod';
import { fieldSchema } from '../connector/field.ts';
import { jsonValueSchema } from '../json.ts';

const inputSchema = z.record(z.string(), jsonValueSchema);

/** `input` is what the field's `with` gives; `search` goes to the application where its list takes one. */
export const listRequestSchema = z.strictObject({
  input: inputSchema.optional(),
  search: z.string().max(200).optional(),
});

/** One choice that the account defines. */
const listChoiceSchema = z.object({
  value: z.string(),
  label: z.string(),
  note: z.string().optional(),
  group: z.string().optional(),
});
export type ListChoice = z.infer<typeof listChoiceSchema>;

export const listAnswerSchema = z.object({ items: z.array(listChoiceSchema) });

export const shapeRequestSchema = z.strictObject({ input: inputSchema.optional() });

export const shapeAnswerSchema = z.object({ fields: z.array(fieldSchema) });
