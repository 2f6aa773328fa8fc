import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, isAppError } from '@millrace/model';
import {
  authorizeAddress,
  exchangeCode,
  redirectFacts,
  type Connector,
  type HttpClient,
  type Redirect,
} from '@millrace/connector-kit';
import { userOf, type Actor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { CALLBACK_PATH } from '../http/paths.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionSetup } from './connection-setup.ts';
import { ConnectionTokensStore } from './connection-tokens.store.ts';
import { OAuthStateStore, type StateOwner } from './oauth-state.store.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/** How long a person may take at the application. */
const MINUTES = 10;
const TIMEOUT_MS = 20_000;

/** What a browser comes back with. */
export type CallbackQuery = Readonly<Record<string, string>>;

/** Connects accounts over the browser: OAuth 2 with a code, a state and PKCE. */
@Injectable()
export class OAuthService {
  constructor(
    @Inject(OAuthStateStore) private readonly states: OAuthStateStore,
    @Inject(ConnectionTokensStore) private readonly tokens: ConnectionTokensStore,
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionSetup) private readonly setup: ConnectionSetup,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Where the person goes. Throws CONNECTION_NOT_FOUND and CONNECTION_INVALID. */
  async authorize(actor: Actor, id: string): Promise<string> {
    const connection = await this.opener.byId(actor.workspaceId, id);
    const state = randomBytes(32).toString('base64url');
    const redirect = { ...this.redirect(state), state };
    const url = authorizeAddress(await this.documentOf(connection), connection, redirect);
    await this.states.keep(state, ownerOf(actor), id, MINUTES);
    return url;
  }

  /**
   * Takes the browser back in: gets the tokens, and tries the connection. Gives it as it is then.
   * Throws CONNECT_STATE_INVALID, CONNECT_REFUSED, and what calls throw.
   */
  async finish(actor: Actor, query: CallbackQuery): Promise<ResolvedConnection> {
    const { state = '', code } = query;
    const id = await this.states.take(state, ownerOf(actor));
    if (id === undefined) throw new AppError('CONNECT_STATE_INVALID', { minutes: MINUTES });
    const connection = await this.opener.byId(actor.workspaceId, id);
    if (code === undefined) throw await this.refusal(connection, query);
    await this.connect(actor, connection, { ...this.redirect(state), code }, query);
    const connected = await this.opener.byId(actor.workspaceId, id);
    try {
      await this.setup.try(connected);
    } catch (error) {
      // The account is connected; that it does not work yet is its status.
      if (!isAppError(error)) throw error;
    }
    return connected;
  }

  private async connect(
    actor: Actor,
    { workspaceId, id, name }: ResolvedConnection,
    redirect: Redirect & { code: string },
    query: CallbackQuery,
  ): Promise<void> {
    const done = await this.tokens.locked({ workspaceId, id }, async (tx, row) => {
      if (row === null) throw new AppError('CONNECTION_NOT_FOUND', { name });
      // What a former account left would count as this one's.
      const clean = { ...(await this.opener.opened(row)), tokens: {}, facts: {} };
      const document = await this.documentOf(clean);
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const got = await exchangeCode(document, clean, redirect, {
        ...{ http: this.http, signal, now: new Date() },
      });
      const facts = { ...redirectFacts(document, clean, query), ...got.facts };
      await this.tokens.keep(
        tx,
        { ...row, facts: {} },
        { ...got, facts },
        {
          ...{ status: 'untested', statusReason: null, checkedAt: null, account: null },
          updatedAt: new Date(),
        },
      );
      const thing = { kind: 'connection', id, name } as const;
      await this.audit.record(tx, actor, { action: 'connected', thing });
      return true;
    });
    this.cache.forget(workspaceId);
    if (done === undefined) throw new AppError('CONNECT_STATE_INVALID', { minutes: MINUTES });
  }

  private async refusal(
    { workspaceId, connector }: ResolvedConnection,
    query: CallbackQuery,
  ): Promise<AppError> {
    const { name: app } = (await this.catalogues.of(workspaceId)).manifest(connector);
    const { error = 'it sent no code', error_description: said } = query;
    return new AppError('CONNECT_REFUSED', { app, reason: (said ?? error).slice(0, 300) });
  }

  /** The verifier follows from the state, so nothing that is stored can finish a sign-in. */
  private redirect(state: string): Redirect {
    const key = hkdfSync('sha256', this.config.encryptionKey, '', 'millrace pkce verifiers', 32);
    const verifier = createHmac('sha256', Buffer.from(key)).update(state).digest('base64url');
    return { address: `${this.config.publicUrl}/${CALLBACK_PATH}`, verifier };
  }

  private async documentOf({
    workspaceId,
    connector,
    name,
  }: ResolvedConnection): Promise<NonNullable<Connector['document']>> {
    const { document } = (await this.catalogues.of(workspaceId)).connector(connector);
    if (document !== undefined) return document;
    const reason = 'its kind of sign-in does not go over a browser';
    throw new AppError('CONNECTION_INVALID', { connection: name, reason });
  }
}

/** A program with a key stands for its maker, who has to be the one that comes back. */
function ownerOf(actor: Actor): StateOwner {
  const userId = userOf(actor);
  if (userId === undefined) throw new AppError('SIGN_IN_REQUIRED');
  return { workspaceId: actor.workspaceId, userId };
}
