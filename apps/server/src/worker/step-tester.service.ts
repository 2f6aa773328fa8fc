import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  findStep,
  type FlowDocument,
  type JsonObject,
  type TestStepResponse,
} from '@millrace/model';
import { rehearse, type Rehearsed, type RehearsedRun } from '@millrace/engine';
import type { Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { EventReader } from '../events/event-reader.ts';
import { EventService } from '../events/event.service.ts';
import { FlowService } from '../flows/flow.service.ts';
import { FlowActions } from '../flows/flow-actions.service.ts';
import type { StepActions } from '../flows/step-actions.ts';
import { ActionCaller, type ActionHost } from './action-caller.ts';

type Outcome = Omit<TestStepResponse, 'duration_ms'>;

interface Draft {
  flowId: string;
  document: FlowDocument;
  actions: StepActions;
}

/**
 * Tries one step of a draft against a captured event. Only a call of the step itself is made; the
 * samples of their actions stand in for calls before it.
 */
@Injectable()
export class StepTester {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(EventService) private readonly events: EventService,
    @Inject(EventReader) private readonly reader: EventReader,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(FlowActions) private readonly actions: FlowActions,
    @Inject(ActionCaller) private readonly caller: ActionCaller,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Throws FLOW_NOT_FOUND, STEP_NOT_FOUND and EVENT_NOT_FOUND. */
  async test(
    actor: Actor,
    flowId: string,
    stepId: string,
    eventId: string | undefined,
  ): Promise<TestStepResponse> {
    const { workspaceId } = actor;
    const { document } = await this.flows.get(actor, flowId);
    if (findStep(document, stepId) === undefined) {
      throw new AppError('STEP_NOT_FOUND', { step: stepId });
    }
    const trigger = await this.trigger(workspaceId, flowId, eventId, document);
    // Before the call that it may make, so that none goes out without a trace.
    await this.audit.note(actor, {
      action: 'tested',
      thing: { kind: 'flow', id: flowId, name: document.name },
      summary: { step: stepId, ...(eventId === undefined ? {} : { event: eventId }) },
    });
    const started = performance.now();
    const actions = await this.actions.ofDraft(workspaceId, document);
    const rehearsed = this.rehearse({ flowId, document, actions }, trigger, stepId);
    const outcome = await this.outcome({ workspaceId, actions }, rehearsed);
    return { ...outcome, duration_ms: Math.round(performance.now() - started) };
  }

  private rehearse(
    { flowId, document, actions }: Draft,
    trigger: JsonObject,
    stepId: string,
  ): Rehearsed {
    const run: RehearsedRun = {
      runId: uuid7(),
      flow: { id: flowId, version: 0 },
      document,
      fieldsOf: actions.fieldsOf,
      trigger,
      now: new Date(),
      sampleOf: (step) => (step.kind === 'action' ? actions.of(step).action.sample.output : null),
    };
    return rehearse(run, stepId);
  }

  private async trigger(
    workspaceId: string,
    flowId: string,
    eventId: string | undefined,
    document: FlowDocument,
  ): Promise<JsonObject> {
    if (eventId !== undefined) {
      return this.reader.trigger(await this.events.stored(workspaceId, eventId));
    }
    const captured = await this.events.sampleData(workspaceId, flowId);
    return captured ?? this.sampleData(workspaceId, document);
  }

  private async sampleData(workspaceId: string, { trigger }: FlowDocument): Promise<JsonObject> {
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    const catalogue = await this.catalogues.of(workspaceId);
    const sample = source === undefined ? undefined : catalogue.trigger(source).samples[0];
    return {
      body: sample?.body ?? {},
      headers: sample?.headers ?? {},
      query: {},
      method: 'POST',
      received_at: new Date().toISOString(),
      event_id: uuid7(),
    };
  }

  private async outcome(host: ActionHost, rehearsed: Rehearsed): Promise<Outcome> {
    if (rehearsed.kind === 'done') {
      const { input, output } = rehearsed;
      return { status: 'succeeded', input, output, error: null };
    }
    if (rehearsed.kind === 'failed') {
      return { status: 'failed', input: null, output: null, error: rehearsed.error };
    }
    const { call } = rehearsed;
    const { input } = call;
    const ended = await this.caller.perform({ ...host, attended: true }, call);
    if ('pending' in ended) return { status: 'skipped', input, output: null, error: null };
    return ended.ok
      ? { status: 'succeeded', input, output: ended.output, error: null }
      : { status: 'failed', input, output: null, error: ended.error };
  }
}
