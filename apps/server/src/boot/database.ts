import type { Pool } from 'pg';
import { keptKey, keyFile, openDataDir, type DataDir } from '../config/data-dir.ts';
import type { Config } from '../config/config.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { checkKey } from '../connections/key-check.ts';
import { checkDatabase, type DatabaseReport } from '../database/checks.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { migrate } from '../database/migrate.ts';
import { ensurePartitions } from '../database/partitions.ts';
import { createPool } from '../database/pool.ts';

/** A database that is running, checked and migrated. */
export interface OpenDatabase {
  config: Omit<ServerConfig, 'editorDir'>;
  pool: Pool;
  report: DatabaseReport;
  /** True when a key that cannot read the stored credentials was accepted. */
  newKey: boolean;
  close(): Promise<void>;
}

/**
 * Opens the database the configuration names: a PostgreSQL of the user's own, or the embedded one
 * in the data directory, which this process then holds alone.
 */
export async function openDatabase(
  config: Config,
  onIdleError: (error: Error) => void,
): Promise<OpenDatabase> {
  const held: { dir?: DataDir; embedded?: EmbeddedPostgres; pool?: Pool } = {};
  const close = async (): Promise<void> => {
    await held.pool?.end();
    await held.embedded?.stop();
    await held.dir?.release();
  };
  try {
    if (config.databaseUrl === undefined) {
      held.dir = await openDataDir(config.dataDir);
      held.embedded = await startEmbeddedPostgres(config.dataDir);
    }
    const databaseUrl = config.databaseUrl ?? held.embedded?.url ?? '';
    const encryptionKey = config.encryptionKey ?? (await keptKey(config.dataDir));
    held.pool = createPool(databaseUrl, onIdleError);
    const report = await checkDatabase(held.pool, config.unsafeDurability);
    await migrate(databaseUrl);
    const newKey = await checkKey(held.pool, {
      key: encryptionKey,
      source: keySource(config),
      acceptNew: config.acceptNewKey,
    });
    await ensurePartitions(held.pool, new Date());
    const embedded = held.embedded !== undefined;
    const opened = { ...config, databaseUrl, encryptionKey, embedded };
    return { config: opened, pool: held.pool, report, newKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function keySource({ encryptionKey, dataDir }: Config): string {
  return encryptionKey === undefined ? keyFile(dataDir) : 'MILLRACE_ENCRYPTION_KEY';
}
