import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@millrace/model';

/** A user of the operating system that the database runs as. */
export interface SystemUser {
  uid: number;
  gid: number;
}

const NAME = 'postgres';
const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root, so a root process runs it as the user `postgres`, made when it
 * is missing. Undefined for an ordinary user, whose own account serves.
 */
export async function databaseUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp();
  if (existing !== undefined) return existing;
  try {
    await run('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', NAME]);
  } catch (error) {
    throw new AppError(
      'POSTGRES_START_FAILED',
      { reason: 'PostgreSQL does not run as root, and no user "postgres" could be made.', log: '' },
      { cause: error, hint: 'Run Millrace as an ordinary user, or make a user "postgres".' },
    );
  }
  return lookUp();
}

async function lookUp(): Promise<SystemUser | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith(`${NAME}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined
    ? undefined
    : { uid: Number(uid), gid: Number(gid) };
}

const OTHERS_ENTER = 0o001;
const OWNER_ENTER = 0o100;

/** True when the user may enter every directory above `path`. */
export async function isReachable(path: string, user: SystemUser): Promise<boolean> {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const { mode, uid } = await stat(dir);
    const needed = uid === user.uid ? OWNER_ENTER : OTHERS_ENTER;
    if ((mode & needed) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}
