import { pageQuerySchema } from '@millrace/model';
import { z } from 'zod';

/** Paging of a list whose cursor is the id of its last item. */
export const idPageQuerySchema = pageQuerySchema.extend({ cursor: z.uuid().optional() });
