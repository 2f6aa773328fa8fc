import { connectorInfoSchema, MAX_PAGE, pageOf } from '@millrace/model';
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';

const connectorListSchema = pageOf(connectorInfoSchema);

/** Every connector's manifest; they change only with the server. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: async ({ signal }) => {
    const query = { limit: MAX_PAGE };
    const page = await request('/connectors', { query, schema: connectorListSchema, signal });
    return page.items;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
