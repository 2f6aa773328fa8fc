import { Pool } from 'pg';

const POOL_SIZE = 16;
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
