import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ConnectionStatus, JsonObject } from '@millrace/model';
import type { EntityManager, Repository } from 'typeorm';
import { ConnectionEntity } from './connection.entity.ts';

/** A connection as it was used: what is found out about it counts only while nobody saved another. */
export interface UsedConnection {
  id: string;
  workspaceId: string;
  updatedAt: Date;
}

export interface FoundStatus {
  status: ConnectionStatus;
  reason: string | null;
  /** Kept as it is when undefined. */
  account?: string | undefined;
}

/** JavaScript knows milliseconds, the database microseconds. */
const SAME = `id = $1 AND workspace_id = $2 AND date_trunc('milliseconds', updated_at) = $3`;

/** Whether connections work. */
@Injectable()
export class ConnectionStatusStore {
  constructor(
    @InjectRepository(ConnectionEntity) private readonly rows: Repository<ConnectionEntity>,
  ) {}

  async keep(used: UsedConnection, found: FoundStatus): Promise<void> {
    await this.rows.manager.query(
      `UPDATE connections SET status = $4, status_reason = $5, checked_at = $6,
         account = coalesce($7, account)
       WHERE ${SAME}`,
      [...keyOf(used), found.status, found.reason, new Date(), found.account ?? null],
    );
  }

  /** Keeps what was learned of the account. */
  async learn(used: UsedConnection, facts: JsonObject): Promise<void> {
    await this.rows.manager.query(`UPDATE connections SET facts = $4 WHERE ${SAME}`, [
      ...[...keyOf(used), JSON.stringify(facts)],
    ]);
  }

  /** True for the one call that marks it; the row stays as it is once it is marked. */
  mark(tx: EntityManager, used: UsedConnection, found: FoundStatus): Promise<boolean> {
    return changed(
      tx,
      `UPDATE connections SET status = $4, status_reason = $5, checked_at = $6
       WHERE ${SAME} AND status NOT IN ('failed', 'expired') RETURNING id`,
      [...keyOf(used), found.status, found.reason, new Date()],
    );
  }

  /** True for the one call that takes the mark away, when it is older than `before`. */
  unmark(tx: EntityManager, used: UsedConnection, before: Date): Promise<boolean> {
    return changed(
      tx,
      `UPDATE connections SET status = 'ok', status_reason = NULL, checked_at = $5
       WHERE ${SAME} AND status IN ('failed', 'expired') AND checked_at <= $4 RETURNING id`,
      [...keyOf(used), before, new Date()],
    );
  }

  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.rows.manager.transaction(work);
  }
}

function keyOf({ id, workspaceId, updatedAt }: UsedConnection): unknown[] {
  return [id, workspaceId, updatedAt];
}

async function changed(tx: EntityManager, sql: string, values: unknown[]): Promise<boolean> {
  // For UPDATE the driver answers the rows and how many there were.
  const [, count]: [unknown[], number] = await tx.query(sql, values);
  return count > 0;
}
