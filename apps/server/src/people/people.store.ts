import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { uuid7 } from '../database/uuid7.ts';

export interface NewOwner {
  name: string;
  email: string;
  passwordHash: string;
}

/** Whom a sign-in was for: nobody when the e-mail address is not a user's. */
export interface TriedAccount {
  workspaceId: string;
  workspaceName: string;
  userId: string | null;
  email: string | null;
}

export interface FirstOwner {
  userId: string;
  workspaceId: string;
}

/** Serialises the making of the first owner over all processes. Any constant does. */
const OWNER_LOCK = 4_400_001;

/** Rows of users, workspaces and members. better-auth reads and writes the same tables. */
@Injectable()
export class PeopleStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  async hasUser(): Promise<boolean> {
    const { rows } = await this.pool.query<{ found: boolean }>(
      'SELECT EXISTS (SELECT FROM users) AS found',
    );
    return rows[0]?.found === true;
  }

  /**
   * The user, the account with the password and the workspace; false when a user exists already.
   * `done` belongs to the same transaction.
   */
  async createFirstOwner(
    owner: NewOwner,
    workspace: string,
    now: Date,
    done: (tx: PoolClient, made: FirstOwner) => Promise<void>,
  ): Promise<boolean> {
    const [userId, workspaceId] = [uuid7(), uuid7()];
    return await inTransaction(this.pool, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock($1)', [OWNER_LOCK]);
      const { rowCount } = await db.query(
        `INSERT INTO users (id, name, email, email_verified, created_at, updated_at)
         SELECT $1, $2, $3, false, $4, $4 WHERE NOT EXISTS (SELECT FROM users)`,
        [userId, owner.name, owner.email.toLowerCase(), now],
      );
      if (rowCount === 1) {
        await db.query(
          `INSERT INTO accounts
             (id, account_id, provider_id, user_id, password, created_at, updated_at)
           VALUES ($1, $2::uuid::text, 'credential', $2, $3, $4, $4)`,
          [uuid7(), userId, owner.passwordHash, now],
        );
        await db.query(
          `INSERT INTO workspaces (id, name, slug, created_at) VALUES ($1, $2, 'main', $3)`,
          [workspaceId, workspace, now],
        );
        await db.query(
          `INSERT INTO members (id, workspace_id, user_id, role, created_at)
           VALUES ($1, $2, $3, 'owner', $4)`,
          [uuid7(), workspaceId, userId, now],
        );
        await done(db, { userId, workspaceId });
      }
      return rowCount === 1;
    });
  }

  async userByEmail(email: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM users WHERE email = $1',
      [email.toLowerCase()],
    );
    return rows[0]?.id;
  }

  /** The user of an e-mail address with their workspace; undefined while there is no workspace. */
  async triedAccount(email: string): Promise<TriedAccount | undefined> {
    const { rows } = await this.pool.query<TriedAccount>(
      `SELECT w.id AS "workspaceId", w.name AS "workspaceName", u.id AS "userId", u.email
         FROM workspaces w
         LEFT JOIN (members m JOIN users u ON u.id = m.user_id AND u.email = $1)
           ON m.workspace_id = w.id
        ORDER BY u.id IS NULL, w.id LIMIT 1`,
      [email.toLowerCase()],
    );
    return rows[0];
  }

  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  async endSession(tx: PoolClient, id: string): Promise<void> {
    await tx.query('DELETE FROM sessions WHERE id = $1', [id]);
  }

  /** Sessions nobody came back to. */
  async forgetExpiredSessions(now: Date): Promise<void> {
    await this.pool.query('DELETE FROM sessions WHERE expires_at < $1', [now]);
  }

  /** Throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }
}
