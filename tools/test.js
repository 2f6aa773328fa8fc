import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { buildStale } from './build-stale.js';
import { ensureChromium } from './chromium.js';

/*
 * Every test of the workspace, and their true totals as the last line. Groups run side by side,
 * those that take longest first; then, one by one, those that measure or whose faults are timed.
 * `npm test system chaos` runs these projects alone.
 */
const TOGETHER = [
  ['system'],
  ['server'],
  ['browser'],
  [
    'model',
    'mapping',
    'mapping-checks',
    'signatures',
    'bodies',
    'engine',
    'connector-kit',
    'connectors',
  ],
  ['fuzz'],
  ['editor'],
  ['architecture'],
];
const ALONE = [['load'], ['chaos']];
/** Groups at a time. Most wait for a server or a database half of their time. */
const LANES = 2;
/** How often a line says what is under way when nothing else is said. */
const PROGRESS_MS = 20_000;

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'millrace-tests-'));
const wanted = process.argv.slice(2);
const began = performance.now();
const running = new Set();
const totals = { passed: 0, failed: 0, skipped: 0 };
/** What failed, each with its place and the head of its message. */
const failures = [];
/** Enough to see what was expected and what came. */
const MESSAGE_LINES = 12;

refuseUnknown();
await buildStale(['server', 'editor']);
const chromium = await ensureChromium();
if (chromium === undefined) {
  say('There is no Chromium, so the browser tests will fail. Install one, or set CHROME_PATH.');
}
const progress = setInterval(() => say(`running: ${[...running].join(', ')}`), PROGRESS_MS);
await inLanes(chosen(TOGETHER), LANES);
await inLanes(chosen(ALONE), 1);
clearInterval(progress);
rmSync(scratch, { recursive: true, force: true });

const { passed, failed, skipped } = totals;
// Again at the end: of a long log often the last page alone is looked at.
if (failures.length > 0) process.stdout.write(`\n${failures.join('\n\n')}\n`);
process.stdout.write(
  `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function refuseUnknown() {
  const known = [...TOGETHER, ...ALONE].flat();
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  say(`There is no project "${unknown}". Name any of ${known.join(', ')}.`);
  process.exit(1);
}

function chosen(groups) {
  return groups
    .map((group) => group.filter((name) => wanted.length === 0 || wanted.includes(name)))
    .filter((group) => group.length > 0);
}

async function inLanes(groups, lanes) {
  const waiting = [...groups];
  const lane = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) await run(group);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function run(projects) {
  const name = projects.join(' ');
  const start = performance.now();
  running.add(name);
  say(`${name}: started`);
  const report = join(scratch, `${projects[0]}.json`);
  const status = await vitest(projects, report);
  const counted = count(report);
  // A suite that cannot load has no failed test of its own, and is a failure all the same.
  const unseen = status !== 0 && counted.failed === 0 ? 1 : 0;
  totals.passed += counted.passed;
  totals.failed += counted.failed + unseen;
  totals.skipped += counted.skipped;
  failures.push(...counted.failures);
  if (unseen > 0) failures.push(`FAILED ${name}: it ended with status ${status}, see above`);
  running.delete(name);
  const took = ((performance.now() - start) / 1000).toFixed(0);
  say(`${name}: ${counted.passed} passed, ${counted.failed + unseen} failed in ${took} s`);
}

/** Prints what it prints, a line at a time, and gives its status. */
function vitest(projects, report) {
  const child = spawn(
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
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(chromium === undefined ? {} : { CHROME_PATH: chromium }),
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      },
    },
  );
  byLine(child.stdout, (line) => process.stdout.write(`${line}\n`));
  byLine(child.stderr, (line) => process.stderr.write(`${line}\n`));
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
}

/** Lines of groups that run side by side do not mix. */
function byLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(take);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}

function say(line) {
  const at = Math.floor((performance.now() - began) / 1000);
  const clock = `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
  process.stderr.write(`[${clock}] ${line}\n`);
}

function count(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
      JSON.parse(readFileSync(report, 'utf8'));
    const unread = testResults.filter(isUnread);
    return {
      passed: numPassedTests,
      failed: numFailedTests + unread.length,
      skipped: numPendingTests + numTodoTests,
      failures: testResults.flatMap(failuresOf),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [`FAILED ${report}: there is no report`] };
  }
}

/** True for a file that could not be read or set up: none of its tests failed, as none ran. */
function isUnread({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((one) => one.status !== 'failed');
}

function failuresOf(result) {
  const file = relative(root, result.name);
  if (isUnread(result)) return [`FAILED ${file}\n${head(result.message)}`];
  return result.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(
      ({ fullName, failureMessages }) =>
        `FAILED ${file}: ${fullName}\n${head(failureMessages.join('\n'))}`,
    );
}

function head(message) {
  return message.split('\n').slice(0, MESSAGE_LINES).join('\n');
}
