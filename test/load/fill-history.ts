import type { Client } from 'pg';
import { poll } from '../support/millrace.ts';
import { orderBody, ORDER_HEADERS } from './order.ts';
import type { MillraceSide } from './millrace-side.ts';

const DAY_MS = 86_400_000;
/** The stored runs lie evenly over this many days up to now, today among them. */
const DAYS = 10;
const CHUNK = 100_000;
/** Bodies of stored events are cut to this many bytes, which nothing reads again while they lie. */
const BODY_BYTES = 440;
const TABLES = ['events', 'runs', 'attempts'] as const;
type Table = (typeof TABLES)[number];

/** What differs from copy to copy; every other column is as in the run that is copied. */
const IDS: Record<Table, Record<string, string>> = {
  events: { id: 'event_id', run_id: 'run_id' },
  runs: { id: 'run_id', event_id: 'event_id' },
  attempts: { run_id: 'run_id' },
};

/**
 * Makes copies `from`…`to` of one real run with its event and attempts, straight in the database,
 * under ids and times of the past days; then vacuums, as would have happened over these days.
 */
export async function fillHistory(side: MillraceSide, from: number, to: number): Promise<void> {
  const { database } = side;
  const template = await runOnce(side);
  const until = Date.now();
  const start = until - DAYS * DAY_MS;
  for (let day = 0; day <= DAYS; day += 1) await makePartitions(database, start + day * DAY_MS);
  await database.query('SET synchronous_commit = off');
  const copies: string[] = [];
  for (const table of TABLES) copies.push(await copyStatement(database, table));
  for (let first = from; first < to; first += CHUNK) {
    const last = Math.min(first + CHUNK, to) - 1;
    const step = (DAYS * DAY_MS) / (to - from);
    for (const copy of copies) {
      await database.query(copy, [template, first, last, start - from * step, step]);
    }
  }
  await database.query('SET synchronous_commit = on');
  await database.query(`VACUUM (FREEZE, ANALYZE) ${TABLES.join(', ')}`);
}

/** Sends one order through; gives the id of its run. */
async function runOnce(side: MillraceSide): Promise<string> {
  const [url] = side.urls as [string];
  const response = await fetch(url, {
    method: 'POST',
    headers: ORDER_HEADERS,
    body: orderBody().toString(),
  });
  const { run } = (await response.json()) as { run: string };
  await poll(
    async () => (await side.millrace.api('GET', `/runs/${run}`)).body['status'] === 'succeeded',
  );
  return run;
}

/** Partitions of one day, under the names that the server gives them. */
async function makePartitions(database: Client, at: number): Promise<void> {
  const begin = Math.floor(at / DAY_MS) * DAY_MS;
  const name = new Date(begin).toISOString().slice(0, 10).replaceAll('-', '');
  for (const table of TABLES) {
    await database.query(
      `CREATE TABLE IF NOT EXISTS ${table}_${name} PARTITION OF ${table}
       FOR VALUES FROM ('${firstId(begin)}') TO ('${firstId(begin + DAY_MS)}')`,
    );
  }
}

/** The smallest uuid v7 of an instant, as the server bounds its partitions. */
function firstId(at: number): string {
  return at.toString(16).padStart(12, '0').padEnd(32, '0');
}

/**
 * The INSERT for one table, whatever columns it has. Parameters: the run to copy, the first and the
 * last copy, milliseconds since 1970 of copy 0, and milliseconds from copy to copy.
 */
async function copyStatement(database: Client, table: Table): Promise<string> {
  const { rows } = await database.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_name = $1 AND table_schema = 'public' ORDER BY ordinal_position`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = rows.map(({ name, type }) => {
    const id = IDS[table][name];
    if (id !== undefined) return `copy.${id}`;
    if (table === 'events' && name === 'body') return `substr(source.body, 1, ${BODY_BYTES})`;
    return type.startsWith('timestamp')
      ? `source.${name} - template.created_at + copy.created_at`
      : `source.${name}`;
  });
  const key = { events: 'source.id = template.event_id', runs: 'source.id = template.id' };
  const join = table === 'attempts' ? 'source.run_id = template.id' : key[table];
  return `
    WITH template AS MATERIALIZED (SELECT * FROM runs WHERE id = $1),
    source AS MATERIALIZED (
      SELECT source.* FROM ${table} AS source JOIN template ON ${join}
    ), instant AS (
      SELECT n, floor($4::float8 + n * $5::float8)::bigint AS ms
      FROM generate_series($2::integer, $3::integer) AS n
    ), copy AS (
      SELECT to_timestamp(ms / 1000.0) AS created_at,
        (time || '70008' || substr(md5('event' || n), 1, 15))::uuid AS event_id,
        (time || '70008' || substr(md5('run' || n), 1, 15))::uuid AS run_id
      FROM instant, lpad(to_hex(ms), 12, '0') AS time
    )
    INSERT INTO ${table} (${names.join(', ')})
    SELECT ${values.join(', ')} FROM copy, source, template`;
}
