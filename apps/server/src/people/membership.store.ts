import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { lesserRole, roleFrom } from './role.ts';

export interface Membership {
  workspaceId: string;
  workspaceName: string;
  role: Role;
}

/** Reads who may do what, and where. */
@Injectable()
export class MembershipStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Where a user works: the workspace the session names, else the first they joined. */
  async of(userId: string, active: string | null): Promise<Membership | undefined> {
    const { rows } = await this.pool.query<Omit<Membership, 'role'> & { role: string }>(
      `SELECT w.id AS "workspaceId", w.name AS "workspaceName", m.role
         FROM members m JOIN workspaces w ON w.id = m.workspace_id
        WHERE m.user_id = $1
        ORDER BY (w.id = $2) DESC NULLS LAST, m.id
        LIMIT 1`,
      [userId, active],
    );
    const [row] = rows;
    return row === undefined ? undefined : { ...row, role: roleFrom(row.role) };
  }

  /** What a key may do now; undefined when it is gone. */
  async roleOfKey(keyId: string): Promise<Role | undefined> {
    const { rows } = await this.pool.query<{ own: string; makers: string }>(
      `SELECT k.role AS own, m.role AS makers FROM api_keys k
         JOIN members m ON m.user_id = k.user_id AND m.workspace_id = k.workspace_id
        WHERE k.id = $1`,
      [keyId],
    );
    const [row] = rows;
    return row === undefined ? undefined : lesserRole(roleFrom(row.own), roleFrom(row.makers));
  }

  /** What the holder of a session may do in a workspace now; undefined when it has ended. */
  async roleOfSession(sessionId: string, workspaceId: string): Promise<Role | undefined> {
    const { rows } = await this.pool.query<{ role: string }>(
      `SELECT m.role FROM sessions s JOIN members m ON m.user_id = s.user_id
        WHERE s.id = $1 AND m.workspace_id = $2 AND s.expires_at > now()`,
      [sessionId, workspaceId],
    );
    const [row] = rows;
    return row === undefined ? undefined : roleFrom(row.role);
  }
}
