import type { Pool, PoolClient } from 'pg';

type Db = Pick<Pool | PoolClient, 'query'>;

/** A row holds 4 MB at most, unless one attempt alone is larger. */
const ROWS_AT_A_TIME = 8;
/** Rows whose place is read at a time, and bytes of them that are then read, one row at least. */
const PLACES_AT_A_TIME = 500;
const BYTES_AT_A_TIME = 256 * 1024;

/** The rows of a run's attempts, oldest first. Any connection will do: replays share a transaction. */
export async function journalRows(db: Db, runId: string): Promise<Buffer[]> {
  const { rows } = await db.query<{ entries: Buffer }>(
    'SELECT entries FROM attempts WHERE run_id = $1 ORDER BY n',
    [runId],
  );
  return rows.map(({ entries }) => entries);
}

/** The same behind row `last`, a few at a time, for journals that are longer than memory should hold. */
export async function* journalPages(
  db: Db,
  runId: string,
  last = 0,
): AsyncGenerator<{ n: number; entries: Buffer }> {
  for (let full = true; full;) {
    const { rows } = await db.query<{ n: number; entries: Buffer }>(
      'SELECT n, entries FROM attempts WHERE run_id = $1 AND n > $2 ORDER BY n LIMIT $3',
      [runId, last, ROWS_AT_A_TIME],
    );
    yield* rows;
    last = rows.at(-1)?.n ?? last;
    full = rows.length === ROWS_AT_A_TIME;
  }
}

interface Place {
  n: number;
  lastSeq: number;
  bytes: number;
}

/**
 * The rows that hold attempts below number `before`, newest first, until `isComplete` says that rows up
 * to a number add nothing. The payload of a row that is not given is not read, except for a few that
 * share a query with one that is.
 */
export async function* journalBackwards(
  db: Db,
  runId: string,
  before: number | undefined,
  isComplete: (lastSeq: number) => boolean,
): AsyncGenerator<Buffer> {
  for await (const places of placesBackwards(db, runId, before)) {
    for (let from = 0, to = 0; from < places.length; from = to) {
      for (
        let bytes = 0;
        to < places.length && (to === from || bytes <= BYTES_AT_A_TIME);
        to += 1
      ) {
        bytes += places[to]?.bytes ?? 0;
      }
      const chunk = places.slice(from, to);
      const rows = await entriesAt(db, runId, chunk);
      for (const { n, lastSeq } of chunk) {
        if (isComplete(lastSeq)) return;
        const entries = rows.get(n);
        if (entries !== undefined) yield entries;
      }
    }
  }
}

async function* placesBackwards(
  db: Db,
  runId: string,
  before: number | undefined,
): AsyncGenerator<Place[]> {
  let end: number | null = null;
  for (let full = true; full;) {
    const { rows }: { rows: Place[] } = await db.query<Place>(PLACES, [
      ...[runId, end, before ?? null],
      PLACES_AT_A_TIME,
    ]);
    yield rows;
    end = rows.at(-1)?.n ?? null;
    full = rows.length === PLACES_AT_A_TIME;
  }
}

async function entriesAt(
  db: Db,
  runId: string,
  places: readonly Place[],
): Promise<Map<number, Buffer>> {
  const { rows } = await db.query<{ n: number; entries: Buffer }>(
    'SELECT n, entries FROM attempts WHERE run_id = $1 AND n = ANY ($2::integer[])',
    [runId, places.map(({ n }) => n)],
  );
  return new Map(rows.map(({ n, entries }) => [n, entries]));
}

/** Rows from before the numbers were kept may hold any attempt. */
const PLACES = `
  SELECT n, coalesce(last_seq, 2147483647) AS "lastSeq", octet_length(entries) AS bytes
  FROM attempts
  WHERE run_id = $1 AND ($2::integer IS NULL OR n < $2)
    AND ($3::integer IS NULL OR coalesce(first_seq, 0) < $3)
  ORDER BY n DESC LIMIT $4`;
