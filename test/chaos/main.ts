import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CONTROLS } from './controls.ts';
import { seeded } from './random.ts';
import { report } from './report.ts';
import { runScenario } from './scenario.ts';
import { planFaults } from './schedule.ts';

/*
 * npm run chaos -- [--minutes=5] [--seed=N] [--rate=150]
 * npm run chaos -- --controls [--seed=N] [--seeds=1]
 * Ends with 1 when something was found, or when a control was not.
 */

const GAP_MS = 4_000;
const CONNECTIONS = 24;
/** A control must be found with this share of the seeds. */
const CAUGHT = 0.95;

// The handlers of `exit` end what was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '150' },
    controls: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '1' },
  },
});
const seed = positive('seed', values.seed);
const fine = values.controls
  ? await runControls(positive('seeds', values.seeds))
  : await runLarge();
process.exit(fine ? 0 : 1);

async function runLarge(): Promise<boolean> {
  const ms = positive('minutes', values.minutes) * 60_000;
  const plan = planFaults(seeded(seed), ms, GAP_MS);
  const rate = positive('rate', values.rate);
  const scenario = { seed, plan, sendMs: ms, rate, connections: CONNECTIONS };
  say(`Seed ${seed}: ${plan.length} faults in ${ms / 60_000} minutes.`);
  const outcome = await runScenario(scenario);
  say(report(scenario, outcome));
  return outcome.findings.length === 0;
}

async function runControls(seeds: number): Promise<boolean> {
  let all = true;
  for (const { name, expected, scenario } of CONTROLS) {
    const caught: number[] = [];
    const missed: number[] = [];
    for (let one = seed; one < seed + seeds; one += 1) {
      const { findings, dir } = await runScenario({ seed: one, ...scenario(seeded(one)) });
      await rm(dir, { recursive: true, force: true });
      const found = findings.filter(({ kind }) => expected.includes(kind)).length;
      say(`  ${name}, seed ${one}: ${found} × ${expected.join(' or ')}`);
      (found > 0 ? caught : missed).push(one);
    }
    const enough = caught.length >= CAUGHT * seeds;
    all &&= enough;
    say(`${enough ? 'caught' : 'MISSED'}  ${name}: with ${caught.length} of ${seeds} seeds`);
  }
  return all;
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  say(`--${name} takes a number above 0, not "${text}".`);
  process.exit(2);
}

function say(line: string): void {
  process.stdout.write(`${line.trimEnd()}\n`);
}
