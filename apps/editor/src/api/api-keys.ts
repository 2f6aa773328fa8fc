import { apiKeyListSchema, createdApiKeySchema } from '@millrace/model';
import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { nothing, path, request } from './client.ts';

const apiKeysKey = ['api-keys'] as const;

export const apiKeysQuery = queryOptions({
  queryKey: apiKeysKey,
  queryFn: ({ signal }) => request('/api-keys', { schema: apiKeyListSchema, signal }),
});

/** The answer is the only one that ever holds the key itself. */
export const createApiKey = mutationOptions({
  mutationFn: (name: string) =>
    request('/api-keys', { method: 'POST', body: { name }, schema: createdApiKeySchema }),
  meta: { invalidates: [apiKeysKey] },
});

export const revokeApiKey = mutationOptions({
  mutationFn: (id: string) => request(path('api-keys', id), { method: 'DELETE', schema: nothing }),
  meta: { invalidates: [apiKeysKey] },
});
