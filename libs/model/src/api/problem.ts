import { z } from 'zod';

/** RFC 9457 problem document: the shape of every error answer. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string(),
  /** The same id stands in the server log. */
  id: z.string(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  details: z.unknown().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
