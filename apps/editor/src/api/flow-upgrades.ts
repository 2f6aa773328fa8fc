import { stepUpgradesSchema } from '@millrace/model';
import { queryOptions } from '@tanstack/react-query';
import { path, request } from './client.ts';
import { flowKey } from './flows.ts';

/** What newer versions of connectors offer the steps of the draft that `etag` names. */
export function flowUpgradesQuery(id: string, etag: string) {
  return queryOptions({
    queryKey: [...flowKey(id), 'upgrades', etag],
    queryFn: ({ signal }) =>
      request(path('flows', id, 'upgrades'), { schema: stepUpgradesSchema, signal }),
  });
}
