import { Inject, Injectable } from '@nestjs/common';
import { AppError, findStep, type ReplayBatch, type ReplayBatchRequest } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { FlowService } from '../flows/flow.service.ts';
import { ReplayBatchStore } from './replay-batch.store.ts';

/** Replays of many runs as people start, follow and end them. */
@Injectable()
export class ReplayBatchService {
  constructor(
    @Inject(ReplayBatchStore) private readonly store: ReplayBatchStore,
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Throws FLOW_NOT_FOUND, FLOW_NOT_PUBLISHED and STEP_NOT_FOUND. */
  async start(actor: Actor, request: ReplayBatchRequest): Promise<ReplayBatch> {
    const { workspaceId } = actor;
    const { version, document } = await this.flows.target(workspaceId, request.flow);
    if (version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: document.name });
    const { from } = request;
    if (from !== undefined && findStep(document, from) === undefined) {
      throw new AppError('STEP_NOT_FOUND', { step: from });
    }
    const id = uuid7();
    await this.store.transaction(async (tx) => {
      await this.store.create(tx, workspaceId, id, request);
      const thing = { kind: 'replay', id, name: document.name } as const;
      await this.audit.record(tx, actor, { action: 'started', thing, summary: { ...request } });
    });
    return this.store.get(workspaceId, id);
  }

  /** Throws REPLAY_NOT_FOUND. */
  get({ workspaceId }: Actor, id: string): Promise<ReplayBatch> {
    return this.store.get(workspaceId, id);
  }

  async list(
    { workspaceId }: Actor,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: ReplayBatch[]; next: string | null }> {
    const rows = await this.store.list(workspaceId, limit + 1, cursor);
    const items = rows.slice(0, limit);
    return { items, next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  /** Throws REPLAY_NOT_FOUND and REPLAY_FINISHED. */
  async cancel(actor: Actor, id: string): Promise<ReplayBatch> {
    const { workspaceId } = actor;
    const { status, flow } = await this.store.get(workspaceId, id);
    const { document } = await this.flows.target(workspaceId, flow);
    const cancelled = await this.store.transaction(async (tx) => {
      if (!(await this.store.cancel(tx, workspaceId, id))) return false;
      const thing = { kind: 'replay', id, name: document.name } as const;
      await this.audit.record(tx, actor, { action: 'cancelled', thing });
      return true;
    });
    if (!cancelled) {
      throw new AppError('REPLAY_FINISHED', { id, status });
    }
    return this.store.get(workspaceId, id);
  }
}
