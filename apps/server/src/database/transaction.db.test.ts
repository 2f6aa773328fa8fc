import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database-away.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { queryWithTimeout } from './query-with-timeout.ts';
import { createRunPool } from './pool.ts';
import { inTransaction } from './transaction.ts';

const SLEEP = { text: 'SELECT pg_sleep(60)' };
const BREAK = { text: 'SELECT pg_terminate_backend(pg_backend_pid())' };
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createRunPool(database.url);
  await pool.query('CREATE TABLE notes (text text)');
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function notes(): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>('SELECT text FROM notes ORDER BY text');
  return rows.map(({ text }) => text);
}

describe('a query of the run pool', () => {
  it('gives rows, and what SQL says is wrong', async () => {
    const { rows } = await queryWithTimeout<{ n: number }>(pool, {
      text: 'SELECT $1::int AS n',
      values: [3],
    });
    expect(rows).toEqual([{ n: 3 }]);
    await expect(queryWithTimeout(pool, { text: 'SELECT * FROM nothing' })).rejects.toThrow(
      'nothing',
    );
  });

  it('ends in time when the database keeps silent, and its connection is not used again', async () => {
    const error = await queryWithTimeout(pool, SLEEP, 50).catch((thrown: unknown) => thrown);
    expect(isDatabaseAway(error)).toBe(true);
    const { rows } = await queryWithTimeout<{ n: number }>(pool, { text: 'SELECT 1 AS n' });
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('survives a connection that breaks', async () => {
    const error = await queryWithTimeout(pool, BREAK).catch((thrown: unknown) => thrown);
    expect(isDatabaseAway(error)).toBe(true);
    await expect(queryWithTimeout(pool, { text: 'SELECT 1' })).resolves.toBeDefined();
  });
});

describe('a transaction', () => {
  it('keeps what was done when it resolves, and nothing when it rejects', async () => {
    await inTransaction(pool, (client) => client.query(`INSERT INTO notes VALUES ('kept')`));
    const failing = inTransaction(pool, async (client) => {
      await client.query(`INSERT INTO notes VALUES ('undone')`);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await notes()).toEqual(['kept']);
  });

  it('ends in time when the database keeps silent', async () => {
    const silent = inTransaction(pool, (client) => client.query(SLEEP), 50);
    expect(isDatabaseAway(await silent.catch((thrown: unknown) => thrown))).toBe(true);
    await expect(inTransaction(pool, (client) => client.query('SELECT 1'))).resolves.toBeDefined();
  });

  it('survives a connection that breaks', async () => {
    const error = await inTransaction(pool, (client) => client.query(BREAK)).catch(
      (thrown: unknown) => thrown,
    );
    expect(isDatabaseAway(error)).toBe(true);
  });
});
