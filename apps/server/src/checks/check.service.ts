import { setImmediate as breathe } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { checkFlowInParts, SchemaLearner, type CheckInput } from '@millrace/mapping';
import {
  requireFlowDocument,
  walkSteps,
  type CheckFlowResponse,
  type Finding,
  type FlowDocument,
  type JsonObject,
} from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { headerObject } from '../events/event-data.ts';
import { EventReader } from '../events/event-reader.ts';
import { EventService } from '../events/event.service.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import { FlowService } from '../flows/flow.service.ts';

/** What to check, and on how much. */
export interface CheckRequest {
  /** The draft when absent. */
  document?: unknown;
  /** Captured events, newest first. */
  last: number;
}

type Learned = { events: CheckFlowResponse['events'] } & Pick<CheckInput, 'trigger'>;

/** Checks flows against what their triggers captured. */
@Injectable()
export class CheckService {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(EventService) private readonly events: EventService,
    @Inject(EventReader) private readonly reader: EventReader,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(FlowActions) private readonly actions: FlowActions,
  ) {}

  /** Throws FLOW_NOT_FOUND and FLOW_DOCUMENT_INVALID. */
  async check(actor: Actor, flowId: string, request: CheckRequest): Promise<CheckFlowResponse> {
    const { workspaceId } = actor;
    const flow = await this.flows.get(actor, flowId);
    const document =
      request.document === undefined ? flow.document : requireFlowDocument(request.document);
    const learned = await this.learn(actor, flowId, document, request.last);
    const flows = await this.callable(workspaceId, document);
    const manifests = (await this.catalogues.of(workspaceId)).manifests();
    const older = (await this.actions.ofDraft(workspaceId, document)).older();
    const input = { document, trigger: learned.trigger, manifests, older, flows };
    const findings: Finding[] = [];
    for (const part of checkFlowInParts(input)) {
      findings.push(...part);
      // A flow has up to 500 steps: other calls get their turn in between.
      await breathe();
    }
    return { findings, events: learned.events };
  }

  /** Of the flows that a document calls, those that are there. */
  private async callable(workspaceId: string, document: FlowDocument): Promise<Set<string>> {
    const called = walkSteps(document).flatMap((step) => (step.kind === 'call' ? [step.flow] : []));
    const found = new Set<string>();
    for (const name of new Set(called)) {
      if ((await this.flows.named(workspaceId, name)) !== undefined) found.add(name);
    }
    return found;
  }

  /** One event at a time; the samples of the connector stand in while there are none. */
  private async learn(
    actor: Actor,
    flowId: string,
    document: FlowDocument,
    last: number,
  ): Promise<Learned> {
    const learner = new SchemaLearner();
    const events = await this.events.recent(actor.workspaceId, flowId, last);
    let learned = 0;
    for (const event of events) {
      const { body } = event;
      if (body === null) continue;
      learner.add(this.reader.triggerFor(actor, { ...event, body }));
      learned += 1;
      await breathe();
    }
    const skipped = events.length - learned;
    if (learned > 0) {
      return { trigger: learner.schema(), events: { learned, skipped, source: 'events' } };
    }
    const samples = await this.samplesOf(actor.workspaceId, document);
    for (const sample of samples) learner.add(sample);
    const source = samples.length > 0 ? 'samples' : 'none';
    const trigger = samples.length > 0 ? learner.schema() : undefined;
    return { trigger, events: { learned, skipped, source } };
  }

  /** The trigger data of a connector's samples, as intake would read them. */
  private async samplesOf(workspaceId: string, { trigger }: FlowDocument): Promise<JsonObject[]> {
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    const catalogue = await this.catalogues.of(workspaceId);
    const samples = source === undefined ? [] : (catalogue.findTrigger(source)?.samples ?? []);
    return samples.map(({ body, headers }) => ({
      ...{ body, headers: headerObject(Object.entries(headers)), query: {}, method: 'POST' },
      ...{ received_at: new Date().toISOString(), event_id: uuid7() },
    }));
  }
}
