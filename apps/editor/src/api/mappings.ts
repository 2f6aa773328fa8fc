import { MOST_PREVIEWED_EVENTS, previewRowsSchema } from '@millrace/model';
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';

/** The trigger data of the newest events of a flow: what its mappings are tried on. */
export function recentEventsQuery(flowId: string) {
  return queryOptions({
    queryKey: ['recent-events', flowId],
    queryFn: ({ signal }) =>
      request('/mappings/preview', {
        method: 'POST',
        body: { mapping: { $path: '$.trigger' }, flow_id: flowId, last: MOST_PREVIEWED_EVENTS },
        schema: previewRowsSchema,
        signal,
      }),
    staleTime: Infinity,
  });
}
