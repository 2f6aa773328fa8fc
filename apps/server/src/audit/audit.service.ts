import { Inject, Injectable } from '@nestjs/common';
import type { AuditAction, AuditedThing, AuditEntry, AuditQuery } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { uuid7 } from '../database/uuid7.ts';
import { nextOf } from '../http/next-page.ts';
import type { AuditTransaction } from './audit-transaction.ts';
import { AuditStore } from './audit.store.ts';

/** What somebody did to a thing. */
export interface AuditedChange {
  action: AuditAction;
  thing: { kind: AuditedThing; id: string; name: string };
  /** What became different, in short. Names and numbers only: no value that may be secret. */
  summary?: Readonly<Record<string, unknown>>;
}

/** The log of who changed what. */
@Injectable()
export class AuditService {
  constructor(@Inject(AuditStore) private readonly store: AuditStore) {}

  /** Writes a change down in the transaction that makes it: both are committed, or neither. */
  record(tx: AuditTransaction, actor: Actor, change: AuditedChange): Promise<void> {
    const { action, thing, summary = {} } = change;
    const { workspaceId, role, by, address } = actor;
    return this.store.append(tx, {
      id: uuid7(),
      workspaceId,
      at: new Date(),
      actorKind: by.kind,
      actorId: by.kind === 'user' ? by.userId : by.kind === 'key' ? by.keyId : null,
      actorName: by.name,
      actorRole: by.kind === 'system' ? null : role,
      action,
      thingKind: thing.kind,
      thingId: thing.id,
      thingName: thing.name,
      summary: JSON.stringify(summary),
      address,
    });
  }

  async list(
    { workspaceId }: Actor,
    query: AuditQuery,
  ): Promise<{ items: AuditEntry[]; next: string | null }> {
    const rows = await this.store.page(workspaceId, { ...query, limit: query.limit + 1 });
    return { items: rows.slice(0, query.limit), next: nextOf(rows, query.limit) };
  }
}
