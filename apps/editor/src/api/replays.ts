import { replayBatchListSchema, replayBatchSchema, type ReplayBatchRequest } from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { path, request } from './client.ts';
import { runListKey } from './runs.ts';

const replaysKey = ['replays'] as const;

/** Batches under way are looked at this often: no message of the stream tells of them. */
const LOOK_AGAIN_MS = 2_000;

/** Replays of many runs, newest first. */
export const replaysQuery = queryOptions({
  queryKey: replaysKey,
  queryFn: ({ signal }) => request('/replays', { schema: replayBatchListSchema, signal }),
  refetchInterval: (query) =>
    query.state.data?.items.some((batch) => batch.status === 'running') === true
      ? LOOK_AGAIN_MS
      : false,
});

export const startReplays = mutationOptions({
  mutationFn: (batch: ReplayBatchRequest) =>
    request('/runs/replay', { method: 'POST', body: batch, schema: replayBatchSchema }),
  meta: { invalidates: [replaysKey, runListKey] },
});

/** Starts no more runs; those that were started go on. */
export const cancelReplays = mutationOptions({
  mutationFn: (id: string) =>
    request(path('replays', id, 'cancel'), {
      method: 'POST',
      body: {},
      schema: replayBatchSchema,
    }),
  meta: { invalidates: [replaysKey] },
});
