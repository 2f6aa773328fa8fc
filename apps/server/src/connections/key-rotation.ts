import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction.ts';
import { placeOf } from './connection-vault.ts';
import { openAny, seal, sealMark } from './envelope.ts';
import { requireKey, resealFacts } from './key-check.ts';

/** The keys of a rotation. */
export interface KeyRotation {
  /** What everything is encrypted with in the end. */
  key: Buffer;
  /** What it was encrypted with; absent when that is over. */
  former: Buffer | undefined;
  /** Where the keys come from, in words for the operator. */
  source: string;
}

/** How a rotation ended. */
export interface Rotated {
  /** Connections that were encrypted anew. */
  connections: number;
  /** Names of connections that neither key opens; they are as they were. */
  unreadable: string[];
}

/** Rows that are held together: the refresh of a token waits for its row. */
const BATCH = 100;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Encrypts everything that is stored under a key anew. Envelopes say which key they are of, so what was
 * interrupted goes on where it stood and doing it again does nothing; servers that know both keys read
 * and write meanwhile. The check value of the database's key comes last. Throws ENCRYPTION_KEY_CHANGED,
 * before anything is changed, when neither key is the database's.
 */
export async function rotateKeys(
  pool: Pool,
  keys: KeyRotation,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<Rotated> {
  await requireKey(pool, { ...keys, acceptNew: false });
  const { rows } = await pool.query<{ count: number }>(COUNT, [sealMark(keys.key)]);
  const total = rows[0]?.count ?? 0;
  const rotated: Rotated = { connections: 0, unreadable: [] };
  for (let last: string | undefined = FIRST; last !== undefined;) {
    const from: string = last;
    last = await inTransaction(pool, (tx) => rotateBatch(tx, keys, from, rotated));
    if (last !== undefined) onProgress(rotated.connections + rotated.unreadable.length, total);
  }
  await inTransaction(pool, (tx) => resealFacts(tx, keys));
  return rotated;
}

/** The last connection of the batch; undefined when there was none left. */
async function rotateBatch(
  tx: PoolClient,
  { key, former }: KeyRotation,
  after: string,
  rotated: Rotated,
): Promise<string | undefined> {
  const { rows } = await tx.query<Row>(NEXT, [sealMark(key), after, BATCH]);
  for (const row of rows) {
    const place = placeOf(row);
    const text = openAny(row.secret, [key, former], place);
    if (text === undefined) rotated.unreadable.push(row.name);
    else {
      await tx.query('UPDATE connections SET secret = $2 WHERE id = $1', [
        row.id,
        seal(text, key, place),
      ]);
      rotated.connections += 1;
    }
  }
  return rows.at(-1)?.id;
}

interface Row {
  id: string;
  workspaceId: string;
  name: string;
  secret: Buffer;
}

const OTHER_KEY = 'substring(secret FROM 1 FOR 5) <> $1::bytea';
const COUNT = `SELECT count(*)::integer AS count FROM connections WHERE ${OTHER_KEY}`;
const NEXT = `
  SELECT id, workspace_id AS "workspaceId", name, secret FROM connections
  WHERE ${OTHER_KEY} AND id > $2 ORDER BY id LIMIT $3 FOR UPDATE`;
