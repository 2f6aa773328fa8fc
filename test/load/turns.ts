import { now } from './clock.ts';
import { measure, type Ends, type Figures } from './measure.ts';
import { quietMoment } from './quiet.ts';
import { isNoisy, median, summary, table } from './report.ts';
import type { Side } from './side.ts';

/** How a comparison is made. */
export interface TurnOptions {
  connections: number;
  rounds: number;
  /** Of each measured load, about. */
  seconds: number;
}

/** Long enough that nothing is compiled any more while it is measured. */
const WARM_UP_MS = 15_000;
const WARM_UP_ORDERS = 1_000;
/** Orders a flow on average, of which 2 % get none. */
const REPEATS = 4;

/**
 * Loads the sides in turns, so that a change of the machine's mood meets them all. Rounds that
 * others disturbed are repeated, as many times again at most. Prints the round in the middle of
 * each side with ratios to the first; gives these rounds.
 */
export async function inTurns(
  sides: readonly Side[],
  ends: Ends,
  { connections, rounds, seconds }: TurnOptions,
): Promise<Figures[]> {
  const amounts: number[] = [];
  for (const side of sides) {
    const rate = await warmUp(side, ends, connections);
    amounts.push(Math.max(connections, Math.ceil(rate * seconds)));
  }
  const turns: Figures[][] = [];
  let quiet = 0;
  for (let turn = 1; quiet < rounds && turn <= rounds * 2; turn += 1) {
    const turnFigures: Figures[] = [];
    for (const [index, side] of sides.entries()) {
      await quietMoment();
      const figures = await measure(side, ends, { connections, amount: amounts[index]! });
      turnFigures.push(figures);
      say(`  round ${turn} ${side.name.padEnd(widest(sides))} ${summary(figures)}`);
    }
    turns.push(turnFigures);
    if (!turnFigures.some(isNoisy)) quiet += 1;
  }
  return conclude(sides, connections, turns);
}

/**
 * Prints and gives the round in the middle of each side: of the quiet rounds, or else of the one
 * that was disturbed least.
 */
function conclude(
  sides: readonly Side[],
  connections: number,
  turns: readonly Figures[][],
): Figures[] {
  const quiet = turns.filter((figures) => !figures.some(isNoisy));
  const [best = []] = turns.toSorted((a, b) => disturbance(a) - disturbance(b));
  const counted = quiet.length > 0 ? quiet : [best];
  const medians = sides.map((_, index) => median(counted.map((figures) => figures[index]!)));
  const which =
    quiet.length > 0
      ? `median of ${quiet.length} quiet rounds`
      : 'the least noisy round, there was no quiet one';
  say(`\n${connections} connections, ${which}`);
  say(table(sides.map(({ name }, index) => ({ name, figures: medians[index]! }))));
  say('');
  return medians;
}

function disturbance(figures: readonly Figures[]): number {
  return Math.max(...figures.map(({ othersCpu }) => othersCpu));
}

function widest(sides: readonly Side[]): number {
  return Math.max(...sides.map(({ name }) => name.length));
}

/** Loads until the code is compiled and each flow has run; gives the best rate. */
async function warmUp(side: Side, ends: Ends, connections: number): Promise<number> {
  const until = now() + WARM_UP_MS;
  let amount = Math.max(WARM_UP_ORDERS, side.urls.length * REPEATS);
  let best = 0;
  while (now() < until) {
    const { completedRate } = await measure(side, ends, { connections, amount });
    best = Math.max(best, completedRate);
    amount = Math.max(WARM_UP_ORDERS, Math.ceil(completedRate * 2));
  }
  return best;
}

/** Writes a line of the report. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
