import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { SYSTEM_DIR, type PostgresBinaries } from './postgres-binaries.ts';
import { isReachable, type SystemUser } from './system-user.ts';

/** The files of one embedded database. */
export interface Cluster {
  /** PGDATA. */
  dataDir: string;
  socketDir: string;
  logFile: string;
}

/** The name of the database's owner role, and of the database. */
export const DATABASE = 'millrace';

/** sun_path holds 108 bytes; the socket's own name needs 14 of them. */
const LONGEST_SOCKET_DIR = 90;

const run = promisify(execFile);

/**
 * The cluster under a data directory, made with initdb on first use. It is made beside its place
 * and moved in, so an interrupted first start leaves nothing half done.
 */
export async function prepareCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  password: string,
): Promise<Cluster> {
  const root = await clusterRoot(dataDir, user);
  const cluster = {
    dataDir: join(root, 'data'),
    socketDir: await socketDir(root, user),
    logFile: join(root, 'postgres.log'),
  };
  if (!existsSync(join(cluster.dataDir, 'PG_VERSION'))) {
    await initialise(root, cluster.dataDir, binaries, user, password);
  }
  return cluster;
}

/**
 * `postgres/` in the data directory. A root process whose data directory the database's user cannot
 * enter keeps the files under /var/lib/millrace, with a link where they would have been.
 */
async function clusterRoot(dataDir: string, user: SystemUser | undefined): Promise<string> {
  const wanted = join(dataDir, 'postgres');
  if (user !== undefined && !(await isReachable(wanted, user))) {
    const name = `${basename(dataDir).replace(/\W/g, '')}-${digest(dataDir)}`;
    const root = join(SYSTEM_DIR, name);
    await mkdir(SYSTEM_DIR, { recursive: true });
    await chmod(SYSTEM_DIR, 0o755);
    await makeOwned(root, user);
    if (!existsSync(wanted)) await symlink(root, wanted);
    return root;
  }
  await makeOwned(wanted, user);
  return wanted;
}

async function socketDir(root: string, user: SystemUser | undefined): Promise<string> {
  const inside = join(root, 'run');
  const short = Buffer.byteLength(inside) <= LONGEST_SOCKET_DIR;
  const dir = short ? inside : join(tmpdir(), `millrace-${digest(root)}`);
  await makeOwned(dir, user);
  return dir;
}

async function makeOwned(dir: string, user: SystemUser | undefined): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (user === undefined) return;
  if ((await stat(dir)).uid !== user.uid) await chown(dir, user.uid, user.gid);
}

async function initialise(
  root: string,
  dataDir: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  password: string,
): Promise<void> {
  const fresh = `${dataDir}.new`;
  const passwordFile = join(root, 'password.tmp');
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
    await run(
      binaries.initdb,
      [
        `--pgdata=${fresh}`,
        `--username=${DATABASE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--locale=C.UTF-8',
        '--lc-messages=C',
      ],
      { cwd: root, env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...user },
    );
    await chmod(fresh, 0o700);
    await rename(fresh, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
