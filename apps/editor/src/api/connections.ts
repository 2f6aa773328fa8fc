import {
  authorizeAnswerSchema,
  connectionListSchema,
  connectionSchema,
  connectionTestSchema,
  MAX_PAGE,
  type Connection,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { nothing, path, request } from './client.ts';
import { accountsKey } from './connection-lists.ts';

export const connectionsKey = ['connections'] as const;

/** What was saved is tried behind the answer: so often and so long its result is looked for. */
const TRIED_EVERY_MS = 2_000;
const TRIED_WITHIN_MS = 20_000;

export const connectionsQuery = queryOptions({
  queryKey: connectionsKey,
  queryFn: ({ signal }) =>
    request('/connections', { query: { limit: MAX_PAGE }, schema: connectionListSchema, signal }),
  refetchInterval: ({ state }) =>
    state.data?.items.some(isBeingTried) === true ? TRIED_EVERY_MS : false,
});

function isBeingTried({ status, updated_at }: Connection): boolean {
  return status === 'untested' && Date.now() - Date.parse(updated_at) < TRIED_WITHIN_MS;
}

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

/** Asks the application whether it knows the credentials; what comes of it is kept as its status. */
export const testConnection = mutationOptions({
  mutationFn: (id: string) =>
    request(path('connections', id, 'test'), {
      method: 'POST',
      body: {},
      schema: connectionTestSchema,
    }),
  meta: { invalidates: [connectionsKey, accountsKey] },
});

/** Begins a sign-in at the application; it ends in a window of its own. */
export const authorizeConnection = mutationOptions({
  mutationFn: (id: string) =>
    request(path('connections', id, 'authorize'), {
      method: 'POST',
      body: {},
      schema: authorizeAnswerSchema,
    }),
});
