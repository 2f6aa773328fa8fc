import { Inject, Injectable } from '@nestjs/common';
import type { FileContent } from '@millrace/connector-kit';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

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
    const { rows } = await this.pool.query<{ name: string; type: string; bytes: Buffer }>(
      'SELECT name, type, bytes FROM files WHERE id = $1 AND workspace_id = $2',
      [id, workspaceId],
    );
    return rows[0];
  }
}
