import {
  eventListSchema,
  eventSampleSchema,
  eventSchema,
  replayedSchema,
  type Verdict,
} from '@millrace/model';
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query';
import { path, request } from './client.ts';
import { FIRST_PAGE, nextCursor } from './page.ts';
import { runsKey } from './runs.ts';

export const eventsKey = ['events'] as const;
export const eventListKey = [...eventsKey, 'list'] as const;

export interface EventFilter {
  flow?: string | undefined;
  verdict?: Verdict | undefined;
}

/** Newest first; follow with `fetchNextPage`, read with `rowsOf`. */
export function eventsQuery(filter: EventFilter, limit?: number) {
  return infiniteQueryOptions({
    queryKey: [...eventListKey, { ...filter, limit }],
    queryFn: ({ pageParam, signal }) =>
      request('/events', {
        query: { ...filter, limit, cursor: pageParam },
        schema: eventListSchema,
        signal,
      }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: nextCursor,
  });
}

/** The event of a flow whose data to work with unless a person chose another. */
export function sampleEventQuery(flow: string) {
  return queryOptions({
    queryKey: [...eventListKey, 'sample', flow],
    queryFn: ({ signal }) =>
      request('/events/sample', { query: { flow }, schema: eventSampleSchema, signal }),
  });
}

/** What arrived never changes, except for the run it led to. */
export function eventQuery(id: string) {
  return queryOptions({
    queryKey: [...eventsKey, 'one', id],
    queryFn: ({ signal }) => request(path('events', id), { schema: eventSchema, signal }),
  });
}

/** Runs the flow again for a captured event. */
export const replayEvent = mutationOptions({
  mutationFn: (id: string) =>
    request(path('events', id, 'replay'), { method: 'POST', body: {}, schema: replayedSchema }),
  meta: { invalidates: [eventsKey, runsKey] },
});
