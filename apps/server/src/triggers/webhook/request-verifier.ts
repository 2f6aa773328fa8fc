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
import { HookSecretsCache, type HookSecrets } from '../../registrations/hook-secrets.ts';
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
    @Inject(HookSecretsCache) private readonly hooks: HookSecretsCache,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** A trigger that verifies nothing still answers its provider's connection checks. */
  async check(
    flow: { id: string; workspaceId: string },
    trigger: WebhookTrigger,
    request: TriggerRequest,
  ): Promise<Finding> {
    const scheme = await this.scheme(flow.workspaceId, trigger);
    const { verify, source } = trigger;
    if (verify === undefined && source === undefined) {
      return unverified(scheme, this.signedRequest(request), request.receivedAt);
    }
    if (scheme === undefined) {
      if (verify === undefined) return { verdict: 'unchecked' };
      return { verdict: 'refused', reason: `there is no preset "${verify.preset}"` };
    }
    return this.verified(flow, trigger, scheme, request);
  }

  private async verified(
    flow: { id: string; workspaceId: string },
    trigger: WebhookTrigger,
    scheme: Scheme,
    request: TriggerRequest,
  ): Promise<Finding> {
    const { receivedAt: now } = request;
    const signed = this.signedRequest(request);
    const secrets = await this.readSecrets(flow, trigger, now);
    if (secrets instanceof AppError) {
      const refusal = new AppError('SECRET_UNREADABLE', {}, { cause: secrets });
      return { verdict: 'unreadable', reason: secrets.message, refusal };
    }
    if (secrets === undefined) return unverified(scheme, signed, now);
    const [first = '', ...others] = secrets;
    const found = verifyRequest(scheme, first, signed, now);
    if (found.verdict !== 'refused') return found;
    // What is told of a refusal is about the secret that is in use.
    const other = others.map((one) => verifyRequest(scheme, one, signed, now));
    return other.find(({ verdict }) => verdict !== 'refused') ?? found;
  }

  /** The secrets, or the error that says that one cannot be decrypted. */
  private async readSecrets(
    flow: { id: string; workspaceId: string },
    trigger: WebhookTrigger,
    now: Date,
  ): Promise<string[] | undefined | AppError> {
    try {
      const hook = await this.hooks.of(flow, trigger.source);
      const isOwn = hook === undefined || isStill(hook.ownUntil, now);
      const own = isOwn ? await this.secret(flow.workspaceId, trigger) : undefined;
      if (trigger.verify === undefined && hook?.isRequired !== true) return undefined;
      if (hook === undefined) return [own ?? ''];
      return [...made(hook, now), ...(own === undefined ? [] : [own])];
    } catch (error) {
      if (isAppError(error) && error.code === 'CONNECTION_UNREADABLE') return error;
      throw error;
    }
  }

  /** The signing secret that a person entered; undefined when the connection or its field is gone. */
  async secret(workspaceId: string, { verify }: WebhookTrigger): Promise<string | undefined> {
    if (verify === undefined) return undefined;
    const connection = await this.connections.resolve(workspaceId, verify.secret.connection);
    return connection?.values[verify.secret.field];
  }

  /** The secret that a delivery would be signed with now; undefined where there is none. */
  async signingSecret(
    flow: { id: string; workspaceId: string },
    trigger: WebhookTrigger,
  ): Promise<string | undefined> {
    const hook = await this.hooks.of(flow, trigger.source);
    return hook?.secrets[0]?.text ?? (await this.secret(flow.workspaceId, trigger));
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

/** What a set-up made or learned, also before it was made anew, for a day. */
function made({ secrets }: HookSecrets, now: Date): string[] {
  return secrets.flatMap(({ text, until }) => (isStill(until, now) ? [text] : []));
}

function isStill(until: Date | null, now: Date): boolean {
  return until === null || until.getTime() > now.getTime();
}

function unverified(scheme: Scheme | undefined, request: SignedRequest, now: Date): Finding {
  const result = scheme === undefined ? undefined : verifyRequest(scheme, '', request, now);
  return result?.verdict === 'handshake' ? result : { verdict: 'unchecked' };
}
