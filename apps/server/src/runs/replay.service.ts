import { Inject, Injectable } from '@nestjs/common';
import { AppError, placedSteps, type FlowDocument, type ReplayRequest } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { inTransaction } from '../database/transaction.ts';
import { uuid7 } from '../database/uuid7.ts';
import { FlowDocuments } from '../flows/flow-documents.ts';
import { FlowService } from '../flows/flow.service.ts';
import { isGated } from '../flows/gated.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { keptEntries, type JournalRow } from './attempt-journal.ts';
import { journalRows } from './journal-rows.ts';
import { ReplayStore, type Db, type Origin } from './replay.store.ts';

/** The version a replay runs, with its document. */
export interface ReplayTarget {
  version: number;
  document: FlowDocument;
}

/** Runs runs again: whole or from a step, on their own version or another, with another body. */
@Injectable()
export class ReplayService {
  constructor(
    @Inject(ReplayStore) private readonly store: ReplayStore,
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(FlowDocuments) private readonly documents: FlowDocuments,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Throws RUN_NOT_FOUND, FLOW_NOT_PUBLISHED, VERSION_NOT_FOUND and STEP_NOT_FOUND. */
  async replay(actor: Actor, runId: string, request: ReplayRequest): Promise<string> {
    const { workspaceId } = actor;
    const origin = await this.store.origin(workspaceId, runId);
    const target = await this.target(workspaceId, origin, request.version ?? 'original');
    const id = await inTransaction(this.store.pool, async (tx) => {
      const made = await this.make(tx, origin, target, request);
      await this.audit.record(tx, actor, {
        action: 'replayed',
        thing: { kind: 'run', id: runId, name: target.document.name },
        summary: summaryOf(made, target, request),
      });
      return made;
    });
    const message = { kind: 'run', id, flow: origin.flowId, status: 'queued' } as const;
    this.feed.publish({ workspace: workspaceId, message });
    this.feed.publishWork();
    return id;
  }

  /** The version that is run. Throws FLOW_NOT_PUBLISHED and VERSION_NOT_FOUND. */
  async target(
    workspaceId: string,
    origin: Pick<Origin, 'flowId' | 'version'>,
    wanted: 'original' | 'newest' | number,
  ): Promise<ReplayTarget> {
    const { flowId } = origin;
    const version = wanted === 'newest' ? await this.live(workspaceId, flowId) : wanted;
    const number = version === 'original' ? origin.version : version;
    const document = await this.documents.get(flowId, number);
    if (document === undefined) {
      throw new AppError('VERSION_NOT_FOUND', { id: flowId, version: number });
    }
    return { version: number, document };
  }

  /** Makes the run; nobody is told yet. Throws STEP_NOT_FOUND. */
  async make(
    db: Db,
    origin: Origin,
    { version, document }: ReplayTarget,
    { from, body }: Pick<ReplayRequest, 'from' | 'body'>,
  ): Promise<string> {
    const id = uuid7();
    const kept = from === undefined ? null : await this.kept(db, origin, document, from);
    await this.store.insert(db, {
      id,
      origin,
      version,
      gated: isGated(document),
      sameKeys: origin.status !== 'succeeded' && body === undefined && version === origin.version,
      body:
        body === undefined
          ? undefined
          : { eventId: uuid7(), bytes: Buffer.from(JSON.stringify(body)) },
      kept,
    });
    return id;
  }

  private async live(workspaceId: string, flowId: string): Promise<number> {
    const { version, document } = await this.flows.target(workspaceId, flowId);
    if (version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: document.name });
    return version;
  }

  private async kept(
    db: Db,
    origin: Origin,
    document: FlowDocument,
    from: string,
  ): Promise<JournalRow | null> {
    const before = stepsBefore(document, from);
    return keptEntries(await journalRows(db, origin.id), (step) => before.has(step));
  }
}

/** What is run again and how; of another body only that there is one. */
function summaryOf(
  run: string,
  { version }: ReplayTarget,
  { from, body }: ReplayRequest,
): Record<string, unknown> {
  return {
    ...{ run, version },
    ...(from === undefined ? {} : { from }),
    ...(body === undefined ? {} : { body: 'another' }),
  };
}

/**
 * The steps whose results a replay from a step keeps: those before it, except the loops around it,
 * which are not done. Throws STEP_NOT_FOUND.
 */
function stepsBefore(document: FlowDocument, from: string): Set<string> {
  const placed = placedSteps(document);
  const index = placed.findIndex(({ step }) => step.id === from);
  const start = placed[index];
  if (start === undefined) throw new AppError('STEP_NOT_FOUND', { step: from });
  const isAround = (path: (string | number)[]): boolean =>
    path.every((part, depth) => start.path[depth] === part);
  const before = placed
    .slice(0, index)
    .filter(({ step, path }) => step.kind !== 'for-each' || !isAround(path));
  return new Set(before.map(({ step }) => step.id));
}
