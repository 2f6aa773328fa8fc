import { Inject, Injectable } from '@nestjs/common';
import { auditEntrySchema, parseJson, type AuditEntry, type AuditQuery } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { uuid7Floor } from '../database/uuid7.ts';
import type { AuditTransaction } from './audit-transaction.ts';

export interface AuditRow {
  id: string;
  workspaceId: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  actorRole: string | null;
  action: string;
  thingKind: string;
  thingId: string;
  thingName: string;
  /** JSON. */
  summary: string;
  address: string | null;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Rows of the audit log. They are added and read; the database itself refuses anything else. */
@Injectable()
export class AuditStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** In a transaction of its own. */
  appendAlone(row: AuditRow): Promise<void> {
    return this.append(this.pool, row);
  }

  async append(tx: AuditTransaction, row: AuditRow): Promise<void> {
    await tx.query(
      `INSERT INTO audit_log (id, workspace_id, at, actor_kind, actor_id, actor_name, actor_role,
         action, thing_kind, thing_id, thing_name, summary, address)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[row.id, row.workspaceId, row.at, row.actorKind, row.actorId, row.actorName],
        ...[row.actorRole, row.action, row.thingKind, row.thingId, row.thingName],
        ...[row.summary, row.address],
      ],
    );
  }

  /** Newest first. */
  async page(workspaceId: string, query: AuditQuery): Promise<AuditEntry[]> {
    const { thing, id, action, actor, after, before, cursor, limit } = query;
    const { rows } = await this.pool.query<AuditRow>(
      `SELECT id, at, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName",
         actor_role AS "actorRole", action, thing_kind AS "thingKind", thing_id AS "thingId",
         thing_name AS "thingName", summary, address
       FROM audit_log
       WHERE workspace_id = $1
         AND ($2::text IS NULL OR thing_kind = $2) AND ($3::uuid IS NULL OR thing_id = $3)
         AND ($4::text IS NULL OR action = $4) AND ($5::uuid IS NULL OR actor_id = $5)
         AND id >= $6 AND id < $7 AND ($8::uuid IS NULL OR id < $8)
       ORDER BY id DESC LIMIT $9`,
      [
        ...[workspaceId, thing ?? null, id ?? null, action ?? null, actor ?? null],
        uuid7Floor(after === undefined ? 0 : Date.parse(after)),
        before === undefined ? LAST_ID : uuid7Floor(Date.parse(before)),
        ...[cursor ?? null, limit],
      ],
    );
    return rows.map(entryOf);
  }
}

function entryOf(row: AuditRow): AuditEntry {
  return auditEntrySchema.parse({
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, role: row.actorRole },
    action: row.action,
    thing: { kind: row.thingKind, id: row.thingId, name: row.thingName },
    summary: parseJson(row.summary),
    address: row.address,
  });
}
