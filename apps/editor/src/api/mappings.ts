import { previewResponseSchema, type JsonValue, type Mapping } from '@millrace/model';
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';

/** The value a mapping gives for some data; evaluated on the server, without effects. */
export function previewQuery(mapping: Mapping, data: JsonValue) {
  return queryOptions({
    queryKey: ['mappings', 'preview', mapping, data],
    queryFn: ({ signal }) =>
      request('/mappings/preview', {
        method: 'POST',
        body: { mapping, data },
        schema: previewResponseSchema,
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
