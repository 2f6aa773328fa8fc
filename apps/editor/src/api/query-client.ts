import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';
import { sessionKey } from './session.ts';

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** Keys of the queries that are stale once the mutation succeeded. */
      invalidates?: readonly QueryKey[];
    };
  }
}

/** A cache that fetches the session again when a call says nobody is signed in any more. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof ApiProblem && error.code === 'SIGN_IN_REQUIRED') {
      void client.invalidateQueries({ queryKey: sessionKey });
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError,
      onSuccess: (_data, _variables, _context, mutation) => {
        for (const queryKey of mutation.meta?.invalidates ?? []) {
          void client.invalidateQueries({ queryKey });
        }
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayRetry },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Only what may heal by itself is tried again: no answer, or the server's own trouble. */
function mayRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return failures < 2 && (error.status === 0 || error.status >= 500);
}
