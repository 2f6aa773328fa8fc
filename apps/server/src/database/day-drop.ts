import type { Pool, PoolClient } from 'pg';
import { isLockTimeout, isStatementTimeout } from './data-error.ts';
import { copyMissing, keptName, makeKept, type Copy } from './kept-rows.ts';
import { dayBounds, GROWING_TABLES, partitionNames, type GrowingTable } from './partitions.ts';
import { inTransaction } from './transaction.ts';
import { unfinished } from './unfinished.ts';

/**
 * Dropping a day needs all other statements on these tables out of the way for some milliseconds.
 * While it waits for that, they queue behind it: so it waits this long at most, and tries again.
 */
const LOCK_TIMEOUT_MS = 100;
const TRIES = 50;
const PAUSE_MS = 200;
/** Nothing that is done under the lock takes longer; otherwise the day stays for now. */
const LOCKED_STATEMENT_MS = 1_000;
/** Runs of a day that have not ended are copied under the lock; a day with more of them stays. */
const MOST_RUNS = 10_000;
/** Bytes of bodies and attempts copied at a time: one such batch may wait for the lock's moment. */
const BATCH_BYTES = 8 * 1024 * 1024;
const LOCKED_BYTES = 2 * 1024 * 1024;

/** The day stays for now: too much of it has not ended, or it takes too long. */
class DayStays extends Error {}

/**
 * Drops a day. What runs that have not ended need of it is first copied to tables beside it, in
 * short statements that nobody waits for; then, under one short lock, these take the day's place.
 * The lock's time depends on the number of such runs and on what changed since the copy, not on the
 * size of bodies. An interrupted copy is gone on with the next time. False when the day stays.
 */
export async function dropDay(pool: Pool, day: string, until: number): Promise<boolean> {
  const there = await tablesOf(pool, day);
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const keeps = await isNeeded(pool, day, there);
      if (keeps && !(await stage(pool, day, there, until))) return false;
      await inTransaction(pool, (client) => swap(client, day, there, keeps));
      return true;
    } catch (error) {
      if (error instanceof DayStays || isStatementTimeout(error)) return false;
      if (!isLockTimeout(error)) throw error;
    }
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}

/** True when a run that has not ended is of this day or needs an event of it. */
async function isNeeded(
  db: Pool | PoolClient,
  day: string,
  there: readonly GrowingTable[],
): Promise<boolean> {
  const found = [
    ...(there.includes('runs') ? [`SELECT 1 FROM ${unfinished('id', `runs_${day}`)} AS open`] : []),
    ...(there.includes('events')
      ? [
          `SELECT 1 FROM ${unfinished('event_id')} AS open
           JOIN events_${day} AS event ON event.id = open.event_id`,
        ]
      : []),
  ];
  if (found.length === 0) return false;
  return (await db.query(`${found.join(' UNION ALL ')} LIMIT 1`)).rows.length > 0;
}

async function tablesOf(pool: Pool, day: string): Promise<GrowingTable[]> {
  const names = await partitionNames(pool);
  return GROWING_TABLES.filter((table) => names.has(`${table}_${day}`));
}

/** Events that runs of any day need, and attempts of the day's own runs. */
function copiesOf(day: string, there: readonly GrowingTable[]): Copy[] {
  const events: Copy = {
    ...{ table: 'events', day, key: ['id'], size: 'body' },
    wanted: `day.id IN (SELECT event_id FROM ${unfinished('event_id')} AS open)`,
  };
  const attempts: Copy = {
    ...{ table: 'attempts', day, key: ['run_id', 'n'], size: 'entries' },
    wanted: `day.run_id IN (SELECT id FROM ${unfinished('id', `runs_${day}`)} AS open)`,
  };
  return [
    ...(there.includes('events') ? [events] : []),
    ...(there.includes('attempts') && there.includes('runs') ? [attempts] : []),
  ];
}

/** Copies what has to stay. False when the time is over first. */
async function stage(
  pool: Pool,
  day: string,
  there: readonly GrowingTable[],
  until: number,
): Promise<boolean> {
  for (const table of there) await makeKept(pool, table, day);
  for (const copy of copiesOf(day, there)) {
    while ((await copyMissing(pool, copy, BATCH_BYTES)) > 0) {
      if (Date.now() > until) return false;
    }
  }
  return true;
}

async function swap(
  client: PoolClient,
  day: string,
  there: readonly GrowingTable[],
  keeps: boolean,
): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(`LOCK TABLE ${there.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await client.query(`SET LOCAL statement_timeout = ${LOCKED_STATEMENT_MS}`);
  if (!keeps && (await isNeeded(client, day, there))) throw new DayStays();
  if (keeps) await copyRest(client, day, there);
  for (const table of there) await takePlace(client, table, day, keeps);
}

/** What was written since the copy, and the runs themselves, which change all the time. */
async function copyRest(
  client: PoolClient,
  day: string,
  there: readonly GrowingTable[],
): Promise<void> {
  for (const copy of copiesOf(day, there)) {
    await copyMissing(client, copy, LOCKED_BYTES);
    if ((await copyMissing(client, copy, 0)) > 0) throw new DayStays();
  }
  if (there.includes('runs')) await copyRuns(client, day);
  if (there.includes('events')) await catchUp(client, day);
}

async function copyRuns(client: PoolClient, day: string): Promise<void> {
  const open = unfinished('*', `runs_${day}`);
  const { rowCount } = await client.query(
    `INSERT INTO ${keptName('runs', day)} SELECT * FROM ${open} AS open LIMIT ${MOST_RUNS + 1}`,
  );
  if ((rowCount ?? 0) > MOST_RUNS) throw new DayStays();
}

/** What happened to events after they were copied: they got a run, or went with their flow. */
async function catchUp(client: PoolClient, day: string): Promise<void> {
  const kept = keptName('events', day);
  await client.query(
    `UPDATE ${kept} AS kept SET run_id = day.run_id FROM events_${day} AS day
     WHERE day.id = kept.id AND day.run_id IS DISTINCT FROM kept.run_id`,
  );
  await client.query(
    `DELETE FROM ${kept} AS kept
     WHERE NOT EXISTS (SELECT FROM events_${day} AS day WHERE day.id = kept.id)`,
  );
}

async function takePlace(
  client: PoolClient,
  table: GrowingTable,
  day: string,
  keeps: boolean,
): Promise<void> {
  const kept = keptName(table, day);
  await client.query(`ALTER TABLE ${table} DETACH PARTITION ${table}_${day}`);
  await client.query(`DROP TABLE ${table}_${day}`);
  if (!keeps) {
    await client.query(`DROP TABLE IF EXISTS ${kept}`);
    return;
  }
  const { rows } = await client.query(`SELECT FROM ${kept} LIMIT 1`);
  if (rows.length === 0) {
    await client.query(`DROP TABLE ${kept}`);
    return;
  }
  const [from, to] = dayBounds(day);
  await client.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${kept} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}
