import type { Pool, PoolClient } from 'pg';
import { isLockTimeout } from './data-error.ts';
import { DAY_MS, dayName, GROWING_TABLES, partitionNames } from './partitions.ts';
import { inTransaction } from './transaction.ts';
import { uuid7Floor } from './uuid7.ts';

/**
 * Dropping a day needs all other statements on these tables out of the way for some milliseconds.
 * While it waits for that, they queue behind it: so it waits this long at most, and tries again.
 */
const LOCK_TIMEOUT_MS = 100;
const TRIES = 50;
const PAUSE_MS = 200;
/** Runs of a day that have not ended are moved out of it; a day with more of them stays. */
const MOST_MOVED = 10_000;

/** Runs that have not ended: two queries, because each has an index of its own. */
function unfinished(what: string, table = 'runs'): string {
  const ofKind = (gated: string): string =>
    `SELECT ${what} FROM ${table} WHERE ${gated} AND status IN ('queued', 'running', 'waiting')`;
  return `(${ofKind('NOT gated')} UNION ALL ${ofKind('gated')})`;
}

export interface RetentionRule {
  /** Days that are kept. */
  days: number;
  /** Bytes that are kept; the oldest days go first. */
  size?: number | undefined;
}

/**
 * Drops days that are older or larger than what is kept, with everything that arrived and ran on
 * them; runs that have not ended are kept with their events. Dropping a day takes no longer for a
 * million rows than for one, and leaves nothing for vacuum. Gives the days dropped, as YYYYMMDD.
 */
export async function applyRetention(
  pool: Pool,
  now: Date,
  rule: RetentionRule,
): Promise<string[]> {
  const oldest = dayName(now.getTime() - rule.days * DAY_MS);
  const days = await storedDays(pool);
  const late = days.filter(({ day }) => day < oldest).map(({ day }) => day);
  const large = overSize(days, dayName(now.getTime()), rule.size);
  const dropped: string[] = [];
  for (const day of days.map((one) => one.day)) {
    if (!late.includes(day) && !large.includes(day)) continue;
    if (await dropDay(pool, day)) dropped.push(day);
  }
  await dropMoved(pool, now.getTime() - rule.days * DAY_MS);
  return dropped;
}

interface StoredDay {
  day: string;
  bytes: number;
}

/** Days with partitions, oldest first, and what they take. */
async function storedDays(pool: Pool): Promise<StoredDay[]> {
  const names = await partitionNames(pool);
  const { rows } = await pool.query<{ name: string; bytes: string }>(
    'SELECT name, pg_total_relation_size(name::regclass) AS bytes FROM unnest($1::text[]) AS name',
    [[...names]],
  );
  const days = new Map<string, number>();
  for (const { name, bytes } of rows) {
    const day = /_(\d{8})$/.exec(name)?.[1];
    if (day !== undefined) days.set(day, (days.get(day) ?? 0) + Number(bytes));
  }
  return [...days].map(([day, bytes]) => ({ day, bytes })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The oldest days whose going brings the rest below the limit; never today. */
function overSize(days: readonly StoredDay[], today: string, limit: number | undefined): string[] {
  if (limit === undefined) return [];
  let left = days.reduce((sum, { bytes }) => sum + bytes, 0);
  const large: string[] = [];
  for (const { day, bytes } of days) {
    if (left <= limit || day >= today) break;
    large.push(day);
    left -= bytes;
  }
  return large;
}

/** False when the day stays for now: too busy, or too much of it has not ended. */
async function dropDay(pool: Pool, day: string): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await inTransaction(pool, (client) => tryDropDay(client, day));
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}

async function tryDropDay(client: PoolClient, day: string): Promise<boolean> {
  const names = await partitionNames(client);
  const there = GROWING_TABLES.filter((table) => names.has(`${table}_${day}`));
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(`LOCK TABLE ${there.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const moved = await unfinishedOf(client, day, there);
  if (moved.runs.length + moved.events.length > MOST_MOVED) return false;
  for (const table of there) {
    await client.query(`ALTER TABLE ${table} DETACH PARTITION ${table}_${day}`);
  }
  // With their day gone, these rows land in the default partition.
  if (there.includes('runs')) await move(client, 'runs', day, 'id', moved.runs);
  if (there.includes('events')) await move(client, 'events', day, 'id', moved.events);
  if (there.includes('attempts')) await move(client, 'attempts', day, 'run_id', moved.runs);
  await client.query(`DROP TABLE ${there.map((table) => `${table}_${day}`).join(', ')}`);
  return true;
}

/** Runs of the day that have not ended, and its events that such runs of any day need. */
async function unfinishedOf(
  client: PoolClient,
  day: string,
  there: readonly string[],
): Promise<{ runs: string[]; events: string[] }> {
  const limit = `LIMIT ${MOST_MOVED + 1}`;
  const ids = async (sql: string): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(sql);
    return rows.map(({ id }) => id);
  };
  return {
    runs: there.includes('runs')
      ? await ids(`SELECT id FROM ${unfinished('id', `runs_${day}`)} AS open ${limit}`)
      : [],
    events: there.includes('events')
      ? await ids(
          `SELECT DISTINCT events_${day}.id FROM ${unfinished('event_id')} AS open
             JOIN events_${day} ON events_${day}.id = open.event_id ${limit}`,
        )
      : [],
  };
}

async function move(
  client: PoolClient,
  table: string,
  day: string,
  key: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `INSERT INTO ${table} SELECT * FROM ${table}_${day} WHERE ${key} = ANY ($1::uuid[])`,
    [ids],
  );
}

/** What was moved out of dropped days goes once it has ended. */
async function dropMoved(pool: Pool, before: number): Promise<void> {
  const floor = uuid7Floor(before);
  const kept = unfinished('id', 'runs_default');
  await pool.query(`DELETE FROM attempts_default WHERE run_id < $1 AND run_id NOT IN ${kept}`, [
    floor,
  ]);
  await pool.query(
    `DELETE FROM events_default WHERE id < $1
       AND id NOT IN ${unfinished('event_id')}`,
    [floor],
  );
  await pool.query(`DELETE FROM runs_default WHERE id < $1 AND id NOT IN ${kept}`, [floor]);
}
