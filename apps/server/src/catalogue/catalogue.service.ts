import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Connector } from '@millrace/connector-kit';
import { ChangeFeed } from '../stream/change-feed.ts';
import { FeedCache } from '../stream/feed-cache.ts';
import { shippedCatalogue, type Catalogue } from './catalogue.ts';
import { OwnConnectorReader } from './own/own-connector-reader.ts';

/** Injection token of the connectors this server has. */
export const CONNECTOR_LIST = Symbol('connector-list');

/** Workspaces whose own connectors a process keeps ready. */
const BOUNDS = { values: 1_000 };

/**
 * The connectors of each workspace, in memory: a run reads nothing. A change of its own connectors
 * makes a new catalogue of them; how stale one can be says {@link FeedCache}.
 */
@Injectable()
export class CatalogueService implements OnModuleDestroy {
  /** What comes with Millrace: the same for every workspace. */
  readonly shipped: Catalogue;
  private readonly ofWorkspaces: FeedCache<Catalogue>;
  private readonly stop: (() => void)[];

  /** Refuses to be built when one of them is not complete: throws CONNECTOR_INVALID, naming the culprit. */
  constructor(
    @Inject(CONNECTOR_LIST) connectors: readonly Connector[],
    @Inject(OwnConnectorReader) private readonly own: OwnConnectorReader,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.shipped = shippedCatalogue(connectors);
    this.ofWorkspaces = new FeedCache(feed, BOUNDS);
    this.stop = [
      feed.subscribe(({ workspace, message }) => {
        if (message.kind === 'connector') this.ofWorkspaces.forget((_, key) => key === workspace);
      }),
      feed.onReconnect(() => this.ofWorkspaces.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** What comes with Millrace and what the workspace made. The same object until that changes. */
  async of(workspaceId: string): Promise<Catalogue> {
    const found = await this.ofWorkspaces.get(workspaceId, async () => {
      const own = await this.own.read(workspaceId);
      return own === undefined ? this.shipped : this.shipped.with(own);
    });
    return found ?? this.shipped;
  }
}
