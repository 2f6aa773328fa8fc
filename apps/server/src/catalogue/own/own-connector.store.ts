import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../../database/pg-pool.token.ts';
import { inTransaction } from '../../database/transaction.ts';

/** Which connector a workspace has, in its newest version. */
export interface OwnConnectorHead {
  /** The same in all versions; what the audit log names it by. */
  uid: string;
  id: string;
  version: number;
}

/** A version of a connector that a workspace made. */
export interface OwnConnectorRow extends OwnConnectorHead {
  workspaceId: string;
  /** The manifest as JSON. */
  document: string;
  createdAt: Date;
  /** Who saved it, by the name it had then. */
  createdBy: string;
}

/** What a workspace keeps of its newest versions. */
export interface OwnConnectorTotals {
  connectors: number;
  bytes: number;
}

const COLUMNS = `uid, id, version, workspace_id AS "workspaceId", document, created_at AS "createdAt",
  created_by AS "createdBy"`;

/** Rows of connectors that workspaces made. */
@Injectable()
export class OwnConnectorStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** One change of a workspace's connectors at a time, so that what is counted in it still holds at its end. */
  transaction<T>(workspaceId: string, work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('own connectors ' || $1, 0))", [
        workspaceId,
      ]);
      return work(tx);
    });
  }

  /** The newest version of each. */
  async heads(workspaceId: string): Promise<OwnConnectorHead[]> {
    const { rows } = await this.pool.query<OwnConnectorHead>(
      `SELECT DISTINCT ON (id) uid, id, version FROM own_connectors
       WHERE workspace_id = $1 ORDER BY id, version DESC`,
      [workspaceId],
    );
    return rows;
  }

  /** A version; without a number the newest. */
  async get(
    workspaceId: string,
    id: string,
    version?: number,
    tx: Pool | PoolClient = this.pool,
  ): Promise<OwnConnectorRow | undefined> {
    const { rows } = await tx.query<OwnConnectorRow>(
      `SELECT ${COLUMNS} FROM own_connectors
       WHERE workspace_id = $1 AND id = $2 AND ($3::integer IS NULL OR version = $3)
       ORDER BY version DESC LIMIT 1`,
      [workspaceId, id, version ?? null],
    );
    return rows[0];
  }

  /** The highest number that anything ever kept of a connector of the id, also of one that was deleted. */
  async lastVersion(tx: PoolClient, workspaceId: string, id: string): Promise<number> {
    const { rows } = await tx.query<{ last: number | null }>(
      `SELECT greatest(
         (SELECT max(version) FROM own_connectors WHERE workspace_id = $1 AND id = $2),
         (SELECT max(version) FROM connector_versions WHERE workspace_id = $1 AND connector = $2)
       ) AS last`,
      [workspaceId, id],
    );
    return rows[0]?.last ?? 0;
  }

  /** Of the newest versions of all others. */
  async totals(tx: PoolClient, workspaceId: string, id: string): Promise<OwnConnectorTotals> {
    const { rows } = await tx.query<OwnConnectorTotals>(
      `SELECT count(*)::integer AS connectors, coalesce(sum(bytes), 0)::integer AS bytes
       FROM (SELECT DISTINCT ON (id) bytes FROM own_connectors
             WHERE workspace_id = $1 AND id <> $2 ORDER BY id, version DESC) AS newest`,
      [workspaceId, id],
    );
    return rows[0] ?? { connectors: 0, bytes: 0 };
  }

  async insert(tx: PoolClient, row: OwnConnectorRow): Promise<void> {
    await tx.query(
      `INSERT INTO own_connectors
         (workspace_id, id, version, uid, document, bytes, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, octet_length($5), $6, $7)`,
      [
        ...[row.workspaceId, row.id, row.version, row.uid, row.document],
        ...[row.createdAt, row.createdBy],
      ],
    );
  }

  /** Forgets all but the newest versions. Slices that flows use are kept elsewhere. */
  async prune(tx: PoolClient, workspaceId: string, id: string, keep: number): Promise<void> {
    await tx.query(
      `DELETE FROM own_connectors WHERE workspace_id = $1 AND id = $2 AND version NOT IN (
         SELECT version FROM own_connectors WHERE workspace_id = $1 AND id = $2
         ORDER BY version DESC LIMIT $3)`,
      [workspaceId, id, keep],
    );
  }

  async remove(tx: PoolClient, workspaceId: string, id: string): Promise<void> {
    await tx.query('DELETE FROM own_connectors WHERE workspace_id = $1 AND id = $2', [
      workspaceId,
      id,
    ]);
  }
}
