import { flagsOf } from './cluster.ts';
import { startFloor } from './floor-side.ts';
import { measure, startEnds, type Ends, type Figures } from './measure.ts';
import { startMillraceSide } from './millrace-side.ts';
import { median, table } from './report.ts';
import { memoryOf } from './proc.ts';
import type { Side } from './side.ts';

export interface HeadlineOptions {
  connections: number[];
  rounds: number;
  /** Of each measured load, about. */
  seconds: number;
}

const WARM_UP = 4_000;
const PACED_SECONDS = 10;
const IDLE_MS = 5_000;

/** Millrace beside the floor, in turns, at each number of connections. */
export async function headline(options: HeadlineOptions): Promise<void> {
  const ends = await startEnds();
  const millrace = await startMillraceSide(ends.partner);
  const floor = await startFloor(ends.partner, flagsOf(millrace.postmaster));
  try {
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const idle = memoryOf(millrace.servers[0]!).now;
    say(`Memory of the server, idle: ${idle.toFixed(0)} MB`);
    for (const connections of options.connections) {
      await inTurns([floor, millrace], ends, connections, options);
    }
  } finally {
    await Promise.all([floor.stop(), millrace.stop(), ends.stop()]);
  }
}

async function inTurns(
  sides: readonly [Side, Side],
  ends: Ends,
  connections: number,
  { rounds, seconds }: HeadlineOptions,
): Promise<void> {
  const amounts = new Map<Side, number>();
  for (const side of sides) {
    const { completedRate } = await measure(side, ends, { connections, amount: WARM_UP });
    amounts.set(side, Math.max(connections, Math.ceil(completedRate * seconds)));
  }
  const results = new Map<Side, Figures[]>(sides.map((side) => [side, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of sides) {
      const figures = await measure(side, ends, { connections, amount: amounts.get(side)! });
      results.get(side)!.push(figures);
      say(
        `  round ${round} ${side.name.padEnd(9)} ${figures.completedRate.toFixed(0)} completed/s`,
      );
    }
  }
  const [floor, millrace] = sides.map((side) => median(results.get(side)!)) as [Figures, Figures];
  say(`\n${connections} connections, median of ${rounds} rounds`);
  say(table(floor, millrace));
  await halfRate(sides, [floor, millrace], ends, connections);
}

/** How the accept path does when it is not pressed: half of the most, at a fixed rate. */
async function halfRate(
  sides: readonly [Side, Side],
  most: readonly [Figures, Figures],
  ends: Ends,
  connections: number,
): Promise<void> {
  for (const [index, side] of sides.entries()) {
    const rate = Math.max(1, Math.floor(most[index]!.completedRate / 2));
    const amount = rate * PACED_SECONDS;
    const { accept, endToEnd } = await measure(side, ends, { connections, amount, rate });
    say(
      `${side.name.padEnd(9)} at half of its rate (${rate}/s): ` +
        `accept p50 ${accept.p50.toFixed(1)} p99 ${accept.p99.toFixed(1)} ms, ` +
        `end to end p50 ${endToEnd.p50.toFixed(1)} p99 ${endToEnd.p99.toFixed(1)} ms`,
    );
  }
  say('');
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
