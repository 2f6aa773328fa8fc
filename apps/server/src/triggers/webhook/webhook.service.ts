import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  isAppError,
  parseDuration,
  type HookAnswer,
  type JsonObject,
  type JsonValue,
  type Mapping,
  type Verdict,
  type WebhookTrigger,
} from '@millrace/model';
import { evaluateMapping } from '@millrace/mapping';
import { uuid7 } from '../database/uuid7.ts';
import {
  bodyKind,
  contentTypeOf,
  readJson,
  triggerData,
  type JsonBody,
} from '../events/event-data.ts';
import type { StoredEvent } from '../events/event.ts';
import type { TriggerTarget } from '../flows/flow.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { WorkerService } from '../worker/worker.service.ts';
import { IntakeStore, type DedupeEntry, type NewRun } from './intake.store.ts';
import { SignatureGate, type GateResult } from './signature-gate.ts';
import { TriggerCache } from './trigger-cache.ts';
import {
  keptHeaders,
  queryOf,
  type TriggerAnswer,
  type TriggerRequest,
} from './trigger-request.ts';

const DEFAULT_WINDOW = '30d';
/**
 * JSON up to this size is read before it is stored: that decides whether it is malformed, costs
 * under 10 ms, and is not done again, for the run is handed what was read. Larger bodies are
 * stored unread, and the run finds out.
 */
const MOST_READ = 1024 * 1024;

/** An event on its way in, and its body when it was read. */
interface Arrival {
  target: TriggerTarget;
  event: StoredEvent;
  json: { json: JsonValue } | undefined;
}

/** What a flow computes from an event before it is stored. */
interface Keys {
  dedupe: DedupeEntry | undefined;
  orderKey: Uint8Array | null;
}

/**
 * The accept path: find the flow, verify, dedupe, one committed write, answer. Everything that
 * arrives at a known trigger URL is kept with its verdict, whatever becomes of it.
 */
@Injectable()
export class IntakeService {
  constructor(
    @Inject(TriggerCache) private readonly targets: TriggerCache,
    @Inject(SignatureGate) private readonly gate: SignatureGate,
    @Inject(IntakeStore) private readonly store: IntakeStore,
    @Inject(WorkerService) private readonly worker: WorkerService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  /** Throws TRIGGER_UNKNOWN. */
  async target(token: string): Promise<TriggerTarget> {
    const target = await this.targets.get(token);
    if (target === undefined) throw new AppError('TRIGGER_UNKNOWN');
    return target;
  }

  /**
   * Takes in one request. Resolves only after what it answers is committed.
   * Throws SIGNATURE_REFUSED, BODY_MALFORMED and what mappings do after keeping the event, and
   * OVERLOADED when the database does not keep up.
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
    const read = readIfJson(trigger, request);
    if (read?.ok === false) {
      const { reason } = read;
      await this.keep(target, request, 'malformed', `The body is not valid JSON: ${reason}.`);
      throw new AppError('BODY_MALFORMED', { reason });
    }
    if (target.version === null) return this.hold(target, request, 'unpublished');
    if (target.paused) return this.hold(target, request, 'paused');
    const event = eventOf(target, request, 'accepted', null);
    const arrival = { target, event, json: read };
    const keys = await this.keys(trigger, request, arrival, options);
    return this.accept(arrival, target.version, keys);
  }

  private async accept(
    arrival: Arrival,
    version: number,
    { dedupe, orderKey }: Keys,
  ): Promise<TriggerAnswer> {
    const { target, event } = arrival;
    const leased = !target.gated && (await this.worker.reserve(event.body.length));
    const run: NewRun = {
      id: uuid7(),
      version,
      leased,
      gated: target.gated,
      orderKey,
    };
    const leasedAt = performance.now();
    let handed = false;
    try {
      const accepted = await this.store.accept(event, run, dedupe);
      const { duplicate } = accepted;
      if (leased && !duplicate) {
        handed = true;
        this.handOver(arrival, run, leasedAt);
      }
      if (!leased && !duplicate) this.worker.notifyWork();
      this.notify(event, duplicate ? 'duplicate' : 'accepted');
      const answer = { event: accepted.event, run: accepted.run };
      return this.answerOf(target, duplicate ? { ...answer, duplicate } : answer);
    } finally {
      if (leased && !handed) this.worker.release(event.body.length);
    }
  }

  private handOver({ target, event, json }: Arrival, run: NewRun, leasedAt: number): void {
    this.worker.take({
      lease: { runId: run.id, fence: 1, takenAt: leasedAt },
      keyId: run.id,
      workspaceId: target.workspaceId,
      flowId: target.id,
      version: run.version,
      document: target.document,
      depth: 0,
      parentId: null,
      // As it is stored: a worker that takes the run over starts from the same instant.
      startedAt: event.receivedAt,
      gated: false,
      event,
      json,
      attempts: [],
      nextRow: 1,
    });
  }

  private answerOf(target: TriggerTarget, body: HookAnswer): TriggerAnswer {
    const mode = webhookOf(target).reply?.mode ?? 'accepted';
    if (mode === 'accepted' || body.run === null) return { kind: 'json', body };
    return { kind: 'run', mode, run: body.run, body };
  }

  /** Throws what mappings do, after keeping the event: it may be replayed once the flow is mended. */
  private async keys(
    trigger: WebhookTrigger,
    request: TriggerRequest,
    arrival: Arrival,
    { dedupe }: { dedupe: boolean },
  ): Promise<Keys> {
    try {
      return {
        dedupe: dedupe ? this.dedupe(trigger, request, arrival) : undefined,
        orderKey: this.orderKey(arrival),
      };
    } catch (error) {
      if (isAppError(error)) await this.keep(arrival.target, request, 'malformed', error.message);
      throw error;
    }
  }

  /** Runs of one key follow each other in the order of their events. */
  private orderKey(arrival: Arrival): Uint8Array | null {
    const { order_by: orderBy } = arrival.target.document;
    return orderBy === undefined ? null : this.keyOf(orderBy, arrival);
  }

  private keyOf(mapping: Mapping, { event, json }: Arrival): Uint8Array {
    const scope: JsonObject = { trigger: triggerData(event, json) };
    return this.gate.valueKey(evaluateMapping(mapping, scope));
  }

  private dedupe(
    trigger: WebhookTrigger,
    request: TriggerRequest,
    arrival: Arrival,
  ): DedupeEntry | undefined {
    const by = trigger.dedupe?.by ?? (trigger.verify === undefined ? 'none' : 'preset');
    const windowMs = parseDuration(trigger.dedupe?.window ?? DEFAULT_WINDOW) ?? 0;
    const key =
      typeof by === 'object'
        ? this.keyOf(by.key, arrival)
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

  private async keep(
    target: TriggerTarget,
    request: TriggerRequest,
    verdict: Verdict,
    reason: string,
  ): Promise<string> {
    const event = eventOf(target, request, verdict, reason);
    await this.store.keep(event);
    this.notify(event, verdict);
    return event.id;
  }

  private notify(event: StoredEvent, verdict: Verdict): void {
    const { id, flowId: flow, workspaceId: workspace } = event;
    this.feed.publish({ workspace, message: { kind: 'event', id, flow, verdict } });
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
    id: uuid7(),
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

/** The body as JSON, when it says it is; undefined when it does not, or is too large to look. */
function readIfJson(
  trigger: WebhookTrigger,
  { headers, body }: TriggerRequest,
): JsonBody | undefined {
  if (trigger.accept === 'any' || body.length > MOST_READ) return undefined;
  return bodyKind(contentTypeOf(headers), body) === 'json' ? readJson(body) : undefined;
}
