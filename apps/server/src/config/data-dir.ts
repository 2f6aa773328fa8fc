import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@millrace/model';
import { parseKey } from './config.ts';

/** The data directory, held by this process until `release`. */
export interface DataDir {
  path: string;
  release(): Promise<void>;
}

const LOCK = 'millrace.lock';
const KEY = 'encryption.key';
const FORMER_KEY = 'encryption.key.old';

/**
 * Makes the directory when it is missing and takes its lock. A lock left by a process that no
 * longer runs is taken over. Throws ALREADY_RUNNING or DATA_DIR_UNUSABLE.
 */
export async function openDataDir(path: string): Promise<DataDir> {
  const lock = join(path, LOCK);
  try {
    await mkdir(path, { recursive: true, mode: 0o755 });
    await takeLock(lock, path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('DATA_DIR_UNUSABLE', { dir: path, reason }, { cause: error });
  }
  return { path, release: () => rm(lock, { force: true }) };
}

async function takeLock(lock: string, dir: string): Promise<void> {
  for (;;) {
    try {
      const file = await open(lock, 'wx');
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const pid = Number((await readFile(lock, 'utf8')).trim());
      if (await isMillrace(pid)) throw new AppError('ALREADY_RUNNING', { dir, pid });
      await rm(lock, { force: true });
    }
  }
}

/** A pid can be reused after a reboot, so the command line is compared where the system shows it. */
async function isMillrace(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid)) return false;
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('node');
  } catch {
    return true;
  }
}

/** True when a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The key kept in the data directory; made with mode 0600 when there is none. */
export async function keptKey(dir: string): Promise<Buffer> {
  return parseKey(await keptSecret(dir, KEY));
}

/** The file of that key. */
export function keyFile(dir: string): string {
  return join(dir, KEY);
}

/** The key before it, while not everything is encrypted anew; undefined otherwise. */
export async function keptFormerKey(dir: string): Promise<Buffer | undefined> {
  const text = await readIfThere(formerKeyFile(dir));
  return text === undefined ? undefined : parseKey(text);
}

/** The file of that key. */
export function formerKeyFile(dir: string): string {
  return join(dir, FORMER_KEY);
}

/**
 * Puts a new key in the place of the one kept in the data directory, which stays beside it until
 * `dropFormerKey`. A rotation that was interrupted keeps the keys it has.
 */
export async function renewKey(dir: string): Promise<void> {
  const text = await keptSecret(dir, KEY);
  const former = await readIfThere(formerKeyFile(dir));
  if (former !== undefined && former !== text) return;
  if (former === undefined) await writeDurably(formerKeyFile(dir), text);
  const next = `${keyFile(dir)}.next`;
  await writeDurably(next, randomBytes(32).toString('hex'));
  await rename(next, keyFile(dir));
}

/** Forgets the former key. */
export async function dropFormerKey(dir: string): Promise<void> {
  await rm(formerKeyFile(dir), { force: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return undefined;
  }
}

/** On the disk before anything that depends on it: without the key what it sealed is lost. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A random secret of 64 hex digits in a file that only its owner can read. */
export async function keptSecret(dir: string, name: string): Promise<string> {
  const file = join(dir, name);
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  const secret = randomBytes(32).toString('hex');
  await mkdir(dir, { recursive: true });
  await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}

/** True for a Node system error with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
