import { Inject, Injectable } from '@nestjs/common';
import type { SliceKind } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** Which version of a connector has which slice. */
export interface SliceRow {
  /** Whose own connector it is of; null for one that comes with Millrace. */
  workspaceId: string | null;
  connector: string;
  version: number;
  kind: SliceKind;
  id: string;
  hash: string;
  /** The slice as JSON text. */
  document: string;
}

/** Rows of slices. */
@Injectable()
export class SliceStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** A version whose slice became another without a new number has the newest of them. */
  async keep(row: SliceRow): Promise<void> {
    const { workspaceId, connector, version, kind, id, hash, document } = row;
    await this.pool.query(
      `WITH kept AS (
         INSERT INTO connector_slices (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING)
       INSERT INTO connector_versions (workspace_id, connector, version, kind, id, hash)
       VALUES ($7, $3, $4, $5, $6, $1)
       ON CONFLICT (workspace_id, connector, version, kind, id) DO UPDATE SET hash = excluded.hash`,
      [hash, document, connector, version, kind, id, workspaceId],
    );
  }

  async document(hash: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ document: string }>(
      'SELECT document FROM connector_slices WHERE hash = $1',
      [hash],
    );
    return rows[0]?.document;
  }

  async hashOf(row: Omit<SliceRow, 'hash' | 'document'>): Promise<string | undefined> {
    const { workspaceId, connector, version, kind, id } = row;
    const { rows } = await this.pool.query<{ hash: string }>(
      `SELECT hash FROM connector_versions
       WHERE connector = $1 AND version = $2 AND kind = $3 AND id = $4
         AND workspace_id IS NOT DISTINCT FROM $5`,
      [connector, version, kind, id, workspaceId],
    );
    return rows[0]?.hash;
  }
}
