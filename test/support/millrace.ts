import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const READY = /ready at (http:\S+) \(([\d.]+) s\)/;

/** As `npm start` starts it; why, says docs/decisions/0018-flags-of-node.md. */
export const NODE_FLAGS = [
  '--disallow-code-generation-from-strings',
  '--max-semi-space-size=32',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=100',
  '--expose-gc',
] as const;

/**
 * With the C library's own moving threshold, freed bodies stay with the process; in pages of 4 kB,
 * filling a fresh one takes longer than all else that is done with it.
 */
export const MALLOC = {
  MALLOC_MMAP_THRESHOLD_: '262144',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
} as const;

/** A real server process on a data directory of its own. */
export interface Millrace {
  url: string;
  pid: number;
  dataDir: string;
  /** What it printed so far. */
  output(): string;
  /** Calls the API with the owner's key. */
  api: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: T; headers: Headers }>;
  /** SIGTERM, and waits for a clean end. */
  stop(): Promise<number | null>;
  /** SIGKILL of the server; its database keeps running, as after a crash. */
  kill(): Promise<void>;
}

export interface MillraceOptions {
  /** Without one it gets a directory of its own, as a first start leaves it. */
  dataDir?: string;
  env?: Record<string, string>;
  /** False: no owner is made; the browser test signs up by hand. */
  owner?: boolean;
}

/** The key of the owner that every test server starts with. */
export const API_KEY = `mr_test_${randomBytes(24).toString('hex')}`;

/** How the owner of a test server signs in. */
export const OWNER = { email: 'owner@example.com', password: 'correct horse battery' } as const;

/** The environment variable that names the data directory which test servers copy. */
export const TEMPLATE = 'MILLRACE_TEST_TEMPLATE';

/** A scratch directory that the database's user can enter. */
export async function scratchDir(prefix = 'millrace-'): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  await chmod(dir, 0o755);
  return dir;
}

/** A data directory as the first start left it; an empty one where no template was made. */
export async function preparedDataDir(): Promise<string> {
  const dir = await scratchDir();
  const template = process.env[TEMPLATE];
  if (template === undefined) return dir;
  // Keeps the owner of the database's files, which Node's own copying does not.
  const { status, stderr } = spawnSync('cp', ['-a', `${template}/.`, dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The data directory could not be copied: ${stderr}`);
  return dir;
}

/** A first start on a loaded machine takes minutes. */
const START_MS = 240_000;

/** Starts the built server and waits until it says that it is ready. */
export async function startMillrace(options: MillraceOptions = {}): Promise<Millrace> {
  const dataDir = options.dataDir ?? (await preparedDataDir());
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, join(ROOT, 'apps/server/dist/main.js'), 'serve'],
    { env: environment(dataDir, options), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await until(
    () => READY.exec(output)?.[1],
    () => child.exitCode !== null,
    () => output,
  );
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    output: () => output,
    api: (method, path, body, headers) => callApi(url, method, path, body, headers),
    stop: () => signal(child, 'SIGTERM', exited),
    kill: async () => {
      await signal(child, 'SIGKILL', exited);
    },
  };
}

function environment(dataDir: string, options: MillraceOptions): NodeJS.ProcessEnv {
  const owner = {
    MILLRACE_OWNER_EMAIL: OWNER.email,
    MILLRACE_OWNER_PASSWORD: OWNER.password,
    MILLRACE_API_KEY: API_KEY,
  };
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...MALLOC,
    MILLRACE_PORT: '0',
    MILLRACE_DATA_DIR: dataDir,
    MILLRACE_EGRESS_ALLOW: '127.0.0.1',
    MILLRACE_LOG_LEVEL: 'warn',
    ...(options.owner === false ? {} : owner),
    ...options.env,
  };
}

async function signal(
  child: ChildProcess,
  name: NodeJS.Signals,
  exited: Promise<number | null>,
): Promise<number | null> {
  child.kill(name);
  return exited;
}

async function callApi<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: T; headers: Headers }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    headers: response.headers,
  };
}

/** Ends the database that a killed server left behind, and removes the directory. */
export async function cleanUp(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0) {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It had ended.
    }
    await poll(() => !isAlive(pid));
  }
  await rm(dataDir, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(
  value: () => string | undefined,
  ended: () => boolean,
  output: () => string,
): Promise<string> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const found = value();
    if (found !== undefined) return found;
    if (ended() || Date.now() > deadline) throw new Error(`The server did not start:\n${output()}`);
    await wait(20);
  }
}

/** Waits until a condition holds; fails after `ms`. */
export async function poll<T>(
  check: () => T | Promise<T>,
  ms = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value !== false && value !== null && value !== undefined) {
      return value as Exclude<T, false | null | undefined>;
    }
    if (Date.now() > deadline) throw new Error(`Still not so after ${ms} ms: ${check.toString()}`);
    await wait(25);
  }
}
