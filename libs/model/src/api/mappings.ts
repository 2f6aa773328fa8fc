import { z } from 'zod';
import { mappingSchema } from '../mapping.ts';

export const previewRequestSchema = z.strictObject({ mapping: mappingSchema, data: z.json() });
export const previewResponseSchema = z.object({
  value: z.unknown(),
  type: z.enum(['string', 'number', 'boolean', 'null', 'list', 'object', 'missing']),
});
