import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { createRunPool } from './pool.ts';

/** Owns the pool of the accept path and the worker, so that it ends with the application. */
@Injectable()
export class RunPool implements OnApplicationShutdown {
  readonly pool: Pool;

  constructor(url: string) {
    this.pool = createRunPool(url);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
