import { Inject, Injectable } from '@nestjs/common';
import { isAppError, isJsonObject, type AppError, type AuditAction } from '@millrace/model';
import { systemActor } from '../access/actor.ts';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { AuditService } from '../audit/audit.service.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionStatusStore, type FoundStatus } from './connection-status.store.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/**
 * Least time between a mark and its end: an application that refuses one call and takes the next
 * does not fill the audit log.
 */
const LEAST_MARKED_MS = 60_000;
const LONGEST_REASON = 500;

/** Keeps whether connections work: after tests, and when a run finds out. */
@Injectable()
export class ConnectionStatusService {
  constructor(
    @Inject(ConnectionStatusStore) private readonly store: ConnectionStatusStore,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** After a test that went well. */
  async works(connection: ResolvedConnection, account: string | undefined): Promise<void> {
    await this.keep(connection, { status: 'ok', reason: null, account });
  }

  /** After a test that did not. */
  async fails(connection: ResolvedConnection, error: AppError): Promise<void> {
    await this.keep(connection, foundOf(error));
  }

  /** After a call of a run that failed: a connection whose account is refused is marked, once. */
  async refused(connection: ResolvedConnection, error: unknown): Promise<void> {
    if (isMarked(connection) || !isRefusal(error)) return;
    const found = foundOf(error);
    const done = await this.store.transaction(async (tx) => {
      const isFirst = await this.store.mark(tx, connection, found);
      if (isFirst) await this.record(tx, connection, 'refused', { reason: found.reason });
      return isFirst;
    });
    if (done) this.cache.forget(connection.workspaceId);
  }

  /** After a call of a run that went well: one that was marked a while ago is not any more. */
  async accepted(connection: ResolvedConnection): Promise<void> {
    if (!isMarked(connection)) return;
    const before = new Date(Date.now() - LEAST_MARKED_MS);
    const done = await this.store.transaction(async (tx) => {
      const isFirst = await this.store.unmark(tx, connection, before);
      if (isFirst) await this.record(tx, connection, 'recovered', {});
      return isFirst;
    });
    if (done) this.cache.forget(connection.workspaceId);
  }

  private async keep(connection: ResolvedConnection, found: FoundStatus): Promise<void> {
    await this.store.keep(connection, found);
    this.cache.forget(connection.workspaceId);
  }

  private record(
    tx: AuditTransaction,
    { id, name, workspaceId }: ResolvedConnection,
    action: AuditAction,
    summary: Record<string, unknown>,
  ): Promise<void> {
    const thing = { kind: 'connection', id, name } as const;
    return this.audit.record(tx, systemActor(workspaceId, 'worker'), { action, thing, summary });
  }
}

function isMarked({ status }: ResolvedConnection): boolean {
  return status === 'failed' || status === 'expired';
}

/** 403 alone says that the account may not do this one thing. */
function isRefusal(error: unknown): error is AppError {
  if (!isAppError(error)) return false;
  if (error.code === 'CONNECTION_EXPIRED') return true;
  const status = isJsonObject(error.details) ? error.details['status'] : undefined;
  return error.code === 'CALL_UNAUTHORIZED' && status !== 403;
}

function foundOf({ code, message }: AppError): FoundStatus {
  const status = code === 'CONNECTION_EXPIRED' ? 'expired' : 'failed';
  return { status, reason: message.slice(0, LONGEST_REASON) };
}
