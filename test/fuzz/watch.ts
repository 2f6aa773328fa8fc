import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTROLS } from './controls.ts';
import type { Finding } from './finding.ts';
import { caseOf } from './fuzz-case.ts';
import type { LoopEnd, LoopOptions } from './loop.ts';
import { sum, type TotalsRow } from './totals.ts';

const FLAGS = [
  '--disallow-code-generation-from-strings',
  '--expose-gc',
  '--max-old-space-size=1024',
];
/** Longer than any case takes that is only slow, its shrinking included. */
const HUNG_MS = 60_000;
const MOST_LOST = 10;

export interface WatchOptions extends LoopOptions {
  hungMs?: number;
}

const NOTHING: TotalsRow = { cases: 0, evaluations: 0, outcomes: {}, slowest: [] };

/**
 * Runs the loop in a process of its own. When that dies or does not get on, its case is a finding,
 * and a new process goes on with the next case.
 */
export async function watchLoop(options: WatchOptions): Promise<LoopEnd> {
  const expected = CONTROLS[options.control ?? '']?.expected;
  const last = options.from + options.most;
  const end = performance.now() + options.ms;
  const findings: Finding[] = [];
  let totals = NOTHING;
  for (let from = options.from; from < last && performance.now() < end;) {
    const part = { ...options, from, most: last - from, ms: end - performance.now() };
    const outcome = await runChild(part, options.hungMs ?? HUNG_MS);
    if ('totals' in outcome) {
      findings.push(...outcome.findings);
      return { totals: sum(totals, outcome.totals), findings };
    }
    const { number, kind, detail } = outcome;
    findings.push({ kind, detail, number, fuzzCase: caseOf(options.seed, number) });
    totals = sum(totals, { ...NOTHING, cases: number + 1 - from });
    if (findings.length >= MOST_LOST || kind === expected) break;
    from = number + 1;
  }
  return { totals, findings };
}

type Lost = Pick<Finding, 'kind' | 'detail' | 'number'>;

async function runChild(options: LoopOptions, hungMs: number): Promise<LoopEnd | Lost> {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  const position = openSync(join(scratch, 'position'), 'w+');
  const child = fork(join(import.meta.dirname, 'child.ts'), {
    execArgv: FLAGS,
    stdio: ['ignore', 'inherit', 'inherit', position, 'ipc'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const watched = { hung: false };
  let seen = { number: NaN, at: performance.now() };
  const watch = setInterval(() => {
    const number = numberIn(position);
    if (!Object.is(number, seen.number)) seen = { number, at: performance.now() };
    else if (performance.now() - seen.at > hungMs) watched.hung = child.kill('SIGKILL');
  }, 200);
  const results: LoopEnd[] = [];
  child.on('message', (message: LoopEnd) => results.push(message));
  child.send(options);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearInterval(watch);
  process.off('exit', end);
  const number = numberIn(position);
  closeSync(position);
  rmSync(scratch, { recursive: true });
  const [result] = results;
  if (result !== undefined) return result;
  if (Number.isNaN(number)) throw new Error(`The process ended before its first case: ${code}`);
  if (watched.hung) return { kind: 'hung', detail: `not done after ${hungMs} ms`, number };
  return { kind: 'crashed', detail: `ended with ${String(signal ?? code)}`, number };
}

function numberIn(position: number): number {
  const bytes = Buffer.alloc(8);
  return readSync(position, bytes, 0, 8, 0) === 8 ? bytes.readDoubleLE() : NaN;
}
