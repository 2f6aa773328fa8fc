import { Inject, Injectable } from '@nestjs/common';
import type { AuditAction, AuditedThing, AuditEntry, AuditQuery } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { uuid7 } from '../database/uuid7.ts';
import { nextOf } from '../http/next-page.ts';
import type { AuditTransaction } from './audit-transaction.ts';
import { AuditStore, type AuditRow } from './audit.store.ts';

/** What somebody did to a thing. */
export interface AuditedChange {
  action: AuditAction;
  thing: { kind: AuditedThing; id: string; name: string };
  /** What became different, in short. Names and numbers only: no value that may be secret. */
  summary?: Readonly<Record<string, unknown>>;
}

/** Somebody who is not signed in. */
export interface Stranger {
  workspaceId: string;
  name: string;
  address: string | null;
}

/** The log of who changed what. */
@Injectable()
export class AuditService {
  constructor(@Inject(AuditStore) private readonly store: AuditStore) {}

  /** Writes a change down in the transaction that makes it: both are committed, or neither. */
  record(tx: AuditTransaction, actor: Actor, change: AuditedChange): Promise<void> {
    return this.store.append(tx, rowOf(actor, change));
  }

  /** The same for what has no transaction, for example a call to another application. */
  note(actor: Actor, change: AuditedChange): Promise<void> {
    return this.store.appendAlone(rowOf(actor, change));
  }

  /** What somebody did who is not signed in. */
  recordStranger(stranger: Stranger, change: AuditedChange): Promise<void> {
    const { workspaceId, name, address } = stranger;
    const nobody = { actorKind: 'stranger', actorId: null, actorName: name, actorRole: null };
    return this.store.appendAlone({ ...changeRow(change), ...nobody, workspaceId, address });
  }

  async list(
    { workspaceId }: Actor,
    query: AuditQuery,
  ): Promise<{ items: AuditEntry[]; next: string | null }> {
    const rows = await this.store.page(workspaceId, { ...query, limit: query.limit + 1 });
    return { items: rows.slice(0, query.limit), next: nextOf(rows, query.limit) };
  }
}

function rowOf({ workspaceId, role, by, address }: Actor, change: AuditedChange): AuditRow {
  return {
    ...changeRow(change),
    workspaceId,
    actorKind: by.kind,
    actorId: by.kind === 'user' ? by.userId : by.kind === 'key' ? by.keyId : null,
    actorName: by.name,
    actorRole: by.kind === 'system' ? null : role,
    address,
  };
}

type ChangeColumns = 'id' | 'at' | 'action' | 'thingKind' | 'thingId' | 'thingName' | 'summary';

function changeRow({ action, thing, summary = {} }: AuditedChange): Pick<AuditRow, ChangeColumns> {
  return {
    id: uuid7(),
    at: new Date(),
    action,
    thingKind: thing.kind,
    thingId: thing.id,
    thingName: thing.name,
    summary: JSON.stringify(summary),
  };
}
