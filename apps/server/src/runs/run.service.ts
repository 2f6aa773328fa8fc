import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Attempt, type RunDetail, type RunSummary } from '@millrace/model';
import { cancelledAttempts, type AttemptRecord, type StoredAttempt } from '@millrace/engine';
import type { PoolClient } from 'pg';
import type { Actor } from '../access/actor.ts';
import { shownTo } from '../access/viewer-sight.ts';
import { FlowDocuments } from '../flows/flow-documents.ts';
import { AuditService } from '../audit/audit.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { cutAttempts } from './cut-attempts.ts';
import { RunStore, type RunFilter } from './run.store.ts';

/** Attempts that a run shows; the others are paged. */
const MOST_SHOWN = 200;

/** Runs as people see them, and what they can do with them. */
@Injectable()
export class RunService {
  constructor(
    @Inject(RunStore) private readonly store: RunStore,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(FlowDocuments) private readonly documents: FlowDocuments,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Throws RUN_NOT_FOUND. */
  async get(actor: Actor, id: string): Promise<RunDetail> {
    const { workspaceId } = actor;
    const run = await this.store.get(workspaceId, id);
    const [{ replays, waitsUntil }, { attempts, earlier }] = await Promise.all([
      this.store.surroundings(id),
      this.store.attempts(id, { limit: MOST_SHOWN }),
    ]);
    const waits = waitsUntil?.toISOString() ?? null;
    const shown = cutAttempts(attempts.map((attempt) => attemptFor(actor, attempt)));
    return { ...run, waits_until: waits, replays, attempts: shown, earlier };
  }

  /** Attempts of a run a page at a time, from its end. Throws RUN_NOT_FOUND. */
  async attempts(
    actor: Actor,
    id: string,
    { limit, cursor }: { limit: number; cursor?: number | undefined },
  ): Promise<{ items: Attempt[]; next: string | null }> {
    await this.store.get(actor.workspaceId, id);
    const { attempts, earlier } = await this.store.attempts(id, { limit, before: cursor });
    const shown = attempts.map((attempt) => attemptFor(actor, attempt));
    return { items: cutAttempts(shown), next: earlier };
  }

  /** One attempt with all it has. Throws RUN_NOT_FOUND and ATTEMPT_NOT_FOUND. */
  async attempt(actor: Actor, id: string, seq: number): Promise<Attempt> {
    await this.store.get(actor.workspaceId, id);
    const { attempts } = await this.store.attempts(id, { limit: 1, before: seq + 1 });
    const [attempt] = attempts;
    if (attempt?.seq !== seq) throw new AppError('ATTEMPT_NOT_FOUND', { run: id, seq });
    return attemptFor(actor, attempt);
  }

  async list(
    { workspaceId }: Actor,
    filter: RunFilter,
  ): Promise<{ items: RunSummary[]; next: string | null }> {
    const rows = await this.store.list(workspaceId, { ...filter, limit: filter.limit + 1 });
    const items = rows.slice(0, filter.limit);
    return { items, next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  /** At once, also in the middle of a call. Throws RUN_NOT_FOUND and RUN_FINISHED. */
  async cancel(actor: Actor, id: string): Promise<RunDetail> {
    const { workspaceId } = actor;
    const run = await this.store.get(workspaceId, id);
    // One that cannot be read does not keep its run from being cancelled.
    const document = await this.documents.readable(run.flow, run.version);
    const close = (open: StoredAttempt[]): AttemptRecord[] =>
      document === undefined ? [] : cancelledAttempts(document, open, new Date());
    const thing = { kind: 'run', id, name: run.flow_name } as const;
    const note = (tx: PoolClient): Promise<void> =>
      this.audit.record(tx, actor, { action: 'cancelled', thing });
    if (!(await this.store.cancel(run, workspaceId, { close, note }))) {
      const { status } = await this.store.get(workspaceId, id);
      throw new AppError('RUN_FINISHED', { id, status });
    }
    const message = { kind: 'run', id, flow: run.flow, status: 'cancelled' } as const;
    this.feed.publish({ workspace: workspaceId, message });
    return this.get(actor, id);
  }
}

/** Headers of calls as the actor may see them. */
function attemptFor(actor: Actor, { calls, ...attempt }: Attempt): Attempt {
  if (calls === undefined) return attempt;
  const shown = calls.map(({ headers, answer_headers: answered, ...call }) => ({
    ...call,
    ...(headers === undefined ? {} : { headers: shownTo(actor, headers) }),
    ...(answered === undefined ? {} : { answer_headers: shownTo(actor, answered) }),
  }));
  return { ...attempt, calls: shown };
}
