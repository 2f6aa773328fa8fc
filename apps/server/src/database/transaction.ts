import type { Pool, PoolClient } from 'pg';
import { QueryTimeout } from './query-timeout.ts';

/**
 * Does work in one transaction: committed when it resolves, undone when it rejects. With `ms`, a
 * connection that is silent for that long is thrown away.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  ms?: number,
): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks says so to its query as well.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let lost: Error | undefined;
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(() => {
          lost = new QueryTimeout();
          release();
        }, ms);
  const release = once(() => {
    clearTimeout(timer);
    client.removeListener('error', ignore);
    client.release(lost);
  });
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    const cause = lost ?? error;
    await client.query('ROLLBACK').catch(() => (lost ??= new QueryTimeout()));
    throw cause;
  } finally {
    release();
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
