import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from '../database/pool.ts';
import { uuid7 } from '../database/uuid7.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, callStep, type TestServer } from '../testing/test-server.ts';
import { startPartner, type Partner } from '../testing/partner.ts';
import { placeOf } from './connection-vault.ts';
import { open, seal } from './envelope.ts';
import { filesKeyOf, firstFilesKey, requireKey } from './key-check.ts';
import { rotateKeys } from './key-rotation.ts';

const source = 'the test';
const [old, key] = [randomBytes(32), randomBytes(32)];

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

/** A database of the old key with so many connections; the text of each is its number. */
async function filled(count: number): Promise<void> {
  await requireKey(pool, { key: old, source, acceptNew: false });
  await filesKeyOf(pool, { key: old });
  for (let n = 0; n < count; n += 1) {
    const row = { id: uuid7(), workspaceId: uuid7() };
    await pool.query(
      `INSERT INTO connections (id, workspace_id, connector, name, fields, secret, created_at,
         updated_at) VALUES ($1, $2, 'http', $3, '{}', $4, '2026-01-01', '2026-01-01')`,
      [row.id, row.workspaceId, `Shop ${n}`, seal(`${n}`, old, placeOf(row))],
    );
  }
}

interface Row {
  id: string;
  workspaceId: string;
  name: string;
  secret: Buffer;
}

async function rows(): Promise<Row[]> {
  const found = await pool.query<Row>(
    'SELECT id, workspace_id AS "workspaceId", name, secret FROM connections ORDER BY id',
  );
  return found.rows;
}

/** The texts of all connections under a key. */
async function texts(under: Buffer): Promise<(string | undefined)[]> {
  return (await rows()).map((row) => open(row.secret, under, placeOf(row)));
}

const snapshot = async (): Promise<unknown> => [
  await rows(),
  (await pool.query('SELECT * FROM installation ORDER BY name')).rows,
];

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`);

describe('a change of the encryption key', () => {
  it('encrypts everything anew, says how far it is, and leaves nothing for the old key', async () => {
    await filled(230);
    const steps: string[] = [];
    const done = await rotateKeys(pool, { key, former: old, source }, (n, of) =>
      steps.push(`${n}/${of}`),
    );
    expect(done).toEqual({ secrets: 230, unreadable: [] });
    expect(steps).toEqual(['100/230', '200/230', '230/230']);
    expect(await texts(key)).toEqual(numbers(230));
    expect(await requireKey(pool, { key, source, acceptNew: false })).toBe(false);
    await expect(requireKey(pool, { key: old, source, acceptNew: false })).rejects.toMatchObject({
      code: 'ENCRYPTION_KEY_CHANGED',
    });
    // Names of files that stand in the data of runs are still good.
    expect(await filesKeyOf(pool, { key })).toEqual(firstFilesKey(old));
    const { rows: changed } = await pool.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM connections WHERE updated_at > '2026-01-02'",
    );
    expect(changed[0]?.n).toBe(0);
  });

  it('goes on where it was interrupted; until then both keys are needed', async () => {
    await filled(230);
    const stop = new Error('the power is gone');
    const cut = rotateKeys(pool, { key, former: old, source }, (done) => {
      if (done === 200) throw stop;
    });
    await expect(cut).rejects.toBe(stop);
    const [halfNew, halfOld] = [await texts(key), await texts(old)];
    expect(halfNew.filter((text) => text !== undefined)).toHaveLength(200);
    expect(halfOld.filter((text) => text !== undefined)).toHaveLength(30);
    await expect(requireKey(pool, { key, source, acceptNew: false })).rejects.toMatchObject({
      code: 'ENCRYPTION_KEY_CHANGED',
    });
    expect(await requireKey(pool, { key, former: old, source, acceptNew: false })).toBe(false);
    const steps: string[] = [];
    await rotateKeys(pool, { key, former: old, source }, (n, of) => steps.push(`${n}/${of}`));
    expect(steps).toEqual(['30/30']);
    expect(await texts(key)).toEqual(numbers(230));
  });

  it('refuses a wrong old key and changes nothing', async () => {
    await filled(3);
    const before = await snapshot();
    const wrong = rotateKeys(pool, { key, former: randomBytes(32), source });
    await expect(wrong).rejects.toMatchObject({ code: 'ENCRYPTION_KEY_CHANGED' });
    await expect(rotateKeys(pool, { key, former: undefined, source })).rejects.toMatchObject({
      code: 'ENCRYPTION_KEY_CHANGED',
    });
    expect(await snapshot()).toEqual(before);
  });

  it('does nothing the second time, and names what neither key opens', async () => {
    await filled(3);
    const lost = { id: uuid7(), workspaceId: uuid7() };
    await pool.query('UPDATE connections SET secret = $1 WHERE name = $2', [
      seal('x', randomBytes(32), placeOf(lost)),
      'Shop 1',
    ]);
    const keys = { key, former: old, source };
    expect(await rotateKeys(pool, keys)).toEqual({ secrets: 2, unreadable: ['Shop 1'] });
    expect(await rotateKeys(pool, keys)).toEqual({ secrets: 0, unreadable: ['Shop 1'] });
    expect(await texts(key)).toEqual(['0', undefined, '2']);
  });

  it('knows every column that may hold something sealed', async () => {
    const { rows: columns } = await pool.query<{ name: string }>(
      `SELECT DISTINCT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'bytea'
         AND table_name !~ '_[0-9]{8}$' ORDER BY 1`,
    );
    // These are, the last of them by name. A new one belongs into rotateKeys.
    expect(
      columns.map(({ name }) => name).filter((name) => /secret|sealed|value/.test(name)),
    ).toEqual(['connections.secret', 'installation.value', 'trigger_registrations.secret']);
  });
});

describe('servers during a change of the key', () => {
  let server: TestServer;
  let partner: Partner;

  it('read what is of either key, and write with the new one', async () => {
    partner = await startPartner();
    const before = await startServer(database, { encryptionKey: old });
    await requireKey(pool, { key: old, source, acceptNew: false });
    const values = { token: 'a-secret-token', hosts: partner.url };
    const make = (on: TestServer, name: string) =>
      on.api('POST', '/connections', {
        ...{ connector: 'http', name, values },
      });
    expect((await make(before, 'first')).status).toBe(201);
    await before.stop();
    server = await startServer(database, { encryptionKey: key, formerKey: old });
    expect((await make(server, 'second')).status).toBe(201);
    const step = (name: string) =>
      callStep(name, `${partner.url}/${name}`, {}, { connection: name });
    const flow = await server.flow({ steps: [step('first'), step('second')] });
    expect((await server.until(await server.start(flow))).status).toBe('succeeded');
    const rotated = await rotateKeys(pool, { key, former: old, source });
    expect(rotated).toEqual({ secrets: 1, unreadable: [] });
    expect((await server.until(await server.start(flow))).status).toBe('succeeded');
    await server.stop();
    server = await startServer(database, { encryptionKey: key });
    expect((await server.until(await server.start(flow))).status).toBe('succeeded');
    await server.stop();
    await partner.close();
  });
});
