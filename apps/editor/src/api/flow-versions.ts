import { flowSchema, flowVersionListSchema, MAX_PAGE } from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { path, request } from './client.ts';
import { flowKey, flowsKey } from './flows.ts';

export function flowVersionsQuery(id: string) {
  return queryOptions({
    queryKey: [...flowKey(id), 'versions'],
    queryFn: ({ signal }) =>
      request(path('flows', id, 'versions'), {
        query: { limit: MAX_PAGE },
        schema: flowVersionListSchema,
        signal,
      }),
  });
}

/** Makes an old version the draft again; nothing is published. */
export const restoreVersion = mutationOptions({
  mutationFn: ({ id, version }: { id: string; version: number }) =>
    request(path('flows', id, 'versions', version, 'restore'), {
      method: 'POST',
      // Whoever restores was asked whether the draft may go, whatever it is by now.
      ifMatch: '*',
      schema: flowSchema,
    }),
  meta: { invalidates: [flowsKey] },
});
