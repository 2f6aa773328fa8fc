import { Inject, Injectable } from '@nestjs/common';
import type { FileContent } from '@millrace/connector-kit';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** Rows of files. Housekeeping deletes them when they are as old as events may get. */
@Injectable()
export class FileStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  async insert(id: string, workspaceId: string, file: FileContent): Promise<void> {
    await this.pool.query(
      `INSERT INTO files (id, workspace_id, name, type, bytes, created_at)
       VALUES ($1, $2, $3, $4, $5, now())`,
      [id, workspaceId, file.name, file.type, Buffer.from(file.bytes)],
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
