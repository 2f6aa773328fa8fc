import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, parseDuration, type Field, type JsonObject } from '@millrace/model';
import type { HttpClient, LimitRoom, ListItem, LookUpContext } from '@millrace/connector-kit';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../access/actor.ts';
import { CatalogueService } from '../catalogue/catalogue.service.ts';
import { HTTP_CLIENT } from '../catalogue/http-client.token.ts';
import { LIMIT_ROOM, limitsOf } from '../catalogue/limit-room.token.ts';
import { ConnectionOpener } from './connection-opener.ts';
import { ConnectionTokens } from './connection-tokens.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

/** What a person asks for while editing. */
export interface LookUp {
  input?: JsonObject | undefined;
  search?: string | undefined;
}

type Found = { items: ListItem[] } | { fields: Field[] };

const LIVE_MS = 5 * 60_000;
/** Someone waits in front of an open list. */
const TIMEOUT_MS = 20_000;
/** Choices and fields kept, of all connections: some 20 MB. */
const MOST_KEPT = 100_000;

/** Choices and fields that accounts define, read at the application while somebody edits. */
@Injectable()
export class ConnectionLookUps {
  private readonly found = new LRUCache<string, Found>({
    maxSize: MOST_KEPT,
    sizeCalculation: (found) => 1 + ('items' in found ? found.items : found.fields).length,
  });
  private readonly asking = new Map<string, Promise<Found>>();

  constructor(
    @Inject(ConnectionOpener) private readonly opener: ConnectionOpener,
    @Inject(ConnectionTokens) private readonly tokens: ConnectionTokens,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(HTTP_CLIENT) private readonly http: HttpClient,
    @Inject(LIMIT_ROOM) private readonly limits: LimitRoom,
  ) {}

  /** Throws CONNECTION_NOT_FOUND, LIST_NOT_FOUND and what calls throw. */
  async list(actor: Actor, id: string, list: string, asked: LookUp): Promise<ListItem[]> {
    const connection = await this.opener.byId(actor.workspaceId, id);
    const catalogue = await this.catalogues.of(actor.workspaceId);
    const { readList, document, manifest } = catalogue.connector(connection.connector);
    if (readList === undefined) throw notFound(manifest.name, list);
    const live = document?.lists?.[list]?.live;
    const liveMs = live === undefined ? undefined : parseDuration(live);
    const found = await this.kept(
      connection,
      ['list', manifest.version, list, asked],
      liveMs,
      async () => ({
        items: await readList(list, await this.context(connection, asked)),
      }),
    );
    return 'items' in found ? found.items : [];
  }

  /** Throws CONNECTION_NOT_FOUND, LIST_NOT_FOUND and what calls throw. */
  async shape(actor: Actor, id: string, shape: string, asked: LookUp): Promise<Field[]> {
    const connection = await this.opener.byId(actor.workspaceId, id);
    const catalogue = await this.catalogues.of(actor.workspaceId);
    const { readShape, manifest } = catalogue.connector(connection.connector);
    if (readShape === undefined) throw notFound(manifest.name, shape);
    const found = await this.kept(
      connection,
      ['shape', manifest.version, shape, asked],
      undefined,
      async () => {
        const fields = await readShape(shape, await this.context(connection, asked));
        return { fields };
      },
    );
    return 'fields' in found ? found.fields : [];
  }

  /** The same question at the same time is asked once; another save of the connection or version of the connector asks anew. */
  private async kept(
    { id, updatedAt }: ResolvedConnection,
    question: unknown[],
    liveMs = LIVE_MS,
    ask: () => Promise<Found>,
  ): Promise<Found> {
    const key = hash('sha256', JSON.stringify([id, updatedAt.getTime(), ...question]), 'base64');
    const known = this.found.get(key) ?? this.asking.get(key);
    if (known !== undefined) return known;
    const asking = ask();
    this.asking.set(key, asking);
    try {
      const found = await asking;
      this.found.set(key, found, { ttl: liveMs });
      return found;
    } finally {
      this.asking.delete(key);
    }
  }

  private async context(
    saved: ResolvedConnection,
    { input = {}, search }: LookUp,
  ): Promise<LookUpContext> {
    const connection = await this.tokens.fresh(saved);
    const refresh = await this.tokens.refresher(connection);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const limits = limitsOf(this.limits, connection);
    return { connection, input, search, http: this.http, limits, signal, refresh };
  }
}

function notFound(connector: string, id: string): AppError {
  return new AppError('LIST_NOT_FOUND', { connector, id });
}
