import type { Pool, PoolClient } from 'pg';
import { dayBounds, KEYS, type GrowingTable } from './partitions.ts';

/** Rows of a statement that copies; their bytes are bounded besides. */
const BATCH_ROWS = 1_000;

/** Which rows of a day's partition go into the table that takes its place. */
export interface Copy {
  table: GrowingTable;
  day: string;
  /** Its primary key. */
  key: readonly string[];
  /** The column that may be large. */
  size: string;
  /** Condition on `day`. */
  wanted: string;
}

/** The table that takes the place of a day's partition when some of its runs have not ended. */
export function keptName(table: GrowingTable, day: string): string {
  return `${table}_${day}_kept`;
}

/** Makes it like the partition, with the check that spares the scan when it is attached. */
export async function makeKept(pool: Pool, table: GrowingTable, day: string): Promise<void> {
  const [from, to] = dayBounds(day);
  const key = KEYS[table];
  await pool.query(
    `CREATE TABLE IF NOT EXISTS ${keptName(table, day)} (
       LIKE ${table}_${day} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING INDEXES,
       CONSTRAINT kept_day CHECK (${key} IS NOT NULL AND ${key} >= '${from}' AND ${key} < '${to}')
     )`,
  );
}

/** Copies some of the rows that are missing, about `bytes` of them, but one at least. Gives their number. */
export async function copyMissing(
  db: Pool | PoolClient,
  { table, day, key, size, wanted }: Copy,
  bytes: number,
): Promise<number> {
  const kept = keptName(table, day);
  const keys = key.map((column) => `day.${column}`).join(', ');
  const same = key.map((column) => `kept.${column} = day.${column}`).join(' AND ');
  const { rowCount } = await db.query(
    `WITH missing AS (
       SELECT ${keys}, octet_length(day.${size}) AS bytes FROM ${table}_${day} AS day
       WHERE ${wanted} AND NOT EXISTS (SELECT FROM ${kept} AS kept WHERE ${same})
       LIMIT ${BATCH_ROWS}
     ), batch AS (
       SELECT *, sum(bytes) OVER (ORDER BY ${key.join(', ')}) - bytes AS before FROM missing
     )
     INSERT INTO ${kept} SELECT day.* FROM ${table}_${day} AS day
     JOIN batch USING (${key.join(', ')}) WHERE before <= ${bytes}`,
  );
  return rowCount ?? 0;
}
