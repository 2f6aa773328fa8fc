import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { ensurePartitions } from './partitions.ts';
import { uuid7At } from './uuid7.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function insertRun(at: number): Promise<string> {
  const id = uuid7At(at);
  await pool.query(
    `INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
       created_at)
     VALUES ($1, $1, $1, 1, $1, 'succeeded', now(), 0, now())`,
    [id],
  );
  return id;
}

async function partitionOf(id: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT tableoid::regclass::text AS name FROM runs WHERE id = $1',
    [id],
  );
  return rows[0]?.name;
}

describe('daily partitions', () => {
  it('take rows by the time in their id, and the default takes the rest', async () => {
    const now = Date.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
    expect(await partitionOf(await insertRun(now))).toBe(`runs_${day}`);
    expect(await partitionOf(await insertRun(now - 400 * DAY_MS))).toBe('runs_default');
  });

  it('can be made again and again', async () => {
    await ensurePartitions(pool, new Date());
    await ensurePartitions(pool, new Date());
  });
});
