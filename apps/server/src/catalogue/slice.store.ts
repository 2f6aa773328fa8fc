import { Inject, Injectable } from '@nestjs/common';
import type { SliceKind } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** Which version of a connector has which slice. */
export interface SliceRow {
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
  async keep({ connector, version, kind, id, hash, document }: SliceRow): Promise<void> {
    await this.pool.query(
      `WITH kept AS (
         INSERT INTO connector_slices (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING)
       INSERT INTO connector_versions (connector, version, kind, id, hash)
       VALUES ($3, $4, $5, $6, $1)
       ON CONFLICT (connector, version, kind, id) DO UPDATE SET hash = excluded.hash`,
      [hash, document, connector, version, kind, id],
    );
  }

  async document(hash: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ document: string }>(
      'SELECT document FROM connector_slices WHERE hash = $1',
      [hash],
    );
    return rows[0]?.document;
  }

  async hashOf(
    connector: string,
    version: number,
    kind: SliceKind,
    id: string,
  ): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ hash: string }>(
      `SELECT hash FROM connector_versions
       WHERE connector = $1 AND version = $2 AND kind = $3 AND id = $4`,
      [connector, version, kind, id],
    );
    return rows[0]?.hash;
  }
}
