import { inputError, type JsonObject, type JsonValue } from '@millrace/connector-kit';
import { parameterOf, type ColumnKind, type Parameter } from './parameters.ts';

/** A statement with what is bound to it. */
export interface Statement {
  text: string;
  values: Parameter[];
}

/** Rows for a table, and what is to come of them. */
export interface RowsRequest {
  /** Names the action in errors. */
  action: string;
  table: string;
  rows: readonly JsonObject[];
  /** Columns to give back. */
  returning: readonly string[];
  /** The columns that make a row the same; rows are only added when absent. */
  key?: readonly string[] | undefined;
}

/** The protocol counts parameters with 16 bits. */
const MOST_VALUES = 65_535;
/** What PostgreSQL keeps of a name; it would cut a longer one without a word that is an error. */
const MOST_BYTES = 63;

/**
 * The INSERT of rows, with names quoted and values bound. Throws INPUT_INVALID for names that cannot be meant,
 * for more than 65,535 values, and for rows of an upsert whose columns differ.
 */
export function insertOf(request: RowsRequest, kinds: ReadonlyMap<string, ColumnKind>): Statement {
  const { action, rows, returning, key } = request;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) throw wrong(action, 'rows', 'Rows have no columns.');
  if (columns.length * rows.length > MOST_VALUES) {
    throw wrong(action, 'rows', `Rows hold more than ${MOST_VALUES} values; send fewer at a time.`);
  }
  if (key !== undefined) requireSame(request, columns, key);
  const quote = (name: string): string => quoted(action, name);
  const values: Parameter[] = [];
  const tuples = rows.map((row) => {
    const places = columns.map((column) => {
      if (!Object.hasOwn(row, column)) return 'DEFAULT';
      values.push(parameterOf(row[column] ?? null, kinds.get(column)));
      return `$${values.length}`;
    });
    return `(${places.join(', ')})`;
  });
  const text = [
    `INSERT INTO ${tableOf(action, request.table)} (${columns.map(quote).join(', ')})`,
    `VALUES ${tuples.join(', ')}`,
    ...(key === undefined ? [] : [onConflict(columns, key, quote)]),
    ...(returning.length === 0 ? [] : [`RETURNING ${returning.map(quote).join(', ')}`]),
  ].join(' ');
  return { text, values };
}

/** The name of a table, quoted, with its schema where it names one. Throws INPUT_INVALID. */
export function tableOf(action: string, table: string): string {
  const parts = table.split('.');
  if (parts.length > 2) {
    throw wrong(
      action,
      'table',
      `Table is "${table.slice(0, 200)}"; it takes name or schema.name.`,
    );
  }
  return parts.map((part) => quoted(action, part)).join('.');
}

function onConflict(
  columns: readonly string[],
  key: readonly string[],
  quote: (name: string) => string,
): string {
  const others = columns.filter((column) => !key.includes(column));
  // A key alone is set to itself, so that the row is counted and given back.
  const set = (others.length > 0 ? others : key).map(
    (column) => `${quote(column)} = EXCLUDED.${quote(column)}`,
  );
  return `ON CONFLICT (${key.map(quote).join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

/** What a row leaves out would be set to the default of its column, over what stands there. */
function requireSame(
  { action, rows }: RowsRequest,
  columns: readonly string[],
  key: readonly string[],
): void {
  const bare = key.find((column) => !columns.includes(column));
  if (bare !== undefined)
    throw wrong(action, 'rows', `Rows have no value for key column "${bare}".`);
  rows.forEach((row, index) => {
    const missing = columns.find((column) => !Object.hasOwn(row, column));
    if (missing === undefined) return;
    const reason = `Row ${index + 1} has no "${missing}", which others have; all rows name the same columns.`;
    throw wrong(action, `rows/${index}`, reason);
  });
}

function quoted(action: string, name: string): string {
  const isName = name !== '' && !name.includes('\0') && Buffer.byteLength(name) <= MOST_BYTES;
  if (isName) return `"${name.replaceAll('"', '""')}"`;
  const shown = JSON.stringify(name.slice(0, 80));
  throw wrong(
    action,
    'table',
    `${shown} is no name of a table or column: those have 1 to 63 bytes.`,
  );
}

function wrong(action: string, place: string, message: string): Error {
  return inputError(action, [{ path: `/${place}`, message }]);
}

/** Texts of a list, for names of columns. */
export function namesIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
