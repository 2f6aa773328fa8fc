import { closeLater } from './closing.ts';
import { flagsOf } from './cluster.ts';
import { startFloor } from './floor-side.ts';
import { measure, startEnds, type Ends } from './measure.ts';
import { startMillraceSide } from './millrace-side.ts';
import { memoryOf } from './proc.ts';
import { quietMoment } from './quiet.ts';
import { isNoisy } from './report.ts';
import type { Side } from './side.ts';
import { inTurns, say, type TurnOptions } from './turns.ts';

const PACED_SECONDS = 10;
const IDLE_MS = 5_000;

/** Millrace beside the floor, at each number of connections. */
export async function headline(connections: number[], options: TurnOptions): Promise<void> {
  const ends = closeLater(await startEnds());
  const millrace = closeLater(await startMillraceSide(ends.partner));
  const floor = closeLater(await startFloor(ends.partner, flagsOf(millrace.postmaster)));
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  say(`Memory of the server, idle: ${memoryOf(millrace.servers[0]!).now.toFixed(0)} MB`);
  for (const number of connections) {
    const sides = [floor, millrace];
    const medians = await inTurns(sides, ends, { ...options, connections: number });
    for (const [index, { completedRate }] of medians.entries()) {
      await halfRate(sides[index]!, Math.max(1, Math.floor(completedRate / 2)), ends, number);
    }
    say('');
  }
}

/** How the accept path does when it is not pressed: at a fixed rate, half of the most. */
async function halfRate(side: Side, rate: number, ends: Ends, connections: number): Promise<void> {
  await measure(side, ends, { connections, amount: rate * 2, rate });
  await quietMoment();
  const amount = rate * (1 + PACED_SECONDS);
  const figures = await measure(side, ends, { connections, amount, rate });
  const { accept, endToEnd } = figures;
  say(
    `${side.name.padEnd(9)} at half of its rate (${rate}/s): ` +
      `accept p50 ${accept.p50.toFixed(1)} p99 ${accept.p99.toFixed(1)} ms, ` +
      `end to end p50 ${endToEnd.p50.toFixed(1)} p99 ${endToEnd.p99.toFixed(1)} ms` +
      (isNoisy(figures) ? ' (noisy)' : ''),
  );
}
