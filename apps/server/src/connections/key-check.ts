import { AppError } from '@millrace/model';
import type { Pool } from 'pg';
import { placeOf } from './connection-vault.ts';
import { open, seal } from './envelope.ts';

/** The row of `installation`, and what its envelope is bound to. */
const NAME = 'key check';

interface KeyInUse {
  key: Buffer;
  /** Where it comes from, in words for the operator. */
  source: string;
  /** True: the former key is lost and another takes its place. */
  acceptNew: boolean;
}

/**
 * Refuses a key that is not the one this database was encrypted with: a known text, sealed at the
 * first start, has to open. A database from before that text is known by its newest connection.
 * True when a new key was accepted in place of a lost one. Throws ENCRYPTION_KEY_CHANGED.
 */
export async function checkKey(pool: Pool, { key, source, acceptNew }: KeyInUse): Promise<boolean> {
  if (await isRight(pool, key)) return false;
  if (!acceptNew) throw new AppError('ENCRYPTION_KEY_CHANGED', { source });
  await pool.query(
    `INSERT INTO installation (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [NAME, seal(NAME, key, NAME)],
  );
  return true;
}

async function isRight(pool: Pool, key: Buffer): Promise<boolean> {
  const kept = await keptCheck(pool);
  if (kept !== undefined) return open(kept, key, NAME) === NAME;
  if (!(await opensNewestConnection(pool, key))) return false;
  // Of processes that start together one is first, and the others have to have its key.
  await pool.query(
    'INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [NAME, seal(NAME, key, NAME)],
  );
  const first = await keptCheck(pool);
  return first !== undefined && open(first, key, NAME) === NAME;
}

async function keptCheck(pool: Pool): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ value: Buffer }>(
    'SELECT value FROM installation WHERE name = $1',
    [NAME],
  );
  return rows[0]?.value;
}

/** True also when there is no connection, so nothing that another key could have sealed. */
async function opensNewestConnection(pool: Pool, key: Buffer): Promise<boolean> {
  const { rows } = await pool.query<{ id: string; workspaceId: string; secret: Buffer }>(
    `SELECT id, workspace_id AS "workspaceId", secret FROM connections
     ORDER BY updated_at DESC LIMIT 1`,
  );
  const [row] = rows;
  return row === undefined || open(row.secret, key, placeOf(row)) !== undefined;
}
