import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BuildProgress } from './build-progress.js';
import { staleApps } from './staleness.js';

const ROOT = join(import.meta.dirname, '..');

/** How often a build that takes its time says that it goes on. */
const STILL_MS = 5_000;

/**
 * Builds those of the apps whose build is missing or old, and says how far it is. Ends the process
 * when one fails. Answers whether there was anything to build.
 */
export async function buildStale(apps) {
  const stale = staleApps(ROOT).filter((app) => apps.includes(app));
  if (stale.length === 0) return false;
  const progress = new BuildProgress(stale);
  const say = (lines) => lines.forEach((line) => process.stderr.write(`${line}\n`));
  say(progress.start());
  const still = setInterval(() => say(progress.still()), STILL_MS);
  const { code, output } = await runNx(stale, (line) => say(progress.read(line)));
  clearInterval(still);
  if (code === 0) return true;
  process.stderr.write(`${output}\nThe build failed.\n`);
  process.exit(1);
}

function runNx(apps, onLine) {
  const projects = apps.map((app) => `@millrace/${app}`).join(',');
  const child = spawn('npx', ['nx', 'run-many', '-t', 'build', '-p', projects], {
    cwd: ROOT,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      onLine(line);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
