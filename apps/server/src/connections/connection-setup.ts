import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { isAppError, type ConnectorInfo } from '@millrace/model';
import {
  learnAccount,
  type Connector,
  type HttpClient,
  type LimitRoom,
  type TestContext,
  type Trial,
} from '@millrace/connector-kit';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { LIMIT_ROOM, limitsOf } from '../catalogue/limit-room.token.ts';
import { kindOf } from './connection-kind.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionStatusService } from './connection-status.service.ts';
import { ConnectionStatusStore } from './connection-status.store.ts';
import { ConnectionTokens } from './connection-tokens.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/** Someone waits for the answer. */
const TIMEOUT_MS = 15_000;

/**
 * What is done at the application with a connection that was saved: a token is got where it needs
 * one, what there is to know of the account is asked for, and it is tried.
 */
@Injectable()
export class ConnectionSetup implements OnModuleDestroy {
  private readonly logger = new Logger(ConnectionSetup.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionStatusService) private readonly status: ConnectionStatusService,
    @Inject(ConnectionStatusStore) private readonly store: ConnectionStatusStore,
    @Inject(ConnectionTokens) private readonly tokens: ConnectionTokens,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
    @Inject(LIMIT_ROOM) private readonly limits: LimitRoom,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Behind the answer to whoever saved it: what comes of it is its status. */
  later(workspaceId: string, id: string): void {
    const work = this.complete(workspaceId, id).finally(() => this.running.delete(work));
    this.running.add(work);
  }

  /**
   * Tries the connection and keeps what came of it; undefined where there is nothing to try it with.
   * Throws what calls throw.
   */
  async try(saved: ResolvedConnection): Promise<Trial | undefined> {
    try {
      const connection = await this.tokens.fresh(saved);
      const { known, account } = await this.learned(connection);
      const trial = await this.tested(known);
      // Where there is nothing else to try, the token that came says that the account works.
      const works = trial !== undefined || known.tokens['token'] !== undefined;
      if (works) await this.status.works(known, trial?.account ?? account);
      return trial;
    } catch (error) {
      const isOver = this.stopping.signal.aborted;
      // Nobody has connected the account yet: there is nothing that could work or not.
      if (isAppError(error) && error.code !== 'CONNECTION_UNCONNECTED' && !isOver) {
        await this.status.fails(saved, error);
      }
      throw error;
    }
  }

  private async learned(
    connection: ResolvedConnection,
  ): Promise<{ known: ResolvedConnection; account: string | undefined }> {
    const { document } = await this.connectorOf(connection);
    const learned =
      document && (await learnAccount(document, connection, this.contextFor(connection)));
    if (learned === undefined) return { known: connection, account: undefined };
    const { facts, account } = learned;
    await this.store.learn(connection, facts);
    return { known: { ...connection, facts }, account };
  }

  private async tested(connection: ResolvedConnection): Promise<Trial | undefined> {
    const { test, manifest } = await this.connectorOf(connection);
    if (test === undefined || !isTestable(manifest, connection)) return undefined;
    const refresh = await this.tokens.refresher(connection);
    return test({ connection, ...this.contextFor(connection), refresh });
  }

  private contextFor(
    connection: ResolvedConnection,
  ): Pick<TestContext, 'http' | 'limits' | 'signal'> {
    const limits = limitsOf(this.limits, connection);
    return { http: this.http, limits, signal: this.signal() };
  }

  private async complete(workspaceId: string, id: string): Promise<void> {
    try {
      await this.try(await this.opener.byId(workspaceId, id));
    } catch (error) {
      // The connection may be gone already, and says itself why it does not work.
      if (!isAppError(error)) this.logger.warn({ err: error }, 'A new connection was not tried');
    }
  }

  private async connectorOf({ workspaceId, connector }: ResolvedConnection): Promise<Connector> {
    return (await this.catalogues.of(workspaceId)).connector(connector);
  }

  private signal(): AbortSignal {
    return AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  }
}

function isTestable(info: ConnectorInfo, { auth, values }: ResolvedConnection): boolean {
  const kind = auth === undefined ? undefined : kindOf(info, auth, Object.keys(values));
  return kind?.testable ?? info.testable;
}
