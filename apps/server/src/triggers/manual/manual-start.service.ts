import { Inject, Injectable } from '@nestjs/common';
import { AppError, type HookAnswer, type JsonValue, type Sample } from '@millrace/model';
import { signHeaders } from '@millrace/signatures';
import type { Actor } from '../../access/actor.ts';
import { AuditService } from '../../audit/audit.service.ts';
import { CatalogueService } from '../../catalogue/catalogue.service.ts';
import { Acceptor } from '../../acceptance/acceptor.ts';
import { EventService } from '../../events/event.service.ts';
import { FlowService, type TriggerTarget } from '../../flows/flow.service.ts';
import { webhookOf } from '../../flows/webhook-trigger.ts';
import { RunStarter } from '../../runs/run-starter.service.ts';
import { RequestVerifier } from '../webhook/request-verifier.ts';
import type { TriggerRequest } from '../webhook/trigger-request.ts';
import { WebhookService } from '../webhook/webhook.service.ts';

type Start = { event: string } | { body: JsonValue; headers?: Record<string, string> | undefined };

/** Stands in where a flow names no application: enough to see data move. */
const PLAIN_SAMPLE: Sample = {
  name: 'Sample',
  headers: {},
  body: { id: 1, name: 'Anna', email: 'anna@example.com', total: '54.53' },
};

/** Starts flows without their sender: by hand, or with a sample. */
@Injectable()
export class ManualStart {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(EventService) private readonly events: EventService,
    @Inject(RunStarter) private readonly starter: RunStarter,
    @Inject(Acceptor) private readonly acceptor: Acceptor,
    @Inject(WebhookService) private readonly webhooks: WebhookService,
    @Inject(RequestVerifier) private readonly verifier: RequestVerifier,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  /** Runs the live version. Throws FLOW_NOT_PUBLISHED, EVENT_NOT_FOUND. */
  async run(actor: Actor, flowId: string, start: Start) {
    const { workspaceId } = actor;
    const target = await this.flows.target(workspaceId, flowId);
    if (target.version === null) {
      throw new AppError('FLOW_NOT_PUBLISHED', { name: target.document.name });
    }
    if ('event' in start) {
      const event = await this.events.stored(workspaceId, start.event);
      const run = await this.starter.startLive(actor, flowId, event.id, 'started');
      return { event: event.id, run };
    }
    const [receipt] = await this.acceptor.accept([
      {
        target,
        source: 'manual',
        payload: Buffer.from(JSON.stringify(start.body)),
        headers: [['content-type', 'application/json'], ...Object.entries(start.headers ?? {})],
        request: { method: 'POST', query: '' },
        receivedAt: new Date(),
        sender: { verdict: 'genuine' },
        dedupe: { by: 'nothing' },
      },
    ]);
    if (receipt === undefined) throw new AppError('INTERNAL');
    if (receipt.refusal !== undefined) throw receipt.refusal;
    if (receipt.run === null) throw new AppError('SPLIT_EMPTY');
    const { event, run } = receipt;
    await this.note(actor, target, 'started', { run, version: target.version, event });
    return { event, run };
  }

  /**
   * Sends a sample of the trigger's application through the same path as a real delivery, signed
   * when the flow verifies. It may be sent again and again: each is a delivery of its own.
   */
  async sample(actor: Actor, flowId: string, index: number): Promise<HookAnswer> {
    const target = await this.flows.target(actor.workspaceId, flowId);
    const request = await this.sampleRequest(target, await this.sampleOf(target, index));
    await this.note(actor, target, 'tested', { sample: index });
    const answer = await this.webhooks.receive(target, request, { dedupe: false });
    if (answer.kind !== 'exact') return answer.body;
    throw new AppError('INTERNAL');
  }

  private note(
    actor: Actor,
    { id, document }: TriggerTarget,
    action: 'started' | 'tested',
    summary: Record<string, unknown>,
  ): Promise<void> {
    const thing = { kind: 'flow', id, name: document.name } as const;
    return this.audit.note(actor, { action, thing, summary });
  }

  private async sampleOf({ workspaceId, trigger }: TriggerTarget, index: number): Promise<Sample> {
    const source = trigger.kind === 'webhook' ? trigger.source : undefined;
    if (source === undefined) return PLAIN_SAMPLE;
    const { samples } = (await this.catalogues.of(workspaceId)).trigger(source);
    return samples[index] ?? samples[0] ?? PLAIN_SAMPLE;
  }

  private async sampleRequest(target: TriggerTarget, sample: Sample): Promise<TriggerRequest> {
    const trigger = webhookOf(target);
    const body = Buffer.from(JSON.stringify(sample.body));
    const receivedAt = new Date();
    const headers: [string, string][] = [
      ['content-type', 'application/json'],
      ...Object.entries(sample.headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
    ];
    const scheme = await this.verifier.scheme(target.workspaceId, trigger);
    const secret = await this.verifier.signingSecret(target, trigger);
    const signature =
      scheme === undefined || secret === undefined
        ? []
        : signHeaders(scheme, secret, { method: 'POST', headers, body }, receivedAt);
    return {
      kind: 'sample',
      token: target.token,
      method: 'POST',
      path: `/hooks/${target.token}`,
      headers: [...headers, ...signature],
      body,
      receivedAt,
    };
  }
}
