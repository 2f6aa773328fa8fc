import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { dataSourceOptions } from './migrate.ts';
import { Maintenance } from './maintenance.ts';
import { RunPool } from './run-pool.ts';
import { RUN_POOL, PG_POOL } from './pg-pool.token.ts';

/** Gives every room the TypeORM data source and the pool of hand-written SQL. */
@Module({})
export class DatabaseModule {
  static with(url: string, pool: Pool): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(url),
          autoLoadEntities: true,
          retryAttempts: 2,
          retryDelay: 500,
        }),
      ],
      providers: [
        { provide: PG_POOL, useValue: pool },
        { provide: RunPool, useFactory: () => new RunPool(url) },
        { provide: RUN_POOL, inject: [RunPool], useFactory: ({ pool }: RunPool) => pool },
        Maintenance,
      ],
      exports: [PG_POOL, RUN_POOL, Maintenance],
    };
  }
}
