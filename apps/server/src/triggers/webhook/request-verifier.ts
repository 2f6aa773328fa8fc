import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue, WebhookTrigger } from '@millrace/model';
import {
  bodyDedupeKey,
  dedupeKey,
  preset,
  valueDedupeKey,
  verifyRequest,
  type Scheme,
  type SignedRequest,
  type Verification,
} from '@millrace/signatures';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { ConnectionsService } from '../connections/connections.service.ts';
import type { TriggerRequest } from './trigger-request.ts';

export type GateResult = Verification | { verdict: 'unchecked' };

/** Decides whether a request is from whom it says, and what makes it unique. */
@Injectable()
export class SignatureGate {
  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** A trigger that verifies nothing still answers its provider's connection checks. */
  check(
    workspaceId: string,
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): GateResult | Promise<GateResult> {
    const scheme = this.scheme(trigger);
    const { verify } = trigger;
    if (verify === undefined) {
      return unverified(scheme, this.signedRequest(request), request.receivedAt);
    }
    if (scheme === undefined) {
      return { verdict: 'refused', reason: `there is no preset "${verify.preset}"` };
    }
    return this.verified(workspaceId, trigger, scheme, request);
  }

  private async verified(
    workspaceId: string,
    trigger: WebhookTrigger,
    scheme: Scheme,
    request: TriggerRequest,
  ): Promise<GateResult> {
    const secret = await this.secret(workspaceId, trigger);
    return verifyRequest(scheme, secret ?? '', this.signedRequest(request), request.receivedAt);
  }

  /** The signing secret of a trigger; undefined when the connection or its field is gone. */
  async secret(workspaceId: string, { verify }: WebhookTrigger): Promise<string | undefined> {
    if (verify === undefined) return undefined;
    const connection = await this.connections.resolve(workspaceId, verify.secret.connection);
    return connection?.values[verify.secret.field];
  }

  /** The scheme of a trigger: of its verification, otherwise of the application it names. */
  scheme({ verify, source }: WebhookTrigger): Scheme | undefined {
    if (verify !== undefined) return preset(verify.preset);
    if (source === undefined) return undefined;
    const connector = this.catalogue.manifests().find(({ id }) => source.startsWith(`${id}.`));
    const trigger = connector?.triggers.find(({ id }) => source === `${connector.id}.${id}`);
    return trigger?.preset === undefined ? undefined : preset(trigger.preset);
  }

  dedupeKey(
    by: 'preset' | 'body' | 'none',
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Uint8Array | undefined {
    if (by === 'none') return undefined;
    const scheme = by === 'preset' ? this.scheme(trigger) : undefined;
    if (scheme === undefined) return bodyDedupeKey(request.body);
    return dedupeKey(scheme, this.signedRequest(request));
  }

  /** The key of a value the flow computes. */
  valueKey(value: JsonValue | undefined): Uint8Array {
    return valueDedupeKey(JSON.stringify(value ?? null));
  }

  private signedRequest({ method, headers, body, path }: TriggerRequest): SignedRequest {
    return { method, url: `${this.config.publicUrl}${path}`, headers, body };
  }
}

function unverified(scheme: Scheme | undefined, request: SignedRequest, now: Date): GateResult {
  const result = scheme === undefined ? undefined : verifyRequest(scheme, '', request, now);
  return result?.verdict === 'handshake' ? result : { verdict: 'unchecked' };
}
