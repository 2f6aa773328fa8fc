import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  documentEquals,
  isAppError,
  parseJson,
  requireFlowDocument,
  requireStoredDocument,
  type AuditAction,
  type Flow,
  type FlowDocument,
  type FlowSummary,
  type Trigger,
} from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { mayAct } from '../access/viewer-sight.ts';
import { AuditService } from '../audit/audit.service.ts';
import type { AuditTransaction } from '../audit/audit-transaction.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { uuid7 } from '../database/uuid7.ts';
import { ifMatches } from '../http/if-match.ts';
import { RegistrationsService } from '../registrations/registrations.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { draftChanges } from './draft-changes.ts';
import { ConnectionUses, type FlowName } from './connection-uses.ts';
import { FlowActions, TRIGGER_PIN } from './flow-actions.service.ts';
import { FlowChecks } from './flow-checks.ts';
import { FlowDocuments } from './flow-documents.ts';
import { FlowEntity } from './flow.entity.ts';
import { FlowStore } from './flow.store.ts';
import { isGated } from './gated.ts';
import type { Pins } from './step-actions.ts';

const TOKEN_BYTES = 24;

/** A published version with its document. */
export interface PublishedVersion {
  version: number;
  created_at: string;
  document: FlowDocument;
}

/** What intake needs of the flow behind a trigger URL. */
export interface TriggerTarget {
  id: string;
  workspaceId: string;
  token: string;
  /** The live version, or null while unpublished. */
  version: number | null;
  paused: boolean;
  /** The live version; the draft while unpublished. */
  document: FlowDocument;
  /** The slices of connectors that the live version was published with. */
  pins: Pins | null;
  trigger: Trigger;
  /** True when runs have to pass the flow's gate: it has limits on them, or an order. */
  gated: boolean;
}

