import { parseArgs } from 'node:util';
import { CONTROLS } from './controls.ts';
import { report } from './report.ts';
import { watchLoop } from './watch.ts';

/*
 * npm run fuzz -- [--minutes=5 | --cases=N] [--seed=N]
 * npm run fuzz -- --seed=N --replay=CASE
 * npm run fuzz -- --control=mutates
 * Ends with 1 when something was found; with a control, when what it broke was not.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    cases: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    replay: { type: 'string' },
    control: { type: 'string' },
    'hung-ms': { type: 'string' },
  },
});
const control = values.control === undefined ? undefined : CONTROLS[values.control];
if (values.control !== undefined && control === undefined) {
  process.stderr.write(`The controls are ${Object.keys(CONTROLS).join(', ')}.\n`);
  process.exit(2);
}
const seed = Number(values.seed);
const outcome = await watchLoop({
  seed,
  from: Number(values.replay ?? 0),
  most: values.replay === undefined ? Number(values.cases ?? Number.MAX_SAFE_INTEGER) : 1,
  ms: values.cases === undefined ? Number(values.minutes) * 60_000 : 3_600_000,
  ...(values.control !== undefined && { control: values.control }),
  ...(values['hung-ms'] !== undefined && { hungMs: Number(values['hung-ms']) }),
});
process.stdout.write(report(seed, outcome));
const found = outcome.findings.map(({ kind }) => kind);
const fine =
  control === undefined
    ? found.length === 0 && outcome.totals.evaluations > 0
    : found.includes(control.expected);
process.exitCode = fine ? 0 : 1;
