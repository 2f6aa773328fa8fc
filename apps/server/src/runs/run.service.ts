import { Inject, Injectable } from '@nestjs/common';
import { AppError, type RunDetail, type RunSummary } from '@millrace/model';
import { RunStarter } from './run-starter.service.ts';
import { RunStore, type RunFilter } from './run.store.ts';

/** Runs as people see them, and what they can do with them. */
@Injectable()
export class RunService {
  constructor(
    @Inject(RunStore) private readonly store: RunStore,
    @Inject(RunStarter) private readonly starter: RunStarter,
  ) {}

  /** Throws RUN_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<RunDetail> {
    const run = await this.store.get(workspaceId, id);
    return { ...run, attempts: await this.store.attempts(id) };
  }

  async list(
    workspaceId: string,
    filter: RunFilter,
  ): Promise<{ items: RunSummary[]; next: string | null }> {
    const rows = await this.store.list(workspaceId, { ...filter, limit: filter.limit + 1 });
    const items = rows.slice(0, filter.limit);
    return { items, next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  /** Throws RUN_FINISHED. */
  async cancel(workspaceId: string, id: string): Promise<RunDetail> {
    const run = await this.store.get(workspaceId, id);
    if (!(await this.store.cancel(run, workspaceId))) {
      const { status } = await this.store.get(workspaceId, id);
      throw new AppError('RUN_FINISHED', { id, status });
    }
    return this.get(workspaceId, id);
  }

  /** A new run of the live version for the same event, which names this one as its origin. */
  async replay(workspaceId: string, id: string): Promise<string> {
    const run = await this.store.get(workspaceId, id);
    return this.starter.startLive(workspaceId, run.flow, run.event, run.id);
  }
}
