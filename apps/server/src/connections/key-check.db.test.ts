import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from '../database/pool.ts';
import { uuid7 } from '../database/uuid7.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { placeOf } from './connection-vault.ts';
import { seal } from './envelope.ts';
import { requireKey } from './key-check.ts';

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await testDatabase();
  pool = createPool(database.url, () => undefined);
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

const source = 'MILLRACE_ENCRYPTION_KEY';
const check = (key: Buffer, acceptNew = false) => requireKey(pool, { key, source, acceptNew });
const refused = {
  code: 'ENCRYPTION_KEY_CHANGED',
  message: expect.stringContaining(source) as string,
  hint: expect.stringContaining('MILLRACE_ACCEPT_NEW_KEY=1') as string,
};

/** A connection as a Millrace from before the check value stored it. */
async function store(key: Buffer): Promise<void> {
  const row = { id: uuid7(), workspaceId: uuid7() };
  await pool.query(
    `INSERT INTO connections (id, workspace_id, connector, name, fields, secret, created_at,
       updated_at) VALUES ($1, $2, 'http', 'Shop', '{}', $3, now(), now())`,
    [row.id, row.workspaceId, seal('{}', key, placeOf(row))],
  );
}

describe('the encryption key at the start', () => {
  it('is remembered the first time, and any other is refused from then on', async () => {
    const [key, other] = [randomBytes(32), randomBytes(32)];
    expect(await check(key)).toBe(false);
    expect(await check(key)).toBe(false);
    await expect(check(other)).rejects.toMatchObject(refused);
    expect(await check(key)).toBe(false);
  });

  it('is held against stored credentials when the data are older than the check', async () => {
    const [key, other] = [randomBytes(32), randomBytes(32)];
    await store(key);
    await expect(check(other)).rejects.toMatchObject(refused);
    expect(await check(key)).toBe(false);
  });

  it('may be another when the former one is lost and the operator says so', async () => {
    const [lost, key] = [randomBytes(32), randomBytes(32)];
    await store(lost);
    await check(lost);
    expect(await check(key, true)).toBe(true);
    expect(await check(key, true)).toBe(false);
    expect(await check(key)).toBe(false);
    await expect(check(lost)).rejects.toMatchObject(refused);
  });

  it('is one for all processes that start together', async () => {
    const keys = Array.from({ length: 8 }, () => randomBytes(32));
    const results = await Promise.allSettled(keys.map((key) => check(key)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
