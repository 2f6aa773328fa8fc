import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { staleApps } from './staleness.js';

const ROOT = join(import.meta.dirname, '..');

/** Builds those of the apps whose build is missing or old. Ends the process when one fails. */
export function buildStale(apps) {
  const stale = staleApps(ROOT).filter((app) => apps.includes(app));
  if (stale.length === 0) return;
  process.stderr.write(`Building ${stale.join(' and ')} …\n`);
  const projects = stale.map((app) => `@millrace/${app}`).join(',');
  const result = spawnSync('npx', ['nx', 'run-many', '-t', 'build', '-p', projects], {
    cwd: ROOT,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout}${result.stderr}\nThe build failed.\n`);
  process.exit(1);
}
