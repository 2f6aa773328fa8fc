import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed } from '../stream/change-feed.ts';
import type { ResolvedConnection } from './resolved-connection.ts';

type Found = ResolvedConnection | undefined;

/**
 * Opened connections, in memory: looking one up and decrypting it costs more than the call it is
 * for. A change of any connection of a workspace empties its part; without the change feed nothing
 * is kept.
 */
@Injectable()
export class ConnectionCache implements OnModuleDestroy {
  private readonly workspaces = new Map<string, Map<string, Promise<Found>>>();
  private readonly stop: (() => void)[];

  constructor(@Inject(ChangeFeed) private readonly feed: ChangeFeed) {
    this.stop = [
      feed.subscribe(({ workspace, message }) => {
        if (message.kind === 'connection') this.forget(workspace);
      }),
      feed.onLoss(() => this.workspaces.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** What `open` gave the last time, or gives now. A failure is not kept. */
  get(workspaceId: string, name: string, open: () => Promise<Found>): Promise<Found> {
    if (!this.feed.isConnected) return open();
    const known = this.workspaces.get(workspaceId) ?? new Map<string, Promise<Found>>();
    this.workspaces.set(workspaceId, known);
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    const opening = open();
    known.set(name, opening);
    opening.then(
      (found) => found ?? known.delete(name),
      () => known.delete(name),
    );
    return opening;
  }

  forget(workspaceId: string): void {
    this.workspaces.delete(workspaceId);
  }
}
