import { compare, ordersLike, requireSameResults, type Standing } from './mapping-contest.ts';
import { checkerContests, mappingContests, parsingContest } from './mapping-cases.ts';
import { orderBody } from './order.ts';
import { quietMoment } from './quiet.ts';
import { say } from './turns.ts';

const ROUNDS = 41;

/** Paths, templates, conditions and a whole mapping beside other engines, in this one process. */
export async function mapping(): Promise<void> {
  const orders = ordersLike(orderBody().toString());
  const contests = [...mappingContests(), parsingContest(orders), ...checkerContests(orders)];
  requireSameResults(contests, orders);
  say(
    `${contests.length} contests, ${ROUNDS} rounds in turns; all engines give the same results.\n`,
  );
  await quietMoment();
  const standings = compare(contests, orders, ROUNDS);
  say(standingsTable(standings));
}

/** A line for each rival: microseconds of both, how many times as fast Millrace is, and the goal. */
function standingsTable(standings: readonly Standing[]): string {
  const rows = [
    ['', 'Millrace µs', 'rival', 'rival µs', 'times', 'goal', ''],
    ...standings.flatMap(rowsOf),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const left = new Set([0, 2, 5, 6]);
  return rows
    .map((row) =>
      row
        .map((cell, at) => (left.has(at) ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

function rowsOf({ contest, ours, rivals }: Standing): string[][] {
  const { name, goal } = contest;
  const micros = ours.toFixed(3);
  if (rivals.length === 0) {
    const below = goal !== undefined && 'below' in goal ? goal.below : undefined;
    const verdict = below === undefined ? ['', ''] : [`< ${below} µs`, met(ours < below)];
    return [[name, micros, '', '', '', ...verdict]];
  }
  return rivals.map((rival, index) => {
    const faster = goal !== undefined && 'than' in goal && goal.than === rival.name && goal.faster;
    const verdict = faster === false ? ['', ''] : [`≥ ${faster} ×`, met(rival.times >= faster)];
    const [title, own] = index === 0 ? [name, micros] : ['', ''];
    return [
      title,
      own,
      rival.name,
      rival.micros.toFixed(3),
      `${rival.times.toFixed(2)} ×`,
      ...verdict,
    ];
  });
}

function met(fine: boolean): string {
  return fine ? 'met' : 'NOT MET';
}
