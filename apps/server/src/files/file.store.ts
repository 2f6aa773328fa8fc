import { Inject, Injectable } from '@nestjs/common';
import type { FileContent } from '@millrace/connector-kit';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { readInPieces } from '../database/read-in-pieces.ts';

/** Rows of files. Retention deletes them with the events of their time. */
@Injectable()
export class FileStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  async insert(
    { id, workspaceId, runId }: { id: string; workspaceId: string; runId: string | undefined },
    file: FileContent,
  ): Promise<void> {
    await this.pool.query(
      `INSERT INTO files (id, workspace_id, run_id, name, type, bytes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, now())`,
      [id, workspaceId, runId ?? null, file.name, file.type, Buffer.from(file.bytes)],
    );
  }

  async get(
    id: string,
    workspaceId: string,
  ): Promise<(FileContent & { bytes: Buffer }) | undefined> {
    const { rows } = await this.pool.query<{ name: string; type: string; size: number }>(
      `SELECT name, type, octet_length(bytes) AS size FROM files
       WHERE id = $1 AND workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const bytes = await readInPieces({ offset: 0, bytes: row.size }, async (offset, length) => {
      const { rows: pieces } = await this.pool.query<{ piece: Buffer }>(
        `SELECT substring(bytes FROM $3 FOR $4) AS piece FROM files
         WHERE id = $1 AND workspace_id = $2`,
        [id, workspaceId, offset + 1, length],
      );
      return pieces[0]?.piece;
    });
    return bytes === undefined ? undefined : { name: row.name, type: row.type, bytes };
  }
}
