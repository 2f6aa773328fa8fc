import {
  codeConnector,
  inputError,
  isJsonObject,
  parseDuration,
  type CodeContext,
  type CodeTestContext,
  type Connector,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from '@millrace/connector-kit';
import { parameterOf, type ColumnKind } from './parameters.ts';
import { withTransaction, type Rows, type TransactionOptions } from './postgres-session.ts';
import { insertOf, namesIn, tableOf, type RowsRequest, type Statement } from './statement.ts';

/** PostgreSQL: statements with bound values, and rows into tables. */
export function postgresql(manifest: Manifest): Connector {
  return codeConnector(
    manifest,
    {
      query,
      insert: (context) => write(context, 'Insert rows'),
      upsert: (context) => write(context, 'Insert or update rows', namesIn(context.input['key'])),
    },
    { test, trust: true },
  );
}

async function query(context: CodeContext): Promise<JsonValue> {
  const { sql, values, read_only: readOnly } = context.input;
  const text = typeof sql === 'string' ? sql : '';
  const bound = listIn(values).map((value) => parameterOf(value));
  const options = optionsOf(context.input, 'Run a statement', readOnly !== false);
  const result = await withTransaction(context, options, (run) => run({ text, values: bound }));
  return answerOf(result);
}

async function write(
  context: CodeContext,
  action: string,
  key?: readonly string[],
): Promise<JsonValue> {
  const { table, rows, returning } = context.input;
  const request: RowsRequest = {
    action,
    table: typeof table === 'string' ? table : '',
    rows: listIn(rows).filter(isJsonObject),
    returning: namesIn(returning),
    key,
  };
  // What cannot be meant is told before anybody is called.
  insertOf(request, new Map());
  const options = optionsOf(context.input, action, false);
  const result = await withTransaction(context, options, async (run) => {
    const kinds = await columnKinds(run, tableOf(action, request.table));
    return run(insertOf(request, kinds));
  });
  return answerOf(result);
}

const COLUMNS = `SELECT a.attname::text AS name, CASE
  WHEN t.typname IN ('json', 'jsonb') THEN 'json' WHEN t.typcategory = 'A' THEN 'array' ELSE 'other'
  END AS kind
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped LIMIT 1000`;

/** How the columns of a table want lists and objects. */
async function columnKinds(
  run: (statement: Statement) => Promise<Rows>,
  table: string,
): Promise<Map<string, ColumnKind>> {
  const { rows } = await run({ text: COLUMNS, values: [table] });
  return new Map(
    rows.flatMap(({ name, kind }): [string, ColumnKind][] => {
      const isKind = kind === 'json' || kind === 'array' || kind === 'other';
      return typeof name === 'string' && isKind ? [[name, kind]] : [];
    }),
  );
}

async function test(context: CodeTestContext): Promise<string> {
  const options = { isReadOnly: true, timeoutMs: 10_000, limit: '10s' };
  const text = `SELECT current_user::text AS name, current_database()::text AS base,
    current_setting('server_version') AS version`;
  const { rows } = await withTransaction(context, options, (run) => run({ text, values: [] }));
  const { name, base, version } = rows[0] ?? {};
  const isOpen = context.account.texts['security'] === 'none';
  const warning = isOpen ? ' Nothing is encrypted: everyone on the way can read it.' : '';
  return `PostgreSQL ${asText(version)} lets ${asText(name)} into ${asText(base)}.${warning}`;
}

const LONGEST_MS = 120_000;

function optionsOf(input: JsonObject, action: string, isReadOnly: boolean): TransactionOptions {
  const { timeout } = input;
  const limit = typeof timeout === 'string' ? timeout : '30s';
  const timeoutMs = parseDuration(limit) ?? 0;
  if (timeoutMs > 0 && timeoutMs <= LONGEST_MS) return { isReadOnly, timeoutMs, limit };
  const message = `Time limit is "${limit}"; it takes 1ms to 2m, such as 10s.`;
  throw inputError(action, [{ path: '/timeout', message }]);
}

function answerOf({ rows, count }: Rows): JsonObject {
  return { rows, count };
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
