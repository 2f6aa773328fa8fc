import type { Pool, PoolClient } from 'pg';

/** A row holds 4 MB at most, unless one attempt alone is larger. */
const ROWS_AT_A_TIME = 8;

/** The rows of a run's attempts, oldest first. Any connection will do: replays share a transaction. */
export async function journalRows(
  db: Pick<Pool | PoolClient, 'query'>,
  runId: string,
): Promise<Buffer[]> {
  const { rows } = await db.query<{ entries: Buffer }>(
    'SELECT entries FROM attempts WHERE run_id = $1 ORDER BY n',
    [runId],
  );
  return rows.map(({ entries }) => entries);
}

/** The same, a few at a time, for journals that are longer than memory should hold. */
export async function* journalPages(
  db: Pick<Pool | PoolClient, 'query'>,
  runId: string,
): AsyncGenerator<Buffer> {
  for (let last = 0, full = true; full;) {
    const { rows } = await db.query<{ n: number; entries: Buffer }>(
      'SELECT n, entries FROM attempts WHERE run_id = $1 AND n > $2 ORDER BY n LIMIT $3',
      [runId, last, ROWS_AT_A_TIME],
    );
    for (const { entries } of rows) yield entries;
    last = rows.at(-1)?.n ?? last;
    full = rows.length === ROWS_AT_A_TIME;
  }
}