/** Rules of drafts, versions and going live. */
@Injectable()
export class FlowService {
  constructor(
    @Inject(FlowStore) private readonly store: FlowStore,
    @Inject(FlowDocuments) private readonly documents: FlowDocuments,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(FlowChecks) private readonly checks: FlowChecks,
    @Inject(ConnectionUses) private readonly uses: ConnectionUses,
    @Inject(FlowActions) private readonly actions: FlowActions,
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(RegistrationsService) private readonly registrations: RegistrationsService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Throws FLOW_DOCUMENT_INVALID. */
  async create(actor: Actor, input: unknown): Promise<Flow> {
    const document = this.given(input);
    await this.actions.keepNamed(actor.workspaceId, document);
    const now = new Date();
    const flow = Object.assign(new FlowEntity(), {
      id: uuid7(),
      workspaceId: actor.workspaceId,
      name: document.name,
      hookToken: randomBytes(TOKEN_BYTES).toString('base64url'),
      draft: JSON.stringify(input),
      revision: 1,
      version: null,
      paused: false,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.transaction(async (tx) => {
      await this.store.insert(tx, flow);
      await this.record(tx, actor, flow, 'created');
    });
    this.notify(flow);
    return this.describe(actor, flow);
  }

  async get(actor: Actor, id: string): Promise<Flow> {
    return this.describe(actor, await this.store.get(actor.workspaceId, id));
  }

  /** Throws PRECONDITION_REQUIRED without an `etag`, FLOW_CHANGED when it is not the newest. */
  async saveDraft(
    actor: Actor,
    id: string,
    input: unknown,
    etag: string | undefined,
  ): Promise<Flow> {
    const flow = await this.store.get(actor.workspaceId, id);
    requireNewest(flow, etag);
    const document = this.given(input);
    const before = requireStoredDocument(parseJson(flow.draft));
    await this.write(actor, flow, input, document, 'changed', draftChanges(before, document));
    return this.get(actor, id);
  }

  /** Makes the draft the live version. Throws what {@link FlowChecks.requirePublishable} does. */
  async publish(actor: Actor, id: string, etag?: string): Promise<FlowSummary> {
    const flow = await this.store.get(actor.workspaceId, id);
    refuseOlder(flow, etag);
    const document = this.given(parseJson(flow.draft));
    await this.checks.requirePublishable(actor.workspaceId, document);
    const pins = await this.actions.pin(actor.workspaceId, document);
    const hook = await this.registrations.wish(actor.workspaceId, document, pins[TRIGGER_PIN]);
    await this.store.transaction(async (tx) => {
      const live = { document: flow.draft, pins };
      const version = await this.store.publish(tx, flow, live, new Date());
      await this.registrations.follow(tx, flow, hook, version);
      await this.record(tx, actor, flow, 'published', { version, revision: flow.revision });
    });
    this.notify(flow);
    return this.summaryOf(actor, id);
  }

  /** Throws FLOW_NOT_PUBLISHED. */
  async setPaused(actor: Actor, id: string, paused: boolean): Promise<FlowSummary> {
    const flow = await this.store.get(actor.workspaceId, id);
    if (flow.version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: flow.name });
    const hook = paused ? undefined : await this.liveWish(flow);
    await this.store.transaction(async (tx) => {
      await this.store.setPaused(tx, flow, paused, new Date());
      if (paused) await this.registrations.hold(tx, flow);
      else await this.registrations.follow(tx, flow, hook);
      await this.record(tx, actor, flow, paused ? 'paused' : 'resumed');
    });
    this.notify(flow);
    return this.summaryOf(actor, id);
  }

  async remove(actor: Actor, id: string, etag?: string): Promise<void> {
    const flow = await this.store.get(actor.workspaceId, id);
    refuseOlder(flow, etag);
    await this.store.transaction(async (tx) => {
      await this.store.remove(tx, flow);
      await this.registrations.leave(tx, flow);
      await this.record(tx, actor, flow, 'deleted', { version: flow.version });
    });
    this.notify(flow);
  }

  /** Published versions, newest first; the cursor is the last number of the page before. */
  async versions(
    { workspaceId }: Actor,
    id: string,
    { limit, cursor }: { limit: number; cursor?: number | undefined },
  ): Promise<{ items: PublishedVersion[]; next: string | null }> {
    const flow = await this.store.get(workspaceId, id);
    const rows = await this.store.versionsOf(flow, limit + 1, cursor);
    const items = rows.slice(0, limit).map(({ version, createdAt, document }) => ({
      version,
      created_at: createdAt.toISOString(),
      document: requireStoredDocument(parseJson(document)),
    }));
    const last = rows.length > limit ? items.at(-1)?.version : undefined;
    return { items, next: last === undefined ? null : String(last) };
  }

  /**
   * Makes an old version the draft again. Publishing it is a step of its own. Throws what
   * {@link saveDraft} does: the draft that is there would be lost.
   */
  async restore(
    actor: Actor,
    id: string,
    version: number,
    etag: string | undefined,
  ): Promise<Flow> {
    const flow = await this.store.get(actor.workspaceId, id);
    requireNewest(flow, etag);
    const input: unknown = parseJson((await this.store.version(flow, version)).document);
    await this.write(actor, flow, input, this.given(input), 'restored', { version });
    return this.get(actor, id);
  }

  /** The flows of a workspace, newest first. */
  async page(
    actor: Actor,
    limit: number,
    before: string | undefined,
  ): Promise<{ summary: FlowSummary; document: FlowDocument }[]> {
    const flows = await this.store.page(actor.workspaceId, limit, before);
    const live = await this.liveDocuments(flows);
    return flows.map((flow) => this.summarise(actor, flow, live.get(flow.id)));
  }

  /** Which flows use each of these connections: their draft, live version, or a webhook that is being removed. */
  async usersOf(
    workspaceId: string,
    connections: readonly string[],
  ): Promise<Map<string, FlowName[]>> {
    const users = await this.uses.of(workspaceId, connections);
    const removing = await this.registrations.removingWith(workspaceId, connections);
    for (const { connection, ...flow } of removing) {
      const known = users.get(connection) ?? [];
      if (!known.some(({ id }) => id === flow.id)) users.set(connection, [...known, flow]);
    }
    return users;
  }

  /** The flow behind a trigger URL. */
  async byToken(token: string): Promise<TriggerTarget | undefined> {
    const flow = await this.store.byToken(token);
    return flow === null ? undefined : this.targetOf(flow);
  }

  /** The same for a flow known by its id. Throws FLOW_NOT_FOUND. */
  async target(workspaceId: string, id: string): Promise<TriggerTarget> {
    return this.targetOf(await this.store.get(workspaceId, id));
  }

  /** The flow of a name or an id, if there is one. */
  async named(workspaceId: string, nameOrId: string): Promise<TriggerTarget | undefined> {
    const flow = await this.store.named(workspaceId, nameOrId);
    return flow === null ? undefined : this.targetOf(flow);
  }

  /** The live documents of flows, without those that have none and those that cannot be read. */
  async liveDocumentsOf(ids: readonly string[]): Promise<Map<string, FlowDocument>> {
    const live = new Map<string, FlowDocument>();
    for (const [id, version] of await this.store.liveVersions(ids)) {
      const document = await this.documents.readable(id, version);
      if (document !== undefined) live.set(id, document);
    }
    return live;
  }

  private async targetOf(flow: FlowEntity): Promise<TriggerTarget> {
    const [live] = await this.store.liveDocuments([flow]);
    const document = requireStoredDocument(parseJson(live?.document ?? flow.draft));
    const { id, workspaceId, hookToken: token, version, paused } = flow;
    const { trigger } = document;
    const kept = { document, pins: live?.pins ?? null, trigger, gated: isGated(document) };
    return { id, workspaceId, token, version, paused, ...kept };
  }

  /** What is registered by the live version; a fault of it was for publishing to refuse. */
  private async liveWish(flow: FlowEntity): ReturnType<RegistrationsService['wish']> {
    const { document, pins } = await this.targetOf(flow);
    try {
      return await this.registrations.wish(flow.workspaceId, document, pins?.[TRIGGER_PIN]);
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }

  private async write(
    actor: Actor,
    flow: FlowEntity,
    input: unknown,
    document: FlowDocument,
    action: 'changed' | 'restored',
    summary: Record<string, unknown>,
  ): Promise<void> {
    const { name } = document;
    await this.actions.keepNamed(flow.workspaceId, document);
    const change = { draft: JSON.stringify(input), name, updatedAt: new Date() };
    await this.store.transaction(async (tx) => {
      if (!(await this.store.saveDraft(tx, flow, flow.revision, change))) {
        throw new AppError('FLOW_CHANGED', { name: flow.name });
      }
      await this.record(tx, actor, { id: flow.id, name }, action, summary);
    });
    this.notify(flow);
  }

  private record(
    tx: AuditTransaction,
    actor: Actor,
    { id, name }: Pick<FlowEntity, 'id' | 'name'>,
    action: AuditAction,
    summary?: Record<string, unknown>,
  ): Promise<void> {
    const thing = { kind: 'flow', id, name } as const;
    return this.audit.record(tx, actor, {
      action,
      thing,
      ...(summary === undefined ? {} : { summary }),
    });
  }

  /** A document that goes in or live. Throws FLOW_DOCUMENT_INVALID, also for what this server does not know. */
  private given(input: unknown): FlowDocument {
    const document = requireFlowDocument(input);
    this.checks.requireKnown(document);
    return document;
  }

  /** This process at once, before the answer; the database notifies the others. */
  private notify({ workspaceId, id }: FlowEntity): void {
    this.feed.deliver({ workspace: workspaceId, message: { kind: 'flow', id } });
    this.registrations.done();
  }

  private async summaryOf(actor: Actor, id: string): Promise<FlowSummary> {
    const flow = await this.store.get(actor.workspaceId, id);
    const live = await this.liveDocuments([flow]);
    return this.summarise(actor, flow, live.get(id)).summary;
  }

  private async describe(actor: Actor, flow: FlowEntity): Promise<Flow> {
    const live = await this.liveDocuments([flow]);
    const { summary, document } = this.summarise(actor, flow, live.get(flow.id));
    const registration = await this.registrations.shown(flow.workspaceId, flow.id);
    return { ...summary, document, registration };
  }

  private async liveDocuments(flows: readonly FlowEntity[]): Promise<Map<string, unknown>> {
    const versions = await this.store.liveDocuments(flows);
    return new Map(versions.map(({ flowId, document }) => [flowId, parseJson(document)]));
  }

  private summarise(
    actor: Actor,
    flow: FlowEntity,
    live: unknown,
  ): { summary: FlowSummary; document: FlowDocument } {
    const document = requireStoredDocument(parseJson(flow.draft));
    const liveDocument = live === undefined ? undefined : requireStoredDocument(live);
    const summary: FlowSummary = {
      id: flow.id,
      name: flow.name,
      status: statusOf(flow),
      hook_url: mayAct(actor) ? `${this.config.hooksUrl}/hooks/${flow.hookToken}` : null,
      etag: etagOf(flow),
      version: flow.version,
      changed: liveDocument === undefined || !documentEquals(document, liveDocument),
      created_at: flow.createdAt.toISOString(),
      updated_at: flow.updatedAt.toISOString(),
    };
    return { summary, document };
  }
}

/** Writing over a draft nobody has seen loses somebody's work: it takes the etag, or a plain `*`. */
function requireNewest(flow: FlowEntity, etag: string | undefined): void {
  if (etag === undefined) throw new AppError('PRECONDITION_REQUIRED');
  refuseOlder(flow, etag);
}

function refuseOlder(flow: FlowEntity, etag: string | undefined): void {
  if (etag === undefined || ifMatches(etagOf(flow), etag)) return;
  throw new AppError('FLOW_CHANGED', { name: flow.name });
}

function statusOf(flow: FlowEntity): FlowSummary['status'] {
  if (flow.version === null) return 'draft';
  return flow.paused ? 'paused' : 'live';
}

function etagOf(flow: FlowEntity): string {
  return `"${flow.revision}"`;
}
