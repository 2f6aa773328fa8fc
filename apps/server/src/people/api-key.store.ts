import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
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
  userId: string;
  workspaceId: string;
  role: string;
  lastUsedAt: Date | null;
}

const COLUMNS = 'id, name, start, created_at AS "createdAt", last_used_at AS "lastUsedAt"';

/** Rows of API keys. */
@Injectable()
export class ApiKeyStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** False when a key with this hash exists already. */
  async insert(key: NewApiKey): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO api_keys (id, workspace_id, user_id, name, start, hash, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING`,
      [key.id, key.workspaceId, key.userId, key.name, key.start, key.hash, key.createdAt],
    );
    return rowCount === 1;
  }

  /** Who holds the key: one look-up by its hash, as long as they are a member of the workspace. */
  async holder(hash: Buffer): Promise<KeyHolder | undefined> {
    const { rows } = await this.pool.query<KeyHolder>({
      name: 'api-key-holder',
      text: `SELECT k.id AS "keyId", k.user_id AS "userId", k.workspace_id AS "workspaceId",
                    m.role, k.last_used_at AS "lastUsedAt"
               FROM api_keys k
               JOIN members m ON m.user_id = k.user_id AND m.workspace_id = k.workspace_id
              WHERE k.hash = $1`,
      values: [hash],
    });
    return rows[0];
  }

  async touch(id: string, now: Date): Promise<void> {
    await this.pool.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [id, now]);
  }

  async all(workspaceId: string): Promise<ApiKeyRow[]> {
    const { rows } = await this.pool.query<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM api_keys WHERE workspace_id = $1 ORDER BY id DESC`,
      [workspaceId],
    );
    return rows;
  }

  /** False when the workspace has no such key. */
  async remove(workspaceId: string, id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'DELETE FROM api_keys WHERE workspace_id = $1 AND id = $2',
      [workspaceId, id],
    );
    return rowCount === 1;
  }
}
