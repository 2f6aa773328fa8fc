import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { isRenewable, isRetryable, needsToken, renewToken } from '@millrace/connector-kit';
import type { Connector, HttpClient } from '@millrace/connector-kit';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { ConnectionCache } from './connection-cache.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionStatusService } from './connection-status.service.ts';
import { ConnectionTokensStore } from './connection-tokens.store.ts';
import type { ResolvedConnection } from './resolved-connection.ts';
import { Turns } from './turns.ts';

type Document = NonNullable<Connector['document']>;

/** A token that ends within this time is refreshed before a call. */
const AHEAD_MS = 60_000;
const TIMEOUT_MS = 20_000;
/** Each holds a connection to the database while the application answers. */
const AT_ONCE = 4;

/**
 * Tokens that calls carry: refreshed ahead of their end, and when an application says that one has
 * ended. A refresh token is used once: in one process the calls of a connection share one refresh, and
 * processes take turns by a lock on its row, each looking first whether the other did it.
 */
@Injectable()
export class ConnectionTokens {
  private readonly renewing = new Map<string, Promise<ResolvedConnection>>();
  private readonly turns = new Turns(AT_ONCE);

  constructor(
    @Inject(ConnectionTokensStore) private readonly store: ConnectionTokensStore,
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionStatusService) private readonly status: ConnectionStatusService,
    @Inject(ConnectionCache) private readonly cache: ConnectionCache,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
  ) {}

  /**
   * The connection, with a token that holds for a while where it needs one. Throws CONNECTION_EXPIRED,
   * CONNECTION_UNCONNECTED, CALL_UNAUTHORIZED, and CALL_UNAVAILABLE for what may go well later.
   */
  async fresh(connection: ResolvedConnection): Promise<ResolvedConnection> {
    const document = await this.documentOf(connection);
    if (document === undefined || !needsToken(document, connection)) return connection;
    if (connection.status === 'expired') throw expired(connection);
    const leftMs = leftOf(connection);
    if (leftMs > AHEAD_MS) return connection;
    const mayWait = leftMs > 0;
    if (mayWait && !isRenewable(document, connection)) return connection;
    try {
      return await this.renew(connection);
    } catch (error) {
      if (mayWait && isRetryable(error)) return connection;
      throw error;
    }
  }

  /** What gets a fresh token after one was refused; undefined for an account that has none. */
  async refresher(
    connection: ResolvedConnection,
  ): Promise<(() => Promise<ResolvedConnection>) | undefined> {
    const document = await this.documentOf(connection);
    const can = document !== undefined && isRenewable(document, connection);
    return can ? () => this.renew(connection) : undefined;
  }

  /** One refresh for all who ask at the same time. Throws as {@link fresh}. */
  async renew(connection: ResolvedConnection): Promise<ResolvedConnection> {
    const { id } = connection;
    const known = this.renewing.get(id);
    if (known !== undefined) return known;
    const renewing = this.turns
      .take(() => this.locked(connection))
      .finally(() => this.renewing.delete(id));
    this.renewing.set(id, renewing);
    return renewing;
  }

  private async locked(used: ResolvedConnection): Promise<ResolvedConnection> {
    try {
      const fresh = await this.store.locked(used, async (tx, row) => {
        if (row === null) throw new AppError('CONNECTION_NOT_FOUND', { name: used.name });
        const now = await this.opener.opened(row);
        if (isReplaced(used, now)) return now;
        if (now.status === 'expired') throw expired(now);
        const got = await this.ask(now);
        return await this.opener.opened(await this.store.keep(tx, row, got));
      });
      if (fresh !== undefined) return fresh;
    } catch (error) {
      await this.status.refused(used, error);
      throw error;
    } finally {
      this.cache.forget(used.workspaceId);
    }
    const reason = 'its token is being refreshed, and that takes too long.';
    const { manifest } = await this.connectorOf(used);
    throw new AppError('CALL_UNAVAILABLE', { app: manifest.name, reason });
  }

  private async ask(connection: ResolvedConnection): ReturnType<typeof renewToken> {
    const document = await this.documentOf(connection);
    if (document === undefined) {
      const reason = 'its kind of sign-in has no token';
      throw new AppError('CONNECTION_INVALID', { connection: connection.name, reason });
    }
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return renewToken(document, connection, { http: this.http, signal, now: new Date() });
  }

  private async documentOf(connection: ResolvedConnection): Promise<Document | undefined> {
    return (await this.connectorOf(connection)).document;
  }

  private async connectorOf({ workspaceId, connector }: ResolvedConnection): Promise<Connector> {
    return (await this.catalogues.of(workspaceId)).connector(connector);
  }
}

/** Somebody else got another token meanwhile, and it holds. */
function isReplaced(used: ResolvedConnection, now: ResolvedConnection): boolean {
  const { token } = now.tokens;
  return token !== undefined && token !== used.tokens['token'] && leftOf(now) > 0;
}

/** How long a token still holds; nothing without one. */
function leftOf({ tokens, expiresAt }: ResolvedConnection): number {
  if (tokens['token'] === undefined) return 0;
  return expiresAt === null ? Infinity : expiresAt.getTime() - Date.now();
}

function expired({ name }: ResolvedConnection): AppError {
  return new AppError('CONNECTION_EXPIRED', {
    name,
    reason: 'its account has to be connected again',
  });
}
