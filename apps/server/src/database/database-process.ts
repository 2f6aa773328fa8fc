import { readFileSync } from 'node:fs';
import { isAlive } from '../config/data-dir.ts';

/**
 * True when this process is a PostgreSQL that runs. Where the system shows it, a process that ended
 * and was not yet collected does not count, nor does another program that got the pid after a
 * restart of the machine or the container.
 */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const stat = readStat(pid);
  if (stat === undefined) return true;
  // pid (name) state …: the name may hold brackets.
  const end = stat.lastIndexOf(')');
  return stat.slice(stat.indexOf('(') + 1, end) === 'postgres' && stat[end + 2] !== 'Z';
}

function readStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
