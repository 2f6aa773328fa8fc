import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { lesserRole, roleFrom } from './role.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
  role: Role;
  start: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface NewApiKey extends ApiKeyRow {
  workspaceId: string;
  userId: string;
  /** sha256 of the key. The key itself is stored nowhere. */
  hash: Buffer;
}

export interface KeyHolder {
  keyId: string;
  name: string;
  userId: string;
  workspaceId: string;
  role: Role;
  lastUsedAt: Date | null;
}

const COLUMNS = 'id, name, role, start, created_at AS "createdAt", last_used_at AS "lastUsedAt"';

type Stored<T> = Omit<T, 'role'> & { role: string };

/** Rows of API keys. */
@Injectable()
export class ApiKeyStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** False when a key with this hash exists already. */
  async insert(tx: PoolClient, key: NewApiKey): Promise<boolean> {
    const { rowCount } = await tx.query(
      `INSERT INTO api_keys (id, workspace_id, user_id, name, role, start, hash, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (hash) DO NOTHING`,
      [
        ...[key.id, key.workspaceId, key.userId, key.name, key.role],
        ...[key.start, key.hash, key.createdAt],
      ],
    );
    return rowCount === 1;
  }

  /** Who holds the key: one look-up by its hash, as long as its maker is a member of the workspace. */
  async holder(hash: Buffer): Promise<KeyHolder | undefined> {
    const { rows } = await this.pool.query<Stored<KeyHolder> & { makersRole: string }>({
      name: 'api-key-holder',
      text: `SELECT k.id AS "keyId", k.name, k.user_id AS "userId",
                    k.workspace_id AS "workspaceId", k.role, m.role AS "makersRole",
                    k.last_used_at AS "lastUsedAt"
               FROM api_keys k
               JOIN members m ON m.user_id = k.user_id AND m.workspace_id = k.workspace_id
              WHERE k.hash = $1`,
      values: [hash],
    });
    const [row] = rows;
    if (row === undefined) return undefined;
    const { makersRole, role, ...holder } = row;
    return { ...holder, role: lesserRole(roleFrom(role), roleFrom(makersRole)) };
  }

  async touch(id: string, now: Date): Promise<void> {
    await this.pool.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [id, now]);
  }

  /** Newest first, those before `before`. */
  async page(workspaceId: string, limit: number, before?: string): Promise<ApiKeyRow[]> {
    const { rows } = await this.pool.query<Stored<ApiKeyRow>>(
      `SELECT ${COLUMNS} FROM api_keys
       WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [workspaceId, before ?? null, limit],
    );
    return rows.map((row) => ({ ...row, role: roleFrom(row.role) }));
  }

  /** What was removed; undefined when the workspace has no such key. */
  async remove(
    tx: PoolClient,
    workspaceId: string,
    id: string,
  ): Promise<{ name: string } | undefined> {
    const { rows } = await tx.query<{ name: string }>(
      'DELETE FROM api_keys WHERE workspace_id = $1 AND id = $2 RETURNING name',
      [workspaceId, id],
    );
    return rows[0];
  }
}
