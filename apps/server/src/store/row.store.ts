import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';

/** A row as it is stored. */
export interface TableRow {
  id: string;
  key: string | null;
  /** JSON. */
  data: string;
  created_at: Date;
  updated_at: Date;
}

/** Which rows: all that fit. */
export interface RowFilter {
  table: string;
  key: string | undefined;
  /** JSON of an object that rows have to contain. */
  where: string;
}

const FITS = `workspace_id = $1 AND table_name = $2 AND ($3::text IS NULL OR key = $3)
  AND ($4::jsonb = '{}' OR data::jsonb @> $4::jsonb)`;

/** Rows of small tables. */
@Injectable()
export class RowStore {
  /** Rows that fit, oldest first, of at most so many bytes; the first one whatever its size. */
  async find(
    pool: Pool,
    workspaceId: string,
    { table, key, where }: RowFilter,
    { after, limit, bytes }: { after: string | undefined; limit: number; bytes: number },
  ): Promise<TableRow[]> {
    const { rows } = await pool.query<TableRow>(
      `SELECT id, key, data::text AS data, created_at, updated_at FROM (
         SELECT *, sum(octet_length(data::text)) OVER (ORDER BY id) - octet_length(data::text) AS before
         FROM (SELECT * FROM store_rows
               WHERE ${FITS} AND ($5::uuid IS NULL OR id > $5) ORDER BY id LIMIT $6) AS page) AS summed
       WHERE before = 0 OR before < $7 ORDER BY id`,
      [workspaceId, table, key ?? null, where, after ?? null, limit, bytes],
    );
    return rows;
  }

  async insert(
    tx: PoolClient,
    workspaceId: string,
    row: { id: string; table: string; key: string | undefined; data: string },
  ): Promise<{ id: string; created: boolean }> {
    const { rows } = await tx.query<{ id: string; created: boolean }>(
      `INSERT INTO store_rows (id, workspace_id, table_name, key, data, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, now(), now())
       ON CONFLICT (workspace_id, table_name, key) WHERE key IS NOT NULL
         DO UPDATE SET data = excluded.data, updated_at = now()
       RETURNING id, xmax = 0 AS created`,
      [row.id, workspaceId, row.table, row.key ?? null, row.data],
    );
    return rows[0] ?? { id: row.id, created: false };
  }

  async delete(
    tx: PoolClient,
    workspaceId: string,
    { table, key, where }: RowFilter,
  ): Promise<number> {
    const { rowCount } = await tx.query(`DELETE FROM store_rows WHERE ${FITS}`, [
      workspaceId,
      table,
      key ?? null,
      where,
    ]);
    return rowCount ?? 0;
  }

  /** Counts no further than one above `most`. */
  async count(tx: PoolClient, workspaceId: string, most: number): Promise<number> {
    const { rows } = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         SELECT 1 FROM store_rows WHERE workspace_id = $1 LIMIT $2) AS counted`,
      [workspaceId, most + 1],
    );
    return rows[0]?.count ?? 0;
  }
}
