import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { isDataError } from './data-error.ts';
import { QueryTimeout } from './query-timeout.ts';

/** A statement of the accept path or the worker that takes longer has failed: somebody waits for it. */
const TIMEOUT_MS = 10_000;

/**
 * A query that ends in time: a connection that keeps silent is thrown away, and the error is one
 * that means "the database is away". That is what pg's `query_timeout` does, but with it, or with a
 * promise, pg's queries keep each other and their parameters alive past the young generation: at
 * 1,000 events a second that made a full collection, and a pause of 20 ms, every three seconds.
 */
export function queryWithTimeout<R extends QueryResultRow>(
  pool: Pool,
  config: QueryConfig,
  ms = TIMEOUT_MS,
): Promise<QueryResult<R>> {
  return new Promise((resolve, reject) => {
    pool.connect((failure, client, release) => {
      if (client === undefined) {
        reject(failure ?? new Error('Connection terminated'));
        return;
      }
      let open = true;
      const end = (error: Error | undefined, result?: QueryResult<R>): void => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        client.removeListener('error', end);
        release(isDataError(error) ? undefined : error);
        if (result === undefined) reject(error ?? new QueryTimeout());
        else resolve(result);
      };
      const timer = setTimeout(() => end(new QueryTimeout()), ms);
      client.once('error', end);
      client.query<R>(config, (error: Error | null, result) => end(error ?? undefined, result));
    });
  });
}
