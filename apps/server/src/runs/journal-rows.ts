import type { Pool, PoolClient } from 'pg';

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
