import { readFile } from 'node:fs/promises';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { isDatabaseAway } from './database-away.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.drop());

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function errorOfPool(url: string, sql: string): Promise<unknown> {
  const pool = new Pool({ connectionString: url });
  pool.on('error', () => undefined);
  const error = await errorOf(() => pool.query(sql));
  await pool.end();
  return error;
}

describe('a database that is away', () => {
  it('is seen when nobody listens, on TCP or on a socket', async () => {
    const tcp = await errorOfPool('postgres://nobody@127.0.0.1:1/none', 'SELECT 1');
    const socket = await errorOfPool('postgres://nobody@%2Ftmp%2Fnowhere/none', 'SELECT 1');
    expect([isDatabaseAway(tcp), isDatabaseAway(socket)]).toEqual([true, true]);
  });

  it('is seen when it ends a connection in the middle, through pg and through TypeORM', async () => {
    const end = 'SELECT pg_terminate_backend(pg_backend_pid())';
    expect(isDatabaseAway(await errorOfPool(database.url, end))).toBe(true);
    const source = await new DataSource({
      type: 'postgres',
      url: database.url,
      installExtensions: false,
    }).initialize();
    const error = await errorOf(() => source.query(end));
    await source.destroy();
    expect(isDatabaseAway(error)).toBe(true);
  });

  it('is not what a wrong query, a missing file or a missing name says', async () => {
    const query = await errorOfPool(database.url, 'SELECT nothing FROM nowhere');
    const file = await errorOf(() => readFile('/tmp/there/is/no/such/file'));
    for (const error of [query, file, new TypeError('x'), undefined]) {
      expect(isDatabaseAway(error)).toBe(false);
    }
  });
});
