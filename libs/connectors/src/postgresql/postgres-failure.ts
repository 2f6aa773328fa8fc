import { AppError, CallInDoubt, isAppError, type JsonObject } from '@millrace/connector-kit';
import pg from 'pg';

/** Who was called, with which account, and how far the call got. */
export interface PostgresCall {
  app: string;
  connection: string;
  /** The time limit of the statement, as it was written. */
  limit: string;
  /** True while the outcome of a change hangs on the next answer. */
  isCommitting: boolean;
}

type Failure =
  'CALL_UNAUTHORIZED' | 'CALL_BLOCKED' | 'CALL_UNAVAILABLE' | 'ACTION_LIMIT' | 'CALL_REJECTED';

/** By SQLSTATE or its class (appendix A of PostgreSQL's manual); nothing was changed in any of them. */
const KINDS: Readonly<Record<string, Failure>> = {
  '28': 'CALL_UNAUTHORIZED',
  '42501': 'CALL_BLOCKED',
  '57014': 'ACTION_LIMIT',
  // The connection, the resources, an operator, a conflict of transactions: they pass.
  '08': 'CALL_UNAVAILABLE',
  '53': 'CALL_UNAVAILABLE',
  '55P03': 'CALL_UNAVAILABLE',
  '57': 'CALL_UNAVAILABLE',
  '40': 'CALL_UNAVAILABLE',
};

const READ_ONLY = '25006';

/**
 * What an error of the driver means. A connection that broke off while a change was being committed may
 * have made it; before that, the server takes it back.
 */
export function postgresFailure(error: unknown, call: PostgresCall): Error {
  if (isAppError(error) || !(error instanceof Error)) return asError(error);
  if (error instanceof pg.DatabaseError) return refusalOf(error, call);
  const what = 'the connection broke off';
  if (call.isCommitting) return new CallInDoubt(what, { cause: error });
  const params = { app: call.app, reason: `${what}.` };
  return new AppError('CALL_UNAVAILABLE', params, { cause: error });
}

function refusalOf(error: pg.DatabaseError, { app, connection, limit }: PostgresCall): AppError {
  const { code = 'XX000', detail, hint: advice } = error;
  const kind = KINDS[code] ?? KINDS[code.slice(0, 2)] ?? 'CALL_REJECTED';
  const reason = [error.message, detail, advice].filter((one) => one !== undefined).join(' ');
  const params = {
    ...{ app, connection, status: code, reason: reason.slice(0, 1_000) },
    what: `the statement took longer than ${limit}, and changed nothing`,
  };
  const isReadOnly = code === READ_ONLY;
  return new AppError(kind, params, {
    details: { status: code, body: wordsOf(error) },
    ...(isReadOnly ? { hint: 'If it is meant to change something, switch "Only read" off.' } : {}),
  });
}

function wordsOf({
  message,
  detail,
  hint,
  position,
  table,
  column,
  constraint,
}: pg.DatabaseError): JsonObject {
  const words = { message, detail, hint, position, table, column, constraint };
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
