import { DatabaseError } from 'pg';

/**
 * True when PostgreSQL refused the data of a statement (SQLSTATE class 22 and 23), and not the
 * connection, the server or the transaction.
 */
export function isDataError(error: unknown): boolean {
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');
}

/** True when a statement gave up waiting for a lock (SQLSTATE 55P03). */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '55P03';
}

/** True when a statement was ended because it took longer than it may (SQLSTATE 57014). */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '57014';
}
