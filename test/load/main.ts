import { parseArgs } from 'node:util';
import { withClosing } from './closing.ts';
import { flows } from './flows.ts';
import { headline } from './headline.ts';
import { mapping } from './mapping.ts';
import { memory } from './memory.ts';
import { paced } from './paced.ts';
import { processes } from './processes.ts';
import { shapes } from './shapes.ts';
import { start } from './start.ts';
import { steps } from './steps.ts';
import { stored } from './stored.ts';
import { say } from './turns.ts';

const USAGE = `Usage: npm run bench -- [scenario] [options]

  (none)      Millrace beside the floor       --connections=64, or a list
  paced       both floors and Millrace at fixed rates   --levels=500,1000 --rounds=5
  memory      resident memory after 50 bodies of 5 MB at 5 connections
  shapes      requests of 25 MB in odd shapes, and small ones meanwhile   --megabytes=25
  stored      with stored runs                --levels=0,1000000,10000000
  flows       with published flows            --levels=1,1000,10000
  steps       flows of 1, 5 and 20 steps
  processes   one and two processes on one database
  start       from a start to the first accepted event, and idle memory
  mapping     paths, templates and conditions beside other engines, half a minute

  --connections=64   --rounds=3   --seconds=8 (of each load)`;

/** `millrace bench`: measures this checkout. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string', default: '64' },
    rounds: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    levels: { type: 'string' },
    megabytes: { type: 'string', default: '25' },
  },
});

const connections = numbers(values.connections);
const levels = values.levels === undefined ? undefined : numbers(values.levels);
const options = {
  connections: connections[0]!,
  rounds: Number(values.rounds ?? 3),
  seconds: Number(values.seconds),
};
const scenarios: Record<string, () => Promise<void>> = {
  headline: () => headline(connections, options),
  paced: () => paced(levels ?? [500, 1_000], { ...options, rounds: Number(values.rounds ?? 5) }),
  memory,
  shapes: () => shapes(Number(values.megabytes)),
  stored: () => stored(levels ?? [0, 1_000_000, 10_000_000], options),
  flows: () => flows(levels ?? [1, 1_000, 10_000], options),
  steps: () => steps(options),
  processes: () => processes(options),
  start: () => start(options.rounds),
  mapping,
};
const scenario = scenarios[positionals[0] ?? 'headline'];
if (scenario === undefined) {
  say(USAGE);
  process.exitCode = 1;
} else {
  await withClosing(scenario);
}

function numbers(list: string): number[] {
  return list.split(',').map(Number);
}
