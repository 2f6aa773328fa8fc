import { Inject, Injectable } from '@nestjs/common';
import { AppError, parseDuration, type Verdict, type WebhookTrigger } from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import { uuid7 } from '../database/uuid7.ts';
import { bodyKind, headerObject, triggerData } from '../events/event-data.ts';
import type { StoredEvent } from '../events/event.ts';
import { FlowService, type TriggerTarget } from '../flows/flow.service.ts';
import { LEASE_MS, WorkerService } from '../worker/worker.service.ts';
import { IntakeStore, type DedupeEntry } from './intake.store.ts';
import { SignatureGate, type GateResult } from './signature-gate.ts';
import {
  keptHeaders,
  queryOf,
  type TriggerAnswer,
  type TriggerRequest,
} from './trigger-request.ts';

const DEFAULT_WINDOW = '30d';

/**
 * The accept path: find the flow, verify, dedupe, one committed write, answer. Everything that
 * arrives at a known trigger URL is kept with its verdict, whatever becomes of it.
 */
@Injectable()
export class IntakeService {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(SignatureGate) private readonly gate: SignatureGate,
    @Inject(IntakeStore) private readonly store: IntakeStore,
    @Inject(WorkerService) private readonly worker: WorkerService,
  ) {}

  /** Throws TRIGGER_UNKNOWN. */
  async target(token: string): Promise<TriggerTarget> {
    const target = await this.flows.byToken(token);
    if (target === undefined) throw new AppError('TRIGGER_UNKNOWN');
    return target;
  }

  /**
   * Takes in one request. Resolves only after what it answers is committed.
   * Throws SIGNATURE_REFUSED and BODY_MALFORMED after keeping the event with that verdict.
   */
  async receive(
    target: TriggerTarget,
    request: TriggerRequest,
    options: { dedupe: boolean } = { dedupe: true },
  ): Promise<TriggerAnswer> {
    const trigger = webhookOf(target);
    const gate = await this.gate.check(target.workspaceId, trigger, request);
    if (gate.verdict === 'refused') {
      await this.keep(target, request, 'bad_signature', gate.reason);
      throw new AppError('SIGNATURE_REFUSED', { reason: gate.reason });
    }
    if (gate.verdict === 'handshake') {
      const event = await this.keep(target, request, 'handshake', 'Answered a connection check.');
      return handshakeAnswer(gate, event);
    }
    await this.refuseMalformed(target, trigger, request);
    if (target.version === null) return this.hold(target, request, 'unpublished');
    if (target.paused) return this.hold(target, request, 'paused');
    const event = eventOf(target, request, 'accepted', null);
    const dedupe = options.dedupe ? this.dedupe(trigger, request, event) : undefined;
    return this.accept(event, target.version, dedupe);
  }

  private async accept(
    event: StoredEvent,
    version: number,
    dedupe: DedupeEntry | undefined,
  ): Promise<TriggerAnswer> {
    const runId = uuid7();
    const leased = this.worker.reserve();
    let started = false;
    try {
      const run = { id: runId, version, leaseMs: leased ? LEASE_MS : undefined };
      const accepted = await this.store.accept(event, run, dedupe);
      started = !accepted.duplicate;
      const { event: id, run: runOrFirst, duplicate } = accepted;
      const answer = { event: id, run: runOrFirst };
      return { kind: 'json', body: duplicate ? { ...answer, duplicate } : answer };
    } finally {
      if (leased) this.worker.redeem(started ? { runId, fence: 1 } : undefined);
    }
  }

  private dedupe(
    trigger: WebhookTrigger,
    request: TriggerRequest,
    event: StoredEvent,
  ): DedupeEntry | undefined {
    const by = trigger.dedupe?.by ?? (trigger.verify === undefined ? 'none' : 'preset');
    const windowMs = parseDuration(trigger.dedupe?.window ?? DEFAULT_WINDOW) ?? 0;
    const key =
      typeof by === 'object'
        ? this.gate.valueKey(evaluateMapping(by.key, { trigger: triggerData(event) }))
        : this.gate.dedupeKey(by, trigger, request);
    return key === undefined ? undefined : { key, windowMs };
  }

  private async hold(
    target: TriggerTarget,
    request: TriggerRequest,
    verdict: 'paused' | 'unpublished',
  ): Promise<TriggerAnswer> {
    const reason =
      verdict === 'paused' ? 'The flow is paused.' : 'The flow has not been published yet.';
    const event = await this.keep(target, request, verdict, reason);
    return { kind: 'json', body: { event, run: null, verdict } };
  }

  private async refuseMalformed(
    target: TriggerTarget,
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Promise<void> {
    if (trigger.accept === 'any') return;
    const contentType = headerObject(request.headers)['content-type'];
    if (bodyKind(contentType, request.body) !== 'json') return;
    const reason = jsonFault(request.body);
    if (reason === undefined) return;
    await this.keep(target, request, 'malformed', `The body is not valid JSON: ${reason}.`);
    throw new AppError('BODY_MALFORMED', { reason });
  }

  private async keep(
    target: TriggerTarget,
    request: TriggerRequest,
    verdict: Verdict,
    reason: string,
  ): Promise<string> {
    const event = eventOf(target, request, verdict, reason);
    await this.store.keep(event);
    return event.id;
  }
}

/** A flow started by hand takes requests at its URL all the same, without verification. */
export function webhookOf(target: TriggerTarget): WebhookTrigger {
  return target.trigger.kind === 'webhook' ? target.trigger : { kind: 'webhook' };
}

function handshakeAnswer(
  gate: Extract<GateResult, { verdict: 'handshake' }>,
  event: string,
): TriggerAnswer {
  const { status, headers, body } = gate.answer;
  return body === '' && status === 200
    ? { kind: 'json', body: { event, run: null, verdict: 'handshake' } }
    : { kind: 'exact', status, headers, body };
}

function eventOf(
  target: TriggerTarget,
  request: TriggerRequest,
  verdict: Verdict,
  reason: string | null,
): StoredEvent {
  return {
    id: uuid7(request.receivedAt.getTime()),
    workspaceId: target.workspaceId,
    flowId: target.id,
    kind: request.kind,
    verdict,
    reason,
    method: request.method,
    query: queryOf(request),
    headers: keptHeaders(request),
    body: request.body,
    runId: null,
    receivedAt: request.receivedAt,
  };
}

function jsonFault(body: Buffer): string | undefined {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 120) : 'it cannot be parsed';
  }
}
