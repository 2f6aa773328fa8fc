import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { AppError } from '@millrace/model';
import { Client } from 'pg';
import { keptSecret } from '../config/data-dir.ts';
import { DATABASE, prepareCluster, type Cluster } from './embedded-cluster.ts';
import { isRunning } from './database-process.ts';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { databaseUser, type SystemUser } from './system-user.ts';

/**
 * The embedded PostgreSQL of one data directory. States: starting → running → stopped. It runs in a
 * process group of its own, so Ctrl-C in the terminal reaches Millrace alone, which then stops the
 * database last. When it dies while running it is started again, the one that was taken over too.
 */
export interface EmbeddedPostgres {
  /** Connection string over the unix socket. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;
const POLL_MS = 20;
const RESTART_MS = 250;
const LONGEST_RESTART_MS = 5_000;
/** How often a database that was taken over is looked at. */
const WATCH_MS = 250;

const log = new Logger('database');

interface Server {
  binaries: PostgresBinaries;
  cluster: Cluster;
  user: SystemUser | undefined;
  url: string;
}

/**
 * Starts the database of a data directory, or takes over the one that a killed process left
 * running. Throws POSTGRES_PLATFORM or POSTGRES_START_FAILED.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const user = await databaseUser();
  const binaries = await findBinaries(user);
  const password = await keptSecret(dataDir, 'postgres.password');
  const cluster = await prepare(dataDir, binaries, user, password);
  const host = encodeURIComponent(cluster.socketDir);
  const url = `postgres://${DATABASE}:${password}@${host}/${DATABASE}`;
  return supervise({ binaries, cluster, user, url });
}

async function prepare(
  dataDir: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  password: string,
): Promise<Cluster> {
  try {
    return await prepareCluster(dataDir, binaries, user, password);
  } catch (error) {
    const file = join(dataDir, 'postgres', 'postgres.log');
    const facts = { reason: lastWord(error), log: file };
    throw new AppError('POSTGRES_START_FAILED', facts, { cause: error });
  }
}

/** What a failed program said last; otherwise the error itself. */
function lastWord(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said.split('\n').at(-1) || error.message;
}

/** A database process, ours or taken over, and a promise of its end. */
interface Running {
  pid: number;
  /** Resolves when the process has gone, or never once `stopping` is aborted. */
  gone: Promise<void>;
}

async function supervise(server: Server): Promise<EmbeddedPostgres> {
  const stopping = new AbortController();
  let running = await launch(server, stopping.signal);
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await Promise.race([running.gone, aborted(stopping.signal)]);
      running = (await relaunch(server, running.pid, stopping.signal)) ?? running;
    }
  };
  await makeDatabase(server.url);
  const watching = watch();
  return {
    url: server.url,
    get pid() {
      return running.pid;
    },
    stop: async () => {
      stopping.abort();
      await watching;
      await stop(running.pid);
    },
  };
}

/** Tries until the database runs again; undefined when it is to stop meanwhile. */
async function relaunch(
  server: Server,
  old: number,
  stopping: AbortSignal,
): Promise<Running | undefined> {
  const pauses = [RESTART_MS, RESTART_MS, 1_000, 2_000];
  for (;;) {
    await Promise.race([wait(pauses.shift() ?? LONGEST_RESTART_MS), aborted(stopping)]);
    if (stopping.aborted) return undefined;
    try {
      const running = await launch(server, stopping);
      log.warn(
        `The embedded PostgreSQL (process ${old}) ended; it runs again as process ${running.pid}.`,
      );
      return running;
    } catch (error) {
      // Processes of a killed server hold its shared memory for some moments more.
      if (pauses.length === 0) log.error(lastWord(error));
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Starts the server, or takes over the one that runs, and waits until it answers. */
async function launch(server: Server, stopping: AbortSignal): Promise<Running> {
  const orphan = await runningPid(server.cluster.dataDir);
  if (orphan !== undefined) {
    await untilReady(server, () => isRunning(orphan));
    return { pid: orphan, gone: untilGone(orphan, stopping) };
  }
  const child = await spawnServer(server);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await untilReady(server, () => child.exitCode === null && child.signalCode === null);
  return { pid: child.pid ?? 0, gone };
}

/** The system tells a process of its children only, so one that was taken over is looked after. */
async function untilGone(pid: number, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && isRunning(pid)) await wait(WATCH_MS, undefined, { ref: false });
}

/**
 * A statement with a body of 25 MB fills fresh memory three times over. In pages of 2 MB instead of
 * 4 kB it is stored in 0.4 s instead of 0.9 s on a virtual machine. glibc 2.35 and later; others
 * take no notice.
 */
const LARGE_PAGES = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

async function spawnServer({ binaries, cluster, user }: Server): Promise<ChildProcess> {
  const output = openSync(cluster.logFile, 'a', 0o600);
  if (user !== undefined) await chown(cluster.logFile, user.uid, user.gid);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${cluster.socketDir}"`,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    wal_buffers: '16MB',
    max_wal_size: '1GB',
    wal_compression: 'on',
    log_min_messages: 'warning',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', cluster.dataDir, ...flags], {
    cwd: cluster.dataDir,
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...LARGE_PAGES },
    ...user,
  });
  closeSync(output);
  child.unref();
  child.on('error', () => undefined);
  return child;
}

async function untilReady(server: Server, alive: () => boolean): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    const problem = await tryConnect(server.url);
    if (problem === undefined) return;
    if (!alive()) throw startFailed(server, await lastLine(server.cluster.logFile));
    if (Date.now() > deadline) throw startFailed(server, problem);
    await wait(POLL_MS);
  }
}

function startFailed(server: Server, reason: string): AppError {
  return new AppError('POSTGRES_START_FAILED', { reason, log: server.cluster.logFile });
}

function maintenanceUrl(url: string): string {
  return url.replace(/\/[^/]*$/, '/postgres');
}

async function tryConnect(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: maintenanceUrl(url) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: maintenanceUrl(url) });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The pid in postmaster.pid when that process runs. */
async function runningPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 && isRunning(pid) ? pid : undefined;
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written, a clean state. */
async function stop(pid: number): Promise<void> {
  const deadline = Date.now() + STOP_DEADLINE_MS;
  signal(pid, 'SIGINT');
  while (isRunning(pid)) {
    if (Date.now() > deadline) {
      signal(pid, 'SIGQUIT');
      return;
    }
    await wait(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone already, which is what was wanted.
  }
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n');
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'it exited';
}
