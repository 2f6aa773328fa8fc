import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  documentEquals,
  requireFlowDocument,
  requireStoredDocument,
  type Flow,
  type FlowDocument,
  type FlowSummary,
  type Trigger,
} from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { uuid7 } from '../database/uuid7.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { FlowChecks } from './flow-checks.ts';
import { FlowDocuments } from './flow-documents.ts';
import { FlowEntity } from './flow.entity.ts';
import { FlowStore } from './flow.store.ts';
import { isGated } from './gated.ts';

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
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Throws FLOW_DOCUMENT_INVALID. */
  async create(workspaceId: string, input: unknown): Promise<Flow> {
    const document = this.given(input);
    const now = new Date();
    const flow = Object.assign(new FlowEntity(), {
      id: uuid7(),
      workspaceId,
      name: document.name,
      hookToken: randomBytes(TOKEN_BYTES).toString('base64url'),
      draft: JSON.stringify(input),
      revision: 1,
      version: null,
      paused: false,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(flow);
    this.tell(flow);
    return this.describe(flow);
  }

  async get(workspaceId: string, id: string): Promise<Flow> {
    return this.describe(await this.store.get(workspaceId, id));
  }

  /** Throws FLOW_CHANGED when `etag` is not the newest. */
  async saveDraft(
    workspaceId: string,
    id: string,
    input: unknown,
    etag: string | undefined,
  ): Promise<Flow> {
    const flow = await this.store.get(workspaceId, id);
    const document = this.given(input);
    const { name } = flow;
    if (etag !== undefined && etag !== '*' && etag !== etagOf(flow)) {
      throw new AppError('FLOW_CHANGED', { name });
    }
    const change = { draft: JSON.stringify(input), name: document.name, updatedAt: new Date() };
    if (!(await this.store.saveDraft(flow, flow.revision, change))) {
      throw new AppError('FLOW_CHANGED', { name });
    }
    this.tell(flow);
    return this.get(workspaceId, id);
  }

  /** Makes the draft the live version. Throws what {@link FlowChecks.requirePublishable} does. */
  async publish(workspaceId: string, id: string): Promise<FlowSummary> {
    const flow = await this.store.get(workspaceId, id);
    const document = this.given(JSON.parse(flow.draft));
    await this.checks.requirePublishable(workspaceId, document);
    await this.store.publish(flow, flow.draft, new Date());
    this.tell(flow);
    return this.summaryOf(workspaceId, id);
  }

  /** Throws FLOW_NOT_PUBLISHED. */
  async setPaused(workspaceId: string, id: string, paused: boolean): Promise<FlowSummary> {
    const flow = await this.store.get(workspaceId, id);
    if (flow.version === null) throw new AppError('FLOW_NOT_PUBLISHED', { name: flow.name });
    await this.store.setPaused(flow, paused, new Date());
    this.tell(flow);
    return this.summaryOf(workspaceId, id);
  }

  async remove(workspaceId: string, id: string): Promise<void> {
    const flow = await this.store.get(workspaceId, id);
    await this.store.remove(flow);
    this.tell(flow);
  }

  async versions(workspaceId: string, id: string): Promise<PublishedVersion[]> {
    const flow = await this.store.get(workspaceId, id);
    const versions = await this.store.versionsOf(flow);
    return versions.map(({ version, createdAt, document }) => ({
      version,
      created_at: createdAt.toISOString(),
      document: requireStoredDocument(JSON.parse(document)),
    }));
  }

  /** Makes an old version the draft again. Publishing it is a step of its own. */
  async restore(workspaceId: string, id: string, version: number): Promise<Flow> {
    const flow = await this.store.get(workspaceId, id);
    const { document } = await this.store.version(flow, version);
    return this.saveDraft(workspaceId, id, JSON.parse(document), undefined);
  }

  /** The flows of a workspace, newest first. */
  async page(
    workspaceId: string,
    limit: number,
    before: string | undefined,
  ): Promise<{ summary: FlowSummary; document: FlowDocument }[]> {
    const flows = await this.store.page(workspaceId, limit, before);
    const live = await this.liveDocuments(flows);
    return flows.map((flow) => this.summarise(flow, live.get(flow.id)));
  }

  /** Which flows use a connection, in their draft or live version. */
  async usersOf(workspaceId: string, connection: string): Promise<{ id: string; name: string }[]> {
    const flows = await this.store.all(workspaceId);
    const live = await this.liveDocuments(flows);
    return flows.flatMap((flow) => {
      const { id, name } = flow;
      const documents = [JSON.parse(flow.draft), live.get(id)].filter((one) => one !== undefined);
      const used = documents.some((one) =>
        this.checks.uses(requireStoredDocument(one), connection),
      );
      return used ? [{ id, name }] : [];
    });
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

  /** The live document of a flow, if it has one. */
  async liveDocument(id: string): Promise<FlowDocument | undefined> {
    const version = await this.store.liveVersion(id);
    return version === undefined ? undefined : this.documents.get(id, version);
  }

  private async targetOf(flow: FlowEntity): Promise<TriggerTarget> {
    const live = (await this.liveDocuments([flow])).get(flow.id);
    const document = requireStoredDocument(live ?? JSON.parse(flow.draft));
    const { id, workspaceId, hookToken: token, version, paused } = flow;
    const { trigger } = document;
    return { id, workspaceId, token, version, paused, document, trigger, gated: isGated(document) };
  }

  /** A document that goes in or live. Throws FLOW_DOCUMENT_INVALID, also for what this server does not know. */
  private given(input: unknown): FlowDocument {
    const document = requireFlowDocument(input);
    this.checks.requireKnown(document);
    return document;
  }

  /** This process at once, before the answer; the others hear it from the database. */
  private tell({ workspaceId, id }: FlowEntity): void {
    this.feed.deliver({ workspace: workspaceId, message: { kind: 'flow', id } });
  }

  private async summaryOf(workspaceId: string, id: string): Promise<FlowSummary> {
    const flow = await this.store.get(workspaceId, id);
    const live = await this.liveDocuments([flow]);
    return this.summarise(flow, live.get(id)).summary;
  }

  private async describe(flow: FlowEntity): Promise<Flow> {
    const live = await this.liveDocuments([flow]);
    const { summary, document } = this.summarise(flow, live.get(flow.id));
    return { ...summary, document };
  }

  private async liveDocuments(flows: readonly FlowEntity[]): Promise<Map<string, unknown>> {
    const versions = await this.store.liveDocuments(flows);
    return new Map(versions.map(({ flowId, document }) => [flowId, JSON.parse(document)]));
  }

  private summarise(
    flow: FlowEntity,
    live: unknown,
  ): { summary: FlowSummary; document: FlowDocument } {
    const document = requireStoredDocument(JSON.parse(flow.draft));
    const liveDocument = live === undefined ? undefined : requireStoredDocument(live);
    const summary: FlowSummary = {
      id: flow.id,
      name: flow.name,
      status: statusOf(flow),
      hook_url: `${this.config.publicUrl}/hooks/${flow.hookToken}`,
      etag: etagOf(flow),
      version: flow.version,
      changed: liveDocument === undefined || !documentEquals(document, liveDocument),
      created_at: flow.createdAt.toISOString(),
      updated_at: flow.updatedAt.toISOString(),
    };
    return { summary, document };
  }
}

function statusOf(flow: FlowEntity): FlowSummary['status'] {
  if (flow.version === null) return 'draft';
  return flow.paused ? 'paused' : 'live';
}

function etagOf(flow: FlowEntity): string {
  return `"${flow.revision}"`;
}
