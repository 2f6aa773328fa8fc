import { AppError } from '@millrace/model';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/index.ts';

const HISTORY = 'schema_migrations';

/** Serialises migrations of processes that start together. Any constant does. */
const LOCK = 4_400_000;

/** The TypeORM options every data source of Millrace shares. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    migrations: MIGRATIONS,
    migrationsTableName: HISTORY,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolSize: 10,
  };
}

/**
 * Brings the schema up to date. Safe to call from several processes at once.
 * Throws SCHEMA_NEWER when the database knows a migration this code does not.
 */
export async function migrate(url: string): Promise<void> {
  const source = await new DataSource(dataSourceOptions(url)).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await refuseNewer(source);
    await source.runMigrations();
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}

async function refuseNewer(source: DataSource): Promise<void> {
  const exists: { found: string | null }[] = await source.query('SELECT to_regclass($1) AS found', [
    HISTORY,
  ]);
  if (typeof exists[0]?.found !== 'string') return;
  const applied: { name: string }[] = await source.query(`SELECT name FROM ${HISTORY}`);
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const newer = applied.find(({ name }) => !known.has(name));
  if (newer !== undefined) throw new AppError('SCHEMA_NEWER', { migration: newer.name });
}
