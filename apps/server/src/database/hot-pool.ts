import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { createHotPool } from './pool.ts';

/** Owns the hot pool, so that it ends with the application. */
@Injectable()
export class HotPool implements OnApplicationShutdown {
  readonly pool: Pool;

  constructor(url: string) {
    this.pool = createHotPool(url);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
