import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';

/** Old rows that go with each change, so that no time is set aside for it. */
const SWEPT = 20;

/** Which changes were made, by the idempotency key of the call that made them. */
@Injectable()
export class ChangeLogStore {
  /**
   * Takes the key for this transaction; another one with the same key waits for its end. Gives the answer
   * of the change when it was made before.
   */
  async begin(tx: PoolClient, workspaceId: string, key: string): Promise<string | undefined> {
    const { rowCount } = await tx.query(
      `INSERT INTO store_changes (workspace_id, idempotency_key, at) VALUES ($1, $2, now())
       ON CONFLICT DO NOTHING`,
      [workspaceId, key],
    );
    if (rowCount === 1) return undefined;
    const { rows } = await tx.query<{ answer: string | null }>(
      'SELECT answer FROM store_changes WHERE workspace_id = $1 AND idempotency_key = $2',
      [workspaceId, key],
    );
    return rows[0]?.answer ?? undefined;
  }

  async end(tx: PoolClient, workspaceId: string, key: string, answer: string): Promise<void> {
    await tx.query(
      'UPDATE store_changes SET answer = $3 WHERE workspace_id = $1 AND idempotency_key = $2',
      [workspaceId, key, answer],
    );
    await tx.query(
      `DELETE FROM store_changes WHERE (workspace_id, idempotency_key) IN (
         SELECT workspace_id, idempotency_key FROM store_changes
         WHERE workspace_id = $1 AND at < now() - interval '30 days'
         LIMIT ${SWEPT} FOR UPDATE SKIP LOCKED)`,
      [workspaceId],
    );
  }
}
