import { now } from './clock.ts';
import { measure, type Ends, type Figures } from './measure.ts';
import { quietMoment } from './quiet.ts';
import { median, summary, table } from './report.ts';
import type { Side } from './side.ts';

/** How a comparison is made. */
export interface TurnOptions {
  connections: number;
  rounds: number;
  /** Of each measured load, about. */
  seconds: number;
}

const WARM_UP_MS = 6_000;
const WARM_UP_ORDERS = 1_000;

/**
 * Loads the sides in turns, so that a change of the machine's mood meets them all, and prints the
 * round in the middle of each, with ratios to the first side. Gives these rounds.
 */
export async function inTurns(
  sides: readonly Side[],
  ends: Ends,
  { connections, rounds, seconds }: TurnOptions,
): Promise<Figures[]> {
  const plans: { side: Side; amount: number; results: Figures[] }[] = [];
  for (const side of sides) {
    const rate = await warmUp(side, ends, connections);
    plans.push({ side, amount: Math.max(connections, Math.ceil(rate * seconds)), results: [] });
  }
  const width = Math.max(...sides.map(({ name }) => name.length));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { side, amount, results } of plans) {
      await quietMoment();
      const figures = await measure(side, ends, { connections, amount });
      results.push(figures);
      say(`  round ${round} ${side.name.padEnd(width)} ${summary(figures)}`);
    }
  }
  const medians = plans.map(({ results }) => median(results));
  say(`\n${connections} connections, median of ${rounds} rounds`);
  say(table(plans.map(({ side }, index) => ({ name: side.name, figures: medians[index]! }))));
  say('');
  return medians;
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

/** Writes a line of the report. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
