import type { Pool } from 'pg';
import {
  formerKeyFile,
  keptFormerKey,
  keptKey,
  keyFile,
  openDataDir,
  type DataDir,
} from '../config/data-dir.ts';
import type { Config } from '../config/config.ts';
import type { ServerConfig } from '../config/config.token.ts';
import { filesKeyOf, requireKey } from '../connections/key-check.ts';
import type { KeyRotation } from '../connections/key-rotation.ts';
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
    const keys = await keysOf(config);
    held.pool = createPool(databaseUrl, onIdleError);
    const report = await checkDatabase(held.pool, config.unsafeDurability);
    await migrate(databaseUrl);
    const newKey = await requireKey(held.pool, { ...keys, acceptNew: config.acceptNewKey });
    const filesKey = await filesKeyOf(held.pool, keys);
    await ensurePartitions(held.pool, new Date());
    const embedded = held.embedded !== undefined;
    const { key: encryptionKey, former: formerKey } = keys;
    const opened = { ...config, databaseUrl, encryptionKey, formerKey, filesKey, embedded };
    return { config: opened, pool: held.pool, report, newKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The keys that this process has, and where they come from in words for the operator. */
export async function keysOf({ encryptionKey, formerKey, dataDir }: Config): Promise<KeyRotation> {
  if (encryptionKey !== undefined) {
    const names = [
      'MILLRACE_ENCRYPTION_KEY',
      ...(formerKey ? ['MILLRACE_ENCRYPTION_KEY_OLD'] : []),
    ];
    return { key: encryptionKey, former: formerKey, source: names.join(' and ') };
  }
  const kept = await keptFormerKey(dataDir);
  const former = formerKey ?? kept;
  const also = formerKey === undefined ? formerKeyFile(dataDir) : 'MILLRACE_ENCRYPTION_KEY_OLD';
  const source = former === undefined ? keyFile(dataDir) : `${keyFile(dataDir)} and ${also}`;
  return { key: await keptKey(dataDir), former, source };
}
