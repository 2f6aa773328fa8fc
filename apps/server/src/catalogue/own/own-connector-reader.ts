import { setImmediate as breathe } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError, faultsOf, manifestSchema, parseJson, summarise } from '@millrace/model';
import { connectorOf, type Connector } from '@millrace/connector-kit';
import { LRUCache } from 'lru-cache';
import type { OwnConnectors } from '../catalogue.ts';
import { OwnConnectorStore, type OwnConnectorHead } from './own-connector.store.ts';

/** A version never changes, so after a change of one connector the others are not read again. */
const MOST_KEPT = 1_000;

/** Reads the connectors of a workspace out of the database, ready to run. */
@Injectable()
export class OwnConnectorReader {
  private readonly logger = new Logger(OwnConnectorReader.name);
  private readonly ready = new LRUCache<string, Connector | AppError>({ max: MOST_KEPT });

  constructor(@Inject(OwnConnectorStore) private readonly store: OwnConnectorStore) {}

  /** Undefined when the workspace has none. */
  async read(workspaceId: string): Promise<OwnConnectors | undefined> {
    const heads = await this.store.heads(workspaceId);
    if (heads.length === 0) return undefined;
    const connectors: Connector[] = [];
    const broken = new Map<string, AppError>();
    for (const head of heads) {
      const one = await this.connector(workspaceId, head);
      if (one instanceof AppError) broken.set(head.id, one);
      else if (one !== undefined) connectors.push(one);
    }
    return { workspaceId, connectors, broken };
  }

  private async connector(
    workspaceId: string,
    { uid, id, version }: OwnConnectorHead,
  ): Promise<Connector | AppError | undefined> {
    const key = `${uid} ${version}`;
    const known = this.ready.get(key);
    if (known !== undefined) return known;
    const row = await this.store.get(workspaceId, id, version);
    if (row === undefined) return undefined;
    const made = this.made(id, row.document);
    this.ready.set(key, made);
    // A manifest may have 2 MB: other calls get their turn in between.
    await breathe();
    return made;
  }

  /** One that another version of Millrace took and this one does not keeps no other from working. */
  private made(id: string, document: string): Connector | AppError {
    const { data, error } = manifestSchema.safeParse(parseJson(document));
    if (data !== undefined) return ownConnector(connectorOf(data));
    const reason = summarise(faultsOf(error));
    this.logger.warn(`The connector "${id}" of a workspace cannot be used: ${reason}`);
    return new AppError('CONNECTOR_BROKEN', { id, reason });
  }
}

/** Lists tell it from those that come with Millrace. */
function ownConnector(connector: Connector): Connector {
  return { ...connector, manifest: { ...connector.manifest, own: true } };
}
