import { Inject, Injectable } from '@nestjs/common';
import { AppError, type HookAnswer, type WebhookTrigger } from '@millrace/model';
import { Acceptor, type Receipt } from '../../acceptance/acceptor.ts';
import type { Arrival, DedupeScope, SenderCheck } from '../../acceptance/arrival.ts';
import type { TriggerTarget } from '../../flows/flow.service.ts';
import { dedupeBy, webhookOf } from '../../flows/webhook-trigger.ts';
import { RequestVerifier, type Finding } from './request-verifier.ts';
import { TargetCache } from './target-cache.ts';
import {
  keptHeaders,
  queryOf,
  type TriggerAnswer,
  type TriggerRequest,
} from './trigger-request.ts';

/** The trigger URL as a source of events: finds the flow, verifies the sender, hands over, answers. */
@Injectable()
export class WebhookService {
  constructor(
    @Inject(TargetCache) private readonly targets: TargetCache,
    @Inject(RequestVerifier) private readonly verifier: RequestVerifier,
    @Inject(Acceptor) private readonly acceptor: Acceptor,
  ) {}

  /** Throws TRIGGER_UNKNOWN. */
  async target(token: string): Promise<TriggerTarget> {
    const target = await this.targets.get(token);
    if (target === undefined) throw new AppError('TRIGGER_UNKNOWN');
    return target;
  }

  /**
   * Takes in one request. Resolves only after what it answers is committed. Throws what the sender
   * is refused for, after the event was kept, and OVERLOADED when it could not be.
   */
  async receive(
    target: TriggerTarget,
    request: TriggerRequest,
    options: { dedupe: boolean } = { dedupe: true },
  ): Promise<TriggerAnswer> {
    const trigger = webhookOf(target);
    const finding = await this.verifier.check(target, trigger, request);
    const [receipt] = await this.acceptor.accept([
      {
        target,
        source: request.kind,
        payload: request.body,
        headers: keptHeaders(request),
        request: { method: request.method, query: queryOf(request) },
        receivedAt: request.receivedAt,
        sender: senderOf(finding),
        dedupe: options.dedupe ? await this.scope(target, trigger, request) : { by: 'nothing' },
      } satisfies Arrival,
    ]);
    if (receipt === undefined) throw new AppError('INTERNAL');
    if (receipt.refusal !== undefined) throw receipt.refusal;
    if (finding.verdict === 'handshake') return handshakeAnswer(finding, receipt);
    return answerOf(trigger, receipt);
  }

  private async scope(
    { workspaceId }: TriggerTarget,
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Promise<DedupeScope> {
    const isPreset = dedupeBy(trigger) === 'preset';
    const protocolKey = isPreset
      ? await this.verifier.dedupeKey(workspaceId, trigger, request)
      : undefined;
    return { by: 'trigger', protocolKey };
  }
}

function senderOf(finding: Finding): SenderCheck {
  if (finding.verdict === 'handshake') return { verdict: 'handshake' };
  if (finding.verdict === 'unreadable') {
    const { reason, refusal } = finding;
    return { verdict: 'bad_signature', reason, refusal };
  }
  if (finding.verdict !== 'refused') return { verdict: 'genuine' };
  const { reason } = finding;
  const refusal = new AppError('SIGNATURE_REFUSED', { reason });
  return { verdict: 'bad_signature', reason, refusal };
}

function handshakeAnswer(
  { answer: { status, headers, body } }: Extract<Finding, { verdict: 'handshake' }>,
  { event }: Receipt,
): TriggerAnswer {
  return body === '' && status === 200
    ? { kind: 'json', body: { event, run: null, verdict: 'handshake' } }
    : { kind: 'exact', status, headers, body };
}

function answerOf(trigger: WebhookTrigger, receipt: Receipt): TriggerAnswer {
  const body = hookAnswer(trigger, receipt);
  const mode = trigger.reply?.mode ?? 'accepted';
  if (mode === 'accepted' || body.run === null) return { kind: 'json', body };
  return { kind: 'run', mode, run: body.run, body };
}

function hookAnswer(
  { split }: WebhookTrigger,
  { event, run, verdict, events }: Receipt,
): HookAnswer {
  const body: HookAnswer = { event, run, ...(split === undefined ? {} : { events }) };
  if (verdict === 'duplicate') return { ...body, duplicate: true };
  return verdict === 'accepted' ? body : { ...body, verdict };
}
