import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './transaction.ts';
import { uuid7Floor } from './uuid7.ts';

export const GROWING_TABLES = ['events', 'runs', 'attempts'] as const;
export type GrowingTable = (typeof GROWING_TABLES)[number];
/**
 * Results of usual size stay in their row instead of being compressed and moved out. Partitions do
 * not inherit this. (Bodies are moved out uncompressed, which costs as little CPU and 30 % less
 * disk: with 4.4 kB in the row a page holds one event.)
 */
const STORAGE = {
  events: '',
  runs: '',
  attempts: 'WITH (toast_tuple_target = 8160)',
};
/** What each is partitioned by. */
export const KEYS = { events: 'id', runs: 'id', attempts: 'run_id' };
export const DAY_MS = 86_400_000;

/** Partitions exist from yesterday to this many days ahead. */
const DAYS_AHEAD = 7;

/** Serialises schema work of processes that start together. Any constant does. */
const LOCK = 4_400_001;

/**
 * Makes the daily partitions around `now` that are missing. Rows outside of any land in the default
 * partition, so a late run of this loses nothing.
 */
export async function ensurePartitions(pool: Pool, now: Date): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
    const existing = await partitionNames(client);
    for (let offset = -1; offset <= DAYS_AHEAD; offset += 1) {
      await ensureDay(client, today + offset * DAY_MS, existing);
    }
  });
}

async function ensureDay(client: PoolClient, start: number, existing: Set<string>): Promise<void> {
  const day = dayName(start);
  for (const table of GROWING_TABLES) {
    const name = `${table}_${day}`;
    if (existing.has(name) || existing.has(`${name}_kept`)) continue;
    const [from, to] = dayBounds(day);
    const strays = await takeStrays(
      client,
      table,
      `${KEYS[table]} >= '${from}' AND ${KEYS[table]} < '${to}'`,
    );
    await client.query(
      `CREATE TABLE ${name} PARTITION OF ${table}
       FOR VALUES FROM ('${from}') TO ('${to}') ${STORAGE[table]}`,
    );
    if (strays) await client.query(`INSERT INTO ${table} SELECT * FROM strays; DROP TABLE strays`);
  }
}

/**
 * Takes rows of a day out of the default partition, which would be in the way of the day's own: a
 * dropped day leaves unfinished runs there, and so does a clock that was wrong for a while. True
 * when there were any; they are in a temporary table then.
 */
async function takeStrays(client: PoolClient, table: string, range: string): Promise<boolean> {
  const find = `SELECT FROM ${table}_default WHERE ${range} LIMIT 1`;
  if ((await client.query(find)).rows.length === 0) return false;
  await client.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  await client.query(
    `CREATE TEMPORARY TABLE strays ON COMMIT DROP AS SELECT * FROM ${table}_default WHERE ${range}`,
  );
  await client.query(`DELETE FROM ${table}_default WHERE ${range}`);
  return true;
}

/** The UTC day of an instant as YYYYMMDD. */
export function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}

/** The first id of a day given as YYYYMMDD, and of the day after. */
export function dayBounds(day: string): [from: string, to: string] {
  const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
  return [uuid7Floor(start), uuid7Floor(start + DAY_MS)];
}

/** The names of all partitions there are. */
export async function partitionNames(client: Pool | PoolClient): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits
     JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = ANY ($1::regclass[])`,
    [GROWING_TABLES],
  );
  return new Set(rows.map((row) => row.name));
}
