import type { Pool } from 'pg';
import { dropDay } from './day-drop.ts';
import { dropFiles, fileDays } from './old-files.ts';
import { dropEnded } from './kept-days.ts';
import { DAY_MS, dayName, partitionNames } from './partitions.ts';

/** Time for one round; what is left then waits for the next. */
const ROUND_MS = 10 * 60_000;

export interface RetentionRule {
  /** Days that are kept. */
  days: number;
  /** Bytes that are kept; the oldest days go first. */
  size?: number | undefined;
}

/**
 * Drops days that are older or larger than what is kept, with everything that arrived and ran on
 * them and the files that came with answers; runs that have not ended are kept with their events and
 * files. Others wait for the drop of a day no
 * longer for a million rows than for one, and it leaves nothing for vacuum. Gives the days dropped,
 * as YYYYMMDD; a day that could not be dropped is tried again the next time.
 */
export async function applyRetention(
  pool: Pool,
  now: Date,
  rule: RetentionRule,
): Promise<string[]> {
  const until = Date.now() + ROUND_MS;
  const oldest = dayName(now.getTime() - rule.days * DAY_MS);
  const days = await storedDays(pool);
  const files = await fileDays(pool);
  const late = days.filter(({ day }) => day < oldest).map(({ day }) => day);
  const large = overSize(withFiles(days, files), dayName(now.getTime()), rule.size);
  const dropped: string[] = [];
  for (const day of days.map((one) => one.day)) {
    if (!late.includes(day) && !large.includes(day)) continue;
    if (await dropDay(pool, day, until)) dropped.push(day);
  }
  const before = now.getTime() - rule.days * DAY_MS;
  await dropEnded(pool, before, until);
  await dropFiles(pool, { before: new Date(before), days: large }, until);
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
  return inOrder(days);
}

function inOrder(sizes: ReadonlyMap<string, number>): StoredDay[] {
  return [...sizes]
    .map(([day, bytes]) => ({ day, bytes }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The same days and those of which only files are left, with what files take, too. */
function withFiles(days: readonly StoredDay[], files: ReadonlyMap<string, number>): StoredDay[] {
  const sizes = new Map(files);
  for (const { day, bytes } of days) sizes.set(day, (sizes.get(day) ?? 0) + bytes);
  return inOrder(sizes);
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
