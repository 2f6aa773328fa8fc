import {
  attemptListSchema,
  replayedSchema,
  runListSchema,
  runSchema,
  type ReplayRequest,
  type RunStatus,
} from '@millrace/model';
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query';
import { nothing, path, request } from './client.ts';
import { FIRST_PAGE, nextCursor } from './page.ts';

export const runsKey = ['runs'] as const;
export const runListKey = [...runsKey, 'list'] as const;

export function runKey(id: string) {
  return [...runsKey, 'one', id] as const;
}

export interface RunFilter {
  flow?: string | undefined;
  status?: RunStatus | undefined;
}

/** Newest first; follow with `fetchNextPage`, read with `rowsOf`. */
export function runsQuery(filter: RunFilter, limit?: number) {
  return infiniteQueryOptions({
    queryKey: [...runListKey, { ...filter, limit }],
    queryFn: ({ pageParam, signal }) =>
      request('/runs', {
        query: { ...filter, limit, cursor: pageParam },
        schema: runListSchema,
        signal,
      }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: nextCursor,
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: runKey(id),
    queryFn: ({ signal }) => request(path('runs', id), { schema: runSchema, signal }),
  });
}

/** The attempts before those that a run shows; each further page is earlier still. */
export function earlierAttemptsQuery(id: string, cursor: string) {
  return infiniteQueryOptions({
    queryKey: [...runKey(id), 'attempts', cursor],
    queryFn: ({ pageParam, signal }) =>
      request(path('runs', id, 'attempts'), {
        query: { limit: 200, cursor: pageParam },
        schema: attemptListSchema,
        signal,
      }),
    initialPageParam: cursor,
    getNextPageParam: ({ next }) => next,
  });
}

export const cancelRun = mutationOptions({
  mutationFn: (id: string) =>
    request(path('runs', id, 'cancel'), { method: 'POST', body: {}, schema: nothing }),
  meta: { invalidates: [runsKey] },
});

/** Starts a new run of the same event; the old one stays as it is. */
export const replayRun = mutationOptions({
  mutationFn: ({ id, replay }: { id: string; replay: ReplayRequest }) =>
    request(path('runs', id, 'replay'), { method: 'POST', body: replay, schema: replayedSchema }),
  meta: { invalidates: [runsKey] },
});
