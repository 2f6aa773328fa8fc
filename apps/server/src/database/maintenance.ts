import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { ensurePartitions } from './partitions.ts';
import { PG_POOL } from './pg-pool.token.ts';
import { applyRetention } from './retention.ts';

const EVERY_MS = 3_600_000;

/** Hourly housekeeping: partitions for the days ahead, and what has outlived its time goes. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.tick(new Date()).catch((error: unknown) =>
        this.logger.warn(`Housekeeping failed and is tried again in an hour: ${String(error)}`),
      );
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async tick(now: Date): Promise<void> {
    await ensurePartitions(this.pool, now);
    const { retentionDays: days, retentionSize: size } = this.config;
    const dropped = await applyRetention(this.pool, now, { days, size });
    if (dropped.length > 0) this.logger.log(`Dropped the days ${dropped.join(', ')}.`);
    await this.pool.query('DELETE FROM dedupe_keys WHERE expires_at < $1', [now]);
  }
}
