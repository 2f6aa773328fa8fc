import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';

/** An entry as it is stored. */
export interface EntryRow {
  key: string;
  /** JSON. */
  value: string;
  expires_at: Date | null;
}

/** What an entry is to become. */
export interface EntryChange {
  key: string;
  /** JSON. */
  value: string;
  expiresInMs: number | undefined;
}

const EXPIRES = `now() + $4::float8 * interval '1 millisecond'`;

/** Rows of entries by key. */
@Injectable()
export class EntryStore {
  async get(
    db: Pool | PoolClient,
    workspaceId: string,
    key: string,
  ): Promise<EntryRow | undefined> {
    const { rows } = await db.query<EntryRow>(
      `SELECT key, value, expires_at FROM store_entries
       WHERE workspace_id = $1 AND key = $2 AND (expires_at IS NULL OR expires_at > now())`,
      [workspaceId, key],
    );
    return rows[0];
  }

  /** Entries of a prefix behind a key, by key, of at most so many bytes; the first one whatever its size. */
  async list(
    pool: Pool,
    workspaceId: string,
    {
      prefix,
      after,
      limit,
      bytes,
    }: { prefix: string; after: string; limit: number; bytes: number },
  ): Promise<EntryRow[]> {
    const { rows } = await pool.query<EntryRow>(
      `SELECT key, value, expires_at FROM (
         SELECT *, sum(octet_length(value)) OVER (ORDER BY key) - octet_length(value) AS before FROM (
           SELECT key, value, expires_at FROM store_entries
           WHERE workspace_id = $1 AND key >= $2 AND starts_with(key, $2) AND key > $3
             AND (expires_at IS NULL OR expires_at > now())
           ORDER BY key LIMIT $4) AS page) AS summed
       WHERE before = 0 OR before < $5 ORDER BY key`,
      [workspaceId, prefix, after, limit, bytes],
    );
    return rows;
  }

  /** Locks the entry until the transaction ends. */
  async lock(tx: PoolClient, workspaceId: string, key: string): Promise<string | undefined> {
    const { rows } = await tx.query<{ value: string }>(
      'SELECT value FROM store_entries WHERE workspace_id = $1 AND key = $2 FOR UPDATE',
      [workspaceId, key],
    );
    return rows[0]?.value;
  }

  /** True for a new one. */
  async set(tx: PoolClient, workspaceId: string, change: EntryChange): Promise<boolean> {
    const { rows } = await tx.query<{ created: boolean }>(
      `INSERT INTO store_entries (workspace_id, key, value, expires_at, updated_at)
       VALUES ($1, $2, $3, ${EXPIRES}, now())
       ON CONFLICT (workspace_id, key) DO UPDATE
         SET value = excluded.value, expires_at = excluded.expires_at, updated_at = now()
       RETURNING xmax = 0 AS created`,
      [workspaceId, change.key, change.value, change.expiresInMs ?? null],
    );
    return rows[0]?.created === true;
  }

  /** False when there is one already. */
  async add(tx: PoolClient, workspaceId: string, change: EntryChange): Promise<boolean> {
    const { rowCount } = await tx.query(
      `INSERT INTO store_entries (workspace_id, key, value, expires_at, updated_at)
       VALUES ($1, $2, $3, ${EXPIRES}, now()) ON CONFLICT DO NOTHING`,
      [workspaceId, change.key, change.value, change.expiresInMs ?? null],
    );
    return rowCount === 1;
  }

  /** The sum, as JSON. Numbers are exact. Fails with 22P02 when what is there is no number. */
  async increment(
    tx: PoolClient,
    workspaceId: string,
    change: EntryChange,
  ): Promise<{ value: string; created: boolean }> {
    const { rows } = await tx.query<{ value: string; created: boolean }>(
      `INSERT INTO store_entries AS e (workspace_id, key, value, expires_at, updated_at)
       VALUES ($1, $2, $3::numeric::text, ${EXPIRES}, now())
       ON CONFLICT (workspace_id, key) DO UPDATE
         SET value = (e.value::numeric + excluded.value::numeric)::text, updated_at = now()
       RETURNING value, xmax = 0 AS created`,
      [workspaceId, change.key, change.value, change.expiresInMs ?? null],
    );
    return rows[0] ?? { value: change.value, created: false };
  }

  async delete(tx: PoolClient, workspaceId: string, key: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      'DELETE FROM store_entries WHERE workspace_id = $1 AND key = $2',
      [workspaceId, key],
    );
    return rowCount === 1;
  }

  /**
   * Takes away this entry when its time is over, and then some others, so that no time is set aside for
   * that. In this order nobody waits while holding what another waits for.
   */
  async forgetExpired(
    tx: PoolClient,
    workspaceId: string,
    key: string,
    most: number,
  ): Promise<void> {
    const isOver = 'workspace_id = $1 AND expires_at <= now()';
    await tx.query(`DELETE FROM store_entries WHERE ${isOver} AND key = $2`, [workspaceId, key]);
    await tx.query(
      `DELETE FROM store_entries WHERE workspace_id = $1 AND key IN (
         SELECT key FROM store_entries WHERE ${isOver} LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [workspaceId, most],
    );
  }

  /** Counts no further than one above `most`. */
  async count(tx: PoolClient, workspaceId: string, most: number): Promise<number> {
    const { rows } = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         SELECT 1 FROM store_entries WHERE workspace_id = $1 LIMIT $2) AS counted`,
      [workspaceId, most + 1],
    );
    return rows[0]?.count ?? 0;
  }
}
