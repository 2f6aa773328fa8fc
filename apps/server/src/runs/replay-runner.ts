import { Inject, Injectable, Logger } from '@nestjs/common';
import { isAppError } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { ReplayBatchStore, type DueBatch } from './replay-batch.store.ts';
import { ReplayService } from './replay.service.ts';

const POLL_MS = 500;

/**
 * Runs many runs again, so many a second. How far it came is stored with the runs it made, so any
 * process goes on where one died, and no run is replayed twice.
 */
@Injectable()
export class ReplayRunner {
  private readonly logger = new Logger(ReplayRunner.name);
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;

  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(ReplayBatchStore) private readonly batches: ReplayBatchStore,
    @Inject(ReplayService) private readonly replays: ReplayService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.ticking;
  }

  private wake(): void {
    this.ticking ??= this.tick()
      .catch((error: unknown) => this.logger.warn(`Could not replay runs: ${String(error)}`))
      .finally(() => (this.ticking = undefined));
  }

  private async tick(): Promise<void> {
    const made = await inTransaction(this.pool, async (client) => {
      const batch = await this.batches.due(client);
      return batch === undefined ? 0 : await this.part(client, batch);
    });
    if (made > 0) this.feed.publishWork();
  }

  private async part(client: PoolClient, batch: DueBatch): Promise<number> {
    const { workspaceId, request } = batch;
    const origins = await this.batches.next(client, batch);
    let made = 0;
    for (const origin of origins) {
      try {
        const target = await this.replays.target(workspaceId, origin, request.version);
        await this.replays.make(client, origin, target, { from: request.from });
        made += 1;
      } catch (error) {
        // A version without the step to start from: the other runs are replayed all the same.
        if (!isAppError(error)) throw error;
      }
    }
    await this.batches.advance(client, batch, origins);
    return made;
  }
}
