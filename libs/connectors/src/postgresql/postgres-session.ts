import pg from 'pg';
import {
  AppError,
  secureSocket,
  type CodeTestContext,
  type JsonObject,
  type JsonValue,
} from '@millrace/connector-kit';
import { postgresFailure, type PostgresCall } from './postgres-failure.ts';
import { RESULT_TYPES } from './result-values.ts';
import type { Statement } from './statement.ts';

/** Rows as objects, and how many were given or changed. */
export type Rows = { rows: JsonObject[]; count: number };

/** How a transaction is made. */
export interface TransactionOptions {
  isReadOnly: boolean;
  /** Milliseconds for each statement, and the same as it was written. */
  timeoutMs: number;
  limit: string;
}

const MOST_ROWS = 1_000;
const MOST_BYTES = 10 * 1024 * 1024;
/** For everything around the statement. */
const SPARE_MS = 20_000;
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

type Socket = Awaited<ReturnType<CodeTestContext['connect']>>;

/**
 * One transaction at the account's database: `use` runs statements, then all is committed, or nothing. Throws
 * what connecting throws, CALL_UNAUTHORIZED, CALL_BLOCKED, CALL_REJECTED, CALL_UNAVAILABLE, ACTION_LIMIT, and
 * `CallInDoubt` when the answer to the commit is missing.
 */
export async function withTransaction<T>(
  context: CodeTestContext,
  options: TransactionOptions,
  use: (run: (statement: Statement) => Promise<Rows>) => Promise<T>,
): Promise<T> {
  const {
    host = '',
    port = '5432',
    user = '',
    password = '',
    database = '',
  } = context.account.texts;
  const { isReadOnly, timeoutMs, limit } = options;
  const app = `PostgreSQL at ${host}`;
  const call: PostgresCall = {
    ...{ app, connection: context.account.name, limit, isCommitting: false },
  };
  const time = AbortSignal.timeout(timeoutMs + SPARE_MS);
  const signal = AbortSignal.any([context.signal, time]);
  const socket = await context.connect({ app, host, port: Number(port), signal });
  let stream = socket;
  try {
    stream = await encrypted(context, app, socket);
    const client = new pg.Client({
      ...{ user, password, database, ssl: false, stream: () => alreadyOpen(stream) },
      application_name: 'Millrace',
    });
    // What goes wrong between two statements is told by the next one.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(opening(isReadOnly, timeoutMs));
    const result = await use((statement) => runStatement(client, stream, app, statement));
    call.isCommitting = !isReadOnly;
    await client.query('COMMIT');
    call.isCommitting = false;
    await client.end();
    return result;
  } catch (error) {
    stream.destroy();
    throw postgresFailure(error, call);
  }
}

/** Texts of times and numbers come in one form whatever the server prefers. */
function opening(isReadOnly: boolean, timeoutMs: number): string {
  return [
    isReadOnly ? 'BEGIN READ ONLY' : 'BEGIN',
    `SET LOCAL statement_timeout = ${timeoutMs}`,
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'iso_8601'",
    'SET LOCAL extra_float_digits = 1',
  ].join('; ');
}

/** The server is asked for TLS before anything is said; it answers with one byte. */
async function encrypted(
  { account, trust }: CodeTestContext,
  app: string,
  socket: Socket,
): Promise<Socket> {
  const { security, host = '' } = account.texts;
  if (security === 'none') return socket;
  socket.write(SSL_REQUEST);
  const answer = await firstBytes(socket);
  if (answer === 'S') return secureSocket(socket, { host, trust });
  socket.destroy();
  if (answer === '') {
    throw new AppError('CALL_UNAVAILABLE', { app, reason: 'the connection broke off.' });
  }
  // More than one byte would be text that somebody put before the encrypted ones.
  const reason = `its server offers no TLS${answer === 'N' ? '' : ' as PostgreSQL does'}`;
  throw new AppError('CONNECTION_INVALID', { connection: account.name, reason });
}

/** Empty when the connection ends before. */
function firstBytes(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const end = (): void => resolve('');
    socket.once('close', end);
    socket.once('readable', () => {
      socket.off('close', end);
      const chunk: unknown = socket.read();
      resolve(Buffer.isBuffer(chunk) ? chunk.toString('latin1') : '');
    });
  });
}

/** The driver opens its connection itself; this one is open and was checked. */
function alreadyOpen(socket: Socket): Socket {
  socket.connect = () => {
    setImmediate(() => socket.emit('connect'));
    return socket;
  };
  return socket;
}

/** One statement with bound values. Ends the connection, and so takes all back, when it gives too much. */
function runStatement(
  client: pg.Client,
  stream: Socket,
  app: string,
  { text, values }: Statement,
): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const found: JsonValue[][] = [];
    const start = stream.bytesRead;
    const config = { text, values, rowMode: 'array', queryMode: 'extended', types: RESULT_TYPES };
    const query = new pg.Query(config);
    const giveUp = (what: string): void => {
      reject(new AppError('ACTION_LIMIT', { app, what: `${what}, and nothing was changed` }));
      stream.destroy();
    };
    query.on('row', (row: JsonValue[]) => {
      if (found.length === MOST_ROWS) giveUp(`it gives more than ${MOST_ROWS} rows`);
      else if (stream.bytesRead - start > MOST_BYTES) giveUp(`its rows have more than 10 MB`);
      else found.push(row);
    });
    query.on('error', reject);
    query.on('end', (result: { fields: readonly { name: string }[]; rowCount: number | null }) => {
      const names = result.fields.map(({ name }) => name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) return reject(sameName(app, twice));
      const rows = found.map((row) =>
        Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
      );
      resolve({ rows, count: result.rowCount ?? rows.length });
    });
    client.query(query);
  });
}

/** An object holds one value a name; the other would be lost. */
function sameName(app: string, name: string): AppError {
  const reason = `two columns of the result are called "${name}".`;
  const hint = 'Name one of them otherwise with AS.';
  return new AppError('CALL_REJECTED', { app, status: '42701', reason }, { hint });
}
