import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError, type WebhookTrigger } from '@millrace/model';
import {
  dedupeKey,
  preset,
  verifyRequest,
  type Scheme,
  type SignedRequest,
  type Verification,
} from '@millrace/signatures';
import { CatalogueService } from '../../catalogue/catalogue.service.ts';
import { CONFIG, type ServerConfig } from '../../config/config.token.ts';
import { ConnectionsService } from '../../connections/connections.service.ts';
import type { TriggerRequest } from './trigger-request.ts';

/** What was found out about the sender of a request. */
export type Finding =
  | Verification
  | { verdict: 'unchecked' }
  /** The secret cannot be read, so nothing can be said of the sender: not the sender's fault. */
  | { verdict: 'unreadable'; reason: string; refusal: AppError };

/** Decides whether a request is from whom it says, and what makes it unique. */
@Injectable()
export class RequestVerifier {
  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** A trigger that verifies nothing still answers its provider's connection checks. */
  async check(
    workspaceId: string,
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Promise<Finding> {
    const scheme = await this.scheme(workspaceId, trigger);
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
  ): Promise<Finding> {
    const secret = await this.readSecret(workspaceId, trigger);
    if (secret instanceof AppError) {
      const refusal = new AppError('SECRET_UNREADABLE', {}, { cause: secret });
      return { verdict: 'unreadable', reason: secret.message, refusal };
    }
    return verifyRequest(scheme, secret ?? '', this.signedRequest(request), request.receivedAt);
  }

  /** The secret, or the error that says that it cannot be decrypted. */
  private async readSecret(
    workspaceId: string,
    trigger: WebhookTrigger,
  ): Promise<string | undefined | AppError> {
    try {
      return await this.secret(workspaceId, trigger);
    } catch (error) {
      if (isAppError(error) && error.code === 'CONNECTION_UNREADABLE') return error;
      throw error;
    }
  }

  /** The signing secret of a trigger; undefined when the connection or its field is gone. */
  async secret(workspaceId: string, { verify }: WebhookTrigger): Promise<string | undefined> {
    if (verify === undefined) return undefined;
    const connection = await this.connections.resolve(workspaceId, verify.secret.connection);
    return connection?.values[verify.secret.field];
  }

  /** The scheme of a trigger: of its verification, otherwise of the application it names. */
  async scheme(
    workspaceId: string,
    { verify, source }: WebhookTrigger,
  ): Promise<Scheme | undefined> {
    if (verify !== undefined) return preset(verify.preset);
    if (source === undefined) return undefined;
    const trigger = (await this.catalogues.of(workspaceId)).findTrigger(source);
    return trigger?.preset === undefined ? undefined : preset(trigger.preset);
  }

  /** What the sender's protocol makes unique about a request; undefined when it says nothing. */
  async dedupeKey(
    workspaceId: string,
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Promise<Uint8Array | undefined> {
    const scheme = await this.scheme(workspaceId, trigger);
    return scheme === undefined ? undefined : dedupeKey(scheme, this.signedRequest(request));
  }

  private signedRequest({ method, headers, body, path }: TriggerRequest): SignedRequest {
    return { method, url: `${this.config.hooksUrl}${path}`, headers, body };
  }
}

function unverified(scheme: Scheme | undefined, request: SignedRequest, now: Date): Finding {
  const result = scheme === undefined ? undefined : verifyRequest(scheme, '', request, now);
  return result?.verdict === 'handshake' ? result : { verdict: 'unchecked' };
}
