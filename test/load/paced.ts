import { closeLater } from './closing.ts';
import { flagsOf } from './cluster.ts';
import { startFloor } from './floor-side.ts';
import { measure, startEnds, type Ends, type Figures } from './measure.ts';
import { startMillraceSide } from './millrace-side.ts';
import { quietMoment } from './quiet.ts';
import { isNoisy } from './report.ts';
import type { Side } from './side.ts';
import { say, type TurnOptions } from './turns.ts';

/** A server that has been up for a minute is what people have; all of its code is compiled by then. */
const WARM_UP = { amount: 15_000, rate: 1_000 };

/**
 * How long an order takes when nobody is pressed: both floors and Millrace at fixed rates, in
 * turns. Millrace has to store headers and step results to be of use, so the second floor is what
 * its tail is held against.
 */
export async function paced(rates: readonly number[], options: TurnOptions): Promise<void> {
  const ends = closeLater(await startEnds());
  const millrace = closeLater(await startMillraceSide(ends.partner));
  const flags = flagsOf(millrace.postmaster);
  const second = closeLater(await startFloor(ends.partner, flags, true));
  const floor = closeLater(await startFloor(ends.partner, flags));
  const sides = [floor, second, millrace];
  for (const side of sides) {
    await measure(side, ends, { ...WARM_UP, connections: options.connections });
  }
  for (const rate of rates) await atRate(rate, sides, ends, options);
}

async function atRate(
  rate: number,
  sides: readonly Side[],
  ends: Ends,
  { connections, rounds, seconds }: TurnOptions,
): Promise<void> {
  const turns: Figures[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const turn: Figures[] = [];
    for (const side of sides) {
      await quietMoment();
      // The first second opens the connections and has no times.
      const load = { connections, amount: rate * (1 + seconds), rate };
      const figures = await measure(side, ends, load);
      turn.push(figures);
      say(`  round ${round} ${side.name.padEnd(12)} ${timesOf(figures)}`);
    }
    turns.push(turn);
  }
  say(`\n${rate}/s, ${connections} connections, medians of ${rounds} rounds`);
  for (const line of tableOf(sides, turns)) say(line);
  say('');
}

function timesOf(figures: Figures): string {
  const { accept, endToEnd } = figures;
  return (
    `accept p50 ${accept.p50.toFixed(1)} p99 ${accept.p99.toFixed(1)} ms, ` +
    `end to end p50 ${endToEnd.p50.toFixed(1)} p99 ${endToEnd.p99.toFixed(1)} ms` +
    (isNoisy(figures) ? ' (noisy)' : '')
  );
}

const ROWS: readonly (readonly [string, (figures: Figures) => number])[] = [
  ['accept p50 ms', ({ accept }) => accept.p50],
  ['accept p99 ms', ({ accept }) => accept.p99],
  ['end to end p50 ms', ({ endToEnd }) => endToEnd.p50],
  ['end to end p99 ms', ({ endToEnd }) => endToEnd.p99],
  ['CPU s/1,000', ({ serverCpu, databaseCpu }) => serverCpu + databaseCpu],
];

/** The median of each figure by itself, then what Millrace has of each floor. */
function tableOf(sides: readonly Side[], turns: readonly Figures[][]): string[] {
  const names = [...sides.map(({ name }) => name), 'of floor', 'of second floor'];
  const rows = ROWS.map(([name, read]) => {
    const values = sides.map((_, index) => median(turns.map((turn) => read(turn[index]!))));
    const last = values.at(-1)!;
    const ratios = values.slice(0, -1).map((value) => (last / value).toFixed(2));
    return [name, ...values.map((value) => value.toFixed(2)), ...ratios];
  });
  return [['', ...names], ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(20), ...cells.map((cell) => cell.padStart(17))].join(''),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
