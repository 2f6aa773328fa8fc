import { z } from 'zod';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** Paging of every list: `limit`, and `cursor` as the last answer's `next` gave it. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  cursor: z.string().max(200).optional(),
});

/** Paging of a list whose cursor is the id of its last item. */
export const idPageQuerySchema = pageQuerySchema.extend({ cursor: z.uuid().optional() });

/** The answer of every list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();
