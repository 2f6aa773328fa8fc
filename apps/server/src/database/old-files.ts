import type { Pool } from 'pg';
import { OPEN } from './unfinished.ts';

/** Files looked at by one statement. */
const BATCH_ROWS = 500;

/** What files of each UTC day, as YYYYMMDD, take. Reads no bytes: their length stands in the row. */
export async function fileDays(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ day: string; bytes: string }>(
    `SELECT ${DAY} AS day, sum(octet_length(bytes)) AS bytes FROM files GROUP BY 1`,
  );
  return new Map(rows.map(({ day, bytes }) => [day, Number(bytes)]));
}

/** Deletes files from before an instant and those of these days, except what an unfinished run may need. */
export async function dropFiles(
  pool: Pool,
  { before, days }: { before: Date; days: readonly string[] },
  until: number,
): Promise<void> {
  let last = NO_ID;
  while (Date.now() < until) {
    const { rows } = await pool.query<{ id: string; needed: boolean }>(OLD, [
      ...[before, days, last, BATCH_ROWS],
    ]);
    const gone = rows.filter(({ needed }) => !needed).map(({ id }) => id);
    await pool.query('DELETE FROM files WHERE id = ANY ($1::uuid[])', [gone]);
    if (rows.length < BATCH_ROWS) return;
    last = rows.at(-1)?.id ?? last;
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

const DAY = `to_char(created_at AT TIME ZONE 'UTC', 'YYYYMMDD')`;

/**
 * True when a run that has not ended may hold the handle of the file: the run that got it, one that
 * called it or that it called, or a replay that kept its results. Runs that call one another share the
 * first 48 bits of their ids, so that they are found when some of them are no more. Without a run it
 * came from a try of a step.
 */
const NEEDED = `EXISTS (
  WITH RECURSIVE line AS (
    SELECT id, status FROM runs
    WHERE id BETWEEN ${idOf('0000-0000-000000000000')} AND ${idOf('ffff-ffff-ffffffffffff')}
      OR origin_id BETWEEN ${idOf('0000-0000-000000000000')} AND ${idOf('ffff-ffff-ffffffffffff')}
    UNION
    SELECT replay.id, replay.status FROM line JOIN runs AS replay ON replay.origin_id = line.id
  )
  SELECT FROM line WHERE status IN ${OPEN})`;

const OLD = `
  SELECT id, run_id IS NOT NULL AND ${NEEDED} AS needed FROM files AS file
  WHERE (created_at < $1 OR ${DAY} = ANY ($2::text[]))
    AND id > $3
  ORDER BY id LIMIT $4`;

function idOf(rest: string): string {
  return `(left(file.run_id::text, 13) || '-${rest}')::uuid`;
}
