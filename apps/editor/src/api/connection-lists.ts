import { listAnswerSchema, shapeAnswerSchema, type JsonObject } from '@millrace/model';
import { queryOptions } from '@tanstack/react-query';
import { path, request } from './client.ts';

/** What accounts say of themselves: stale once a connection has other credentials. */
export const accountsKey = ['accounts'] as const;

/** As long as the server keeps an answer itself. */
const FRESH_MS = 5 * 60_000;

/** Choices that an account defines. A failure is shown at once: the person decides when to try again. */
export function accountListQuery(
  connection: string,
  list: string,
  input: JsonObject,
  search: string,
) {
  return queryOptions({
    queryKey: [...accountsKey, connection, 'list', list, input, search],
    queryFn: async ({ signal }) => {
      const answer = await request(path('connections', connection, 'lists', list), {
        method: 'POST',
        body: { input, ...(search === '' ? {} : { search }) },
        schema: listAnswerSchema,
        signal,
      });
      return answer.items;
    },
    staleTime: FRESH_MS,
    retry: false,
  });
}

/** Fields that an account defines. */
export function accountShapeQuery(connection: string, shape: string, input: JsonObject) {
  return queryOptions({
    queryKey: [...accountsKey, connection, 'shape', shape, input],
    queryFn: async ({ signal }) => {
      const answer = await request(path('connections', connection, 'shapes', shape), {
        method: 'POST',
        body: { input },
        schema: shapeAnswerSchema,
        signal,
      });
      return answer.fields;
    },
    staleTime: FRESH_MS,
    retry: false,
  });
}
