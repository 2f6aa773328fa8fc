import { Inject, Injectable } from '@nestjs/common';
import { AppError, findStep, type ReplayBatch, type ReplayBatchRequest } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { uuid7 } from '../database/uuid7.ts';
import { FlowService } from '../flows/flow.service.ts';
import { ReplayBatchStore } from './replay-batch.store.ts';

/** Replays of many runs as people start, follow and end them. */
@Injectable()
export class ReplayBatchService {
  constructor(
    @Inject(ReplayBatchStore) private readonly store: ReplayBatchStore,
    @Inject(FlowService) private readonly flows: FlowService,
  ) {}

  /** Throws FLOW_NOT_FOUND, FLOW_NOT_PUBLISHED and STEP_NOT_FOUND. */
  async start({ workspaceId }: Actor, request: ReplayBatchRequest): Promise<ReplayBatch> {
    const { version, document } = await this.flows.target(workspaceId, request.flow);
    if (version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: document.name });
    const { from } = request;
    if (from !== undefined && findStep(document, from) === undefined) {
      throw new AppError('STEP_NOT_FOUND', { step: from });
    }
    const id = uuid7();
    await this.store.create(workspaceId, id, request);
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
  async cancel({ workspaceId }: Actor, id: string): Promise<ReplayBatch> {
    const { status } = await this.store.get(workspaceId, id);
    if (!(await this.store.cancel(workspaceId, id))) {
      throw new AppError('REPLAY_FINISHED', { id, status });
    }
    return this.store.get(workspaceId, id);
  }
}
