import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  findStep,
  type FlowDocument,
  type JsonObject,
  type TestStepResponse,
} from '@millrace/model';
import { advance, toStepError, withResult, type Decision, type RunState } from '@millrace/engine';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { uuid7 } from '../database/uuid7.ts';
import { triggerData } from '../events/event-data.ts';
import { EventService } from '../events/event.service.ts';
import { FlowService } from '../flows/flow.service.ts';
import { ActionCaller } from './action-caller.ts';

type Outcome = Omit<TestStepResponse, 'duration_ms'>;

/**
 * Tries one step of a draft against a captured event. Steps before it without side effects are
 * computed; calls before it are not made: their action's sample answer stands in for them.
 */
@Injectable()
export class StepTester {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(EventService) private readonly events: EventService,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(ActionCaller) private readonly caller: ActionCaller,
  ) {}

  /** Throws FLOW_NOT_FOUND, STEP_NOT_FOUND and EVENT_NOT_FOUND. */
  async test(
    workspaceId: string,
    flowId: string,
    stepId: string,
    eventId: string | undefined,
  ): Promise<TestStepResponse> {
    const { document } = await this.flows.get(workspaceId, flowId);
    if (findStep(document, stepId) === undefined) {
      throw new AppError('STEP_NOT_FOUND', { step: stepId });
    }
    const trigger = await this.trigger(workspaceId, flowId, eventId, document);
    const started = performance.now();
    const state = this.stateBefore(flowId, document, trigger, stepId);
    const outcome = state.ok
      ? await this.outcome(workspaceId, advance(state.state))
      : { status: 'failed' as const, input: null, output: null, error: state.error };
    return { ...outcome, duration_ms: Math.round(performance.now() - started) };
  }

  private async trigger(
    workspaceId: string,
    flowId: string,
    eventId: string | undefined,
    document: FlowDocument,
  ): Promise<JsonObject> {
    if (eventId !== undefined) {
      return triggerData(await this.events.stored(workspaceId, eventId));
    }
    const latest = await this.events.latestData(workspaceId, flowId);
    return latest ?? this.sampleData(document);
  }

  private sampleData({ trigger }: FlowDocument): JsonObject {
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    const sample = source === undefined ? undefined : this.catalogue.trigger(source).samples[0];
    return {
      body: sample?.body ?? {},
      headers: sample?.headers ?? {},
      query: {},
      method: 'POST',
      received_at: new Date().toISOString(),
      event_id: uuid7(),
    };
  }

  private stateBefore(
    flowId: string,
    document: FlowDocument,
    trigger: JsonObject,
    stepId: string,
  ): { ok: true; state: RunState } | { ok: false; error: Outcome['error'] } {
    let state: RunState = {
      runId: uuid7(),
      flow: { id: flowId, version: 0 },
      document,
      trigger,
      results: new Map(),
      tries: new Map(),
      nextSeq: 1,
    };
    for (const step of document.steps) {
      if (step.id === stepId) return { ok: true, state };
      const single = { ...state, document: { ...document, steps: [step] } };
      const decision = advance(single);
      if (decision.kind === 'fail') return { ok: false, error: decision.error };
      const output =
        decision.kind === 'record'
          ? passOn(step.kind, decision.output)
          : this.sampleOutput(decision);
      state = withResult(state, step.id, { status: 'succeeded', output });
    }
    return { ok: true, state };
  }

  private sampleOutput(decision: Decision) {
    return decision.kind === 'perform'
      ? this.catalogue.action(decision.call.step.action).action.sample.output
      : null;
  }

  private async outcome(workspaceId: string, decision: Decision): Promise<Outcome> {
    if (decision.kind === 'record') {
      const { input, output } = decision;
      return { status: 'succeeded', input, output, error: null };
    }
    if (decision.kind === 'fail') {
      return { status: 'failed', input: decision.input, output: null, error: decision.error };
    }
    if (decision.kind !== 'perform') {
      const error = toStepError(new AppError('INTERNAL'));
      return { status: 'failed', input: null, output: null, error };
    }
    const { call } = decision;
    const ended = await this.caller.perform(workspaceId, call);
    return ended.ok
      ? { status: 'succeeded', input: call.input, output: ended.output, error: null }
      : { status: 'failed', input: call.input, output: null, error: ended.error };
  }
}

/** While testing a later step, a filter in between counts as passed. */
function passOn(kind: string, output: JsonObject[string]): JsonObject[string] {
  return kind === 'filter' ? { passed: true } : output;
}
