import { spawnSync } from 'node:child_process';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { staleApps } from './staleness.js';

/**
 * Runs the command line of this checkout: builds what is stale, then goes on in this process, so
 * that Ctrl-C reaches the server directly.
 */
const root = join(import.meta.dirname, '..');
const serving = process.argv[2] === 'serve';
const stale = staleApps(root).filter((app) => serving || app === 'server');

if (stale.length > 0) {
  process.stderr.write(`Building ${stale.join(' and ')} …\n`);
  const projects = stale.map((app) => `@millrace/${app}`).join(',');
  const result = spawnSync('npx', ['nx', 'run-many', '-t', 'build', '-p', projects], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}\nThe build failed.\n`);
    process.exit(1);
  }
}

enableCompileCache();
await import('../apps/server/dist/main.js');
