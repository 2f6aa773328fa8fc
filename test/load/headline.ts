import { now } from './clock.ts';
import { closeLater } from './closing.ts';
import { flagsOf } from './cluster.ts';
import { startFloor } from './floor-side.ts';
import { measure, startEnds, type Ends, type Figures } from './measure.ts';
import { startMillraceSide } from './millrace-side.ts';
import { median, summary, table } from './report.ts';
import { memoryOf } from './proc.ts';
import type { Side } from './side.ts';

export interface HeadlineOptions {
  connections: number[];
  rounds: number;
  /** Of each measured load, about. */
  seconds: number;
}

const WARM_UP_MS = 6_000;
const WARM_UP_ORDERS = 1_000;
const PACED_SECONDS = 10;
const IDLE_MS = 5_000;

/** Millrace beside the floor, in turns, at each number of connections. */
export async function headline(options: HeadlineOptions): Promise<void> {
  const ends = closeLater(await startEnds());
  const millrace = closeLater(await startMillraceSide(ends.partner));
  const floor = closeLater(await startFloor(ends.partner, flagsOf(millrace.postmaster)));
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  say(`Memory of the server, idle: ${memoryOf(millrace.servers[0]!).now.toFixed(0)} MB`);
  for (const connections of options.connections) {
    await inTurns([floor, millrace], ends, connections, options);
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
    const rate = await warmUp(side, ends, connections);
    amounts.set(side, Math.max(connections, Math.ceil(rate * seconds)));
  }
  const results = new Map<Side, Figures[]>(sides.map((side) => [side, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of sides) {
      const figures = await measure(side, ends, { connections, amount: amounts.get(side)! });
      results.get(side)!.push(figures);
      say(`  round ${round} ${side.name.padEnd(9)} ${summary(figures)}`);
    }
  }
  const [floor, millrace] = sides.map((side) => median(results.get(side)!)) as [Figures, Figures];
  say(`\n${connections} connections, median of ${rounds} rounds`);
  say(table(floor, millrace));
  await halfRate(sides, [floor, millrace], ends, connections);
}

/** Loads until the code is compiled and the caches are full; gives the rate at the end. */
async function warmUp(side: Side, ends: Ends, connections: number): Promise<number> {
  const until = now() + WARM_UP_MS;
  let amount = WARM_UP_ORDERS;
  for (;;) {
    const { completedRate } = await measure(side, ends, { connections, amount });
    if (now() > until) return completedRate;
    amount = Math.max(WARM_UP_ORDERS, Math.ceil(completedRate * 2));
  }
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
    await measure(side, ends, { connections, amount: rate, rate });
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
