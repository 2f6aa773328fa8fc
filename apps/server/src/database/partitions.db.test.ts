import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from './pool.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { dayName, ensurePartitions } from './partitions.ts';
import { uuid7At } from './uuid7.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, () => undefined);
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

  it('take rows out of the default that a wrong clock put there, in time for their day', async () => {
    const ahead = Date.now() + 30 * DAY_MS;
    const ids = [await insertRun(ahead), await insertRun(ahead + DAY_MS)];
    const far = await insertRun(ahead + 100 * DAY_MS);
    await ensurePartitions(pool, new Date(ahead));
    const names = [ahead, ahead + DAY_MS].map((at) => `runs_${dayName(at)}`);
    expect(await Promise.all(ids.map(partitionOf))).toEqual(names);
    expect(await partitionOf(far)).toBe('runs_default');
  });

  it('can be made again and again', async () => {
    await ensurePartitions(pool, new Date());
    await ensurePartitions(pool, new Date());
  });
});
