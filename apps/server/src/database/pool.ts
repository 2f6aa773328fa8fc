import { Pool } from 'pg';

const POOL_SIZE = 16;
/** Two batches of events and two of results under way, and claims, renewals and loads beside. */
const RUN_POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * The pool of hand-written SQL. A connection that breaks while idle is replaced by the next query,
 * so its error is only reported.
 */
export function createPool(url: string, onIdleError: (error: Error) => void): Pool {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'millrace',
  });
  pool.on('error', onIdleError);
  return pool;
}

/**
 * The pool of the accept path and the worker. Its statements join short lists with tables by their
 * primary key; statistics of a table that was empty a minute ago must not lead to anything else.
 */
export function createRunPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: RUN_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Prepared statements live as long as their connection.
    idleTimeoutMillis: 0,
    application_name: 'millrace runs',
    options:
      '-c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan',
  });
  pool.on('error', () => undefined);
  return pool;
}
