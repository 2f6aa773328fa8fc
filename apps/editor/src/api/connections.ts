import {
  connectionListSchema,
  connectionSchema,
  connectionTestSchema,
  MAX_PAGE,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { nothing, path, request } from './client.ts';
import { accountsKey } from './connection-lists.ts';

export const connectionsKey = ['connections'] as const;

export const connectionsQuery = queryOptions({
  queryKey: connectionsKey,
  queryFn: ({ signal }) =>
    request('/connections', { query: { limit: MAX_PAGE }, schema: connectionListSchema, signal }),
});

export const createConnection = mutationOptions({
  mutationFn: (body: CreateConnectionRequest) =>
    request('/connections', { method: 'POST', body, schema: connectionSchema }),
  meta: { invalidates: [connectionsKey] },
});

/** Values left out stay as they are. */
export const updateConnection = mutationOptions({
  mutationFn: ({ id, change }: { id: string; change: UpdateConnectionRequest }) =>
    request(path('connections', id), { method: 'PATCH', body: change, schema: connectionSchema }),
  meta: { invalidates: [connectionsKey, accountsKey] },
});

/** Refused with CONNECTION_IN_USE while a flow names it. */
export const deleteConnection = mutationOptions({
  mutationFn: (id: string) =>
    request(path('connections', id), { method: 'DELETE', schema: nothing }),
  meta: { invalidates: [connectionsKey] },
});

/** Asks the application whether it knows the credentials. */
export const testConnection = mutationOptions({
  mutationFn: (id: string) =>
    request(path('connections', id, 'test'), {
      method: 'POST',
      body: {},
      schema: connectionTestSchema,
    }),
});
