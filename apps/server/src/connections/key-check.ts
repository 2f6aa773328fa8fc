import { createHmac } from 'node:crypto';
import { AppError } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { placeOf } from './connection-vault.ts';
import { open, openAny, seal } from './envelope.ts';

type Db = Pick<Pool | PoolClient, 'query'>;

/** The rows of `installation`, and what their envelopes are bound to. */
const CHECK = 'key check';
const FILES = 'file names';

interface Keys {
  key: Buffer;
  /** A key that was in use before and still opens what was sealed with it. */
  former?: Buffer | undefined;
}

interface KeyInUse extends Keys {
  /** Where it comes from, in words for the operator. */
  source: string;
  /** True: the former key is lost and another takes its place. */
  acceptNew: boolean;
}

/**
 * Refuses keys none of which is the one this database was encrypted with: a known text, sealed at the
 * first start, has to open. A database from before that text is known by its newest connection.
 * True when a new key was accepted in place of a lost one. Throws ENCRYPTION_KEY_CHANGED.
 */
export async function requireKey(pool: Pool, keys: KeyInUse): Promise<boolean> {
  const { key, source, acceptNew } = keys;
  if (await isRight(pool, keys)) return false;
  if (!acceptNew) throw new AppError('ENCRYPTION_KEY_CHANGED', { source });
  await keep(pool, CHECK, seal(CHECK, key, CHECK));
  return true;
}

/**
 * The key that names of files are signed with. Names stand in the data of runs, so it outlives the
 * encryption key under which it is kept; the first one follows from that.
 */
export async function filesKeyOf(pool: Pool, { key, former }: Keys): Promise<Buffer> {
  const kept = await fact(pool, FILES);
  const text = kept === undefined ? undefined : openAny(kept, [key, former], FILES);
  if (text !== undefined) return Buffer.from(text, 'hex');
  const check = await fact(pool, CHECK);
  const isOfKey = check === undefined || open(check, key, CHECK) === CHECK;
  const made = firstFilesKey(isOfKey ? key : (former ?? key));
  await keep(pool, FILES, seal(made.toString('hex'), key, FILES));
  return made;
}

/** The key of names of files before the encryption key was ever changed. */
export function firstFilesKey(encryptionKey: Buffer): Buffer {
  // A key of its own: what is signed with it can never be taken for anything else.
  return createHmac('sha256', encryptionKey).update('millrace file names').digest();
}

/** Facts of the installation under the new key; from then on the former one is not needed any more. */
export async function resealFacts(db: Db, { key, former }: Keys): Promise<void> {
  const files = await fact(db, FILES);
  const text = files === undefined ? undefined : openAny(files, [key, former], FILES);
  if (text !== undefined) await keep(db, FILES, seal(text, key, FILES));
  await keep(db, CHECK, seal(CHECK, key, CHECK));
}

async function isRight(pool: Pool, { key, former }: Keys): Promise<boolean> {
  const kept = await fact(pool, CHECK);
  if (kept !== undefined) return openAny(kept, [key, former], CHECK) === CHECK;
  const known = [key, ...(former === undefined ? [] : [former])];
  const used = await keyOfNewestConnection(pool, known);
  if (used === undefined) return false;
  // Of processes that start together one is first, and the others have to have its key.
  await pool.query(
    'INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [CHECK, seal(CHECK, used, CHECK)],
  );
  const first = await fact(pool, CHECK);
  return first !== undefined && openAny(first, [key, former], CHECK) === CHECK;
}

async function fact(db: Db, name: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ value: Buffer }>(
    'SELECT value FROM installation WHERE name = $1',
    [name],
  );
  return rows[0]?.value;
}

async function keep(db: Db, name: string, value: Buffer): Promise<void> {
  await db.query(
    `INSERT INTO installation (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [name, value],
  );
}

/** The one that opens it; the first when there is no connection, so nothing that another could have sealed. */
async function keyOfNewestConnection(
  pool: Pool,
  keys: readonly Buffer[],
): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ id: string; workspaceId: string; secret: Buffer }>(
    `SELECT id, workspace_id AS "workspaceId", secret FROM connections
     ORDER BY updated_at DESC LIMIT 1`,
  );
  const [row] = rows;
  return keys.find((key) => row === undefined || open(row.secret, key, placeOf(row)) !== undefined);
}
