import { connectorInfoSchema, MAX_PAGE, pageOf, type ConnectorInfo } from '@millrace/model';
import { queryOptions, type QueryKey } from '@tanstack/react-query';
import { request } from './client.ts';

const connectorListSchema = pageOf(connectorInfoSchema);

export const connectorsKey: QueryKey = ['connectors'];

/** Every connector's manifest; they change with the server, and when the workspace changes one of its own. */
export const connectorsQuery = queryOptions({
  queryKey: connectorsKey,
  queryFn: async ({ signal }) => {
    const all: ConnectorInfo[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { limit: MAX_PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await request('/connectors', { query, schema: connectorListSchema, signal });
      all.push(...page.items);
      cursor = page.next;
    }
    return all;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
