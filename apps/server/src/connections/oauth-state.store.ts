import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';

/** Whom and what a redirect is for. */
export interface StateOwner {
  workspaceId: string;
  userId: string;
}

/** Redirects under way, by the hash of their state. */
@Injectable()
export class OAuthStateStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  async keep(
    state: string,
    { workspaceId, userId }: StateOwner,
    connectionId: string,
    minutes: number,
  ): Promise<void> {
    await this.pool.query('DELETE FROM oauth_states WHERE expires_at < now()');
    await this.pool.query(
      `INSERT INTO oauth_states (hash, workspace_id, connection_id, user_id, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
      [hashOf(state), workspaceId, connectionId, userId, minutes],
    );
  }

  /** The connection of a state, once: for its user, as long as it lives. */
  async take(state: string, { workspaceId, userId }: StateOwner): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>(
      `DELETE FROM oauth_states
       WHERE hash = $1 AND workspace_id = $2 AND user_id = $3 AND expires_at > now()
       RETURNING connection_id AS id`,
      [hashOf(state), workspaceId, userId],
    );
    return rows[0]?.id;
  }
}

function hashOf(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}
