import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStale } from './build-stale.js';
import { ensureChromium } from './chromium.js';

/*
 * Every test of the workspace, and their true totals as the last line. Groups run one after the
 * other: whole-system and browser tests start servers and want the machine for themselves.
 */
const GROUPS = [
  ['model', 'mapping', 'signatures', 'engine', 'connector-kit', 'connectors', 'server', 'editor'],
  ['architecture', 'mapping-checks'],
  ['system', 'load'],
  ['fuzz'],
  ['chaos'],
  ['browser'],
];

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'millrace-tests-'));
const wanted = process.argv.slice(2);

await buildStale(['server', 'editor']);
const chromium = await ensureChromium();
if (chromium === undefined) {
  process.stderr.write(
    'There is no Chromium, so the browser tests will fail. Install one, or set CHROME_PATH.\n',
  );
}

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const [index, group] of GROUPS.entries()) {
  const projects = group.filter((name) => wanted.length === 0 || wanted.includes(name));
  if (projects.length > 0) run(projects, join(scratch, `${String(index)}.json`));
}
rmSync(scratch, { recursive: true, force: true });

const { passed, failed, skipped } = totals;
process.stdout.write(
  `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function run(projects, report) {
  const result = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...projects.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...(chromium === undefined ? {} : { CHROME_PATH: chromium }) },
    },
  );
  const counted = count(report);
  // A suite that cannot load has no failed test of its own, and is a failure all the same.
  const unseen = result.status !== 0 && counted.failed === 0 ? 1 : 0;
  totals.passed += counted.passed;
  totals.failed += counted.failed + unseen;
  totals.skipped += counted.skipped;
}

function count(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
