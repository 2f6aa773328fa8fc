import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed } from '../stream/change-feed.ts';
import { FeedCache } from '../stream/feed-cache.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

type Found = ResolvedConnection | undefined;

/** Connections a process uses, of all workspaces. */
const BOUNDS = { values: 5_000 };

/**
 * Opened connections, in memory: looking one up and decrypting it costs more than the call it is
 * for. A change of any connection of a workspace empties its part; how stale one can be says
 * {@link FeedCache}.
 */
@Injectable()
export class ConnectionCache implements OnModuleDestroy {
  private readonly opened: FeedCache<ResolvedConnection>;
  private readonly stop: (() => void)[];

  constructor(@Inject(ChangeFeed) feed: ChangeFeed) {
    this.opened = new FeedCache(feed, BOUNDS);
    this.stop = [
      feed.subscribe(({ workspace, message }) => {
        // Their kind of sign-in follows from the connector.
        if (message.kind === 'connection' || message.kind === 'connector') this.forget(workspace);
      }),
      feed.onReconnect(() => this.opened.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** What `open` gave the last time, or gives now. A failure is not kept. */
  get(workspaceId: string, name: string, open: () => Promise<Found>): Found | Promise<Found> {
    return this.opened.get(keyOf(workspaceId, name), open);
  }

  forget(workspaceId: string): void {
    this.opened.forget((_, key) => key.startsWith(keyOf(workspaceId, '')));
  }
}

function keyOf(workspaceId: string, name: string): string {
  return `${workspaceId} ${name}`;
}
