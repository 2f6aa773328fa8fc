import type { Pool } from 'pg';
import { isLockTimeout } from './data-error.ts';
import { GROWING_TABLES, partitionNames, type GrowingTable } from './partitions.ts';
import { inTransaction } from './transaction.ts';
import { OPEN, unfinished } from './unfinished.ts';
import { uuid7Floor } from './uuid7.ts';

/** Rows deleted by one statement. */
const BATCH_ROWS = 1_000;
const LOCK_TIMEOUT_MS = 100;

const KEPT = /^(events|runs|attempts)_(?:default|\d{8}_kept)$/;

/** What an ended run left behind; attempts before runs, which say whether they have ended. */
const ENDED: Record<GrowingTable, string> = {
  attempts: `run_id < $1
    AND NOT EXISTS (SELECT FROM runs WHERE runs.id = run_id AND runs.status IN ${OPEN})`,
  events: `id < $1 AND id NOT IN ${unfinished('event_id')}`,
  runs: `id < $1 AND status NOT IN ${OPEN}`,
};

/**
 * Deletes what was kept of dropped days for runs that have ended since, and the tables of days of
 * which nothing is left.
 */
export async function dropEnded(pool: Pool, before: number, until: number): Promise<void> {
  const names = [...(await partitionNames(pool))].filter((name) => KEPT.test(name));
  for (const table of GROWING_TABLES.toReversed()) {
    for (const name of names.filter((one) => one.startsWith(table))) {
      await deleteEnded(pool, table, name, uuid7Floor(before), until);
      if (name.endsWith('_kept')) await dropEmpty(pool, table, name);
    }
  }
}

async function deleteEnded(
  pool: Pool,
  table: GrowingTable,
  name: string,
  floor: string,
  until: number,
): Promise<void> {
  for (let deleted = BATCH_ROWS; deleted === BATCH_ROWS && Date.now() < until;) {
    const { rowCount } = await pool.query(
      `DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${name} WHERE ${ENDED[table]} LIMIT ${BATCH_ROWS}))`,
      [floor],
    );
    deleted = rowCount ?? 0;
  }
}

async function dropEmpty(pool: Pool, table: GrowingTable, name: string): Promise<void> {
  const { rows } = await pool.query(`SELECT FROM ${name} LIMIT 1`);
  if (rows.length > 0) return;
  try {
    await inTransaction(pool, async (client) => {
      await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await client.query(`LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE`);
      const found = await client.query(`SELECT FROM ${name} LIMIT 1`);
      if (found.rows.length === 0) await client.query(`DROP TABLE ${name}`);
    });
  } catch (error) {
    // The next round tries again; an empty table is in nobody's way.
    if (!isLockTimeout(error)) throw error;
  }
}
