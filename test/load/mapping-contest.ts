import { isDeepStrictEqual } from 'node:util';

/** One way to get the result of a contest. */
export interface Contender {
  name: string;
  run: (data: Order) => unknown;
}

/** The same work by Millrace and by others. */
export interface Contest {
  name: string;
  ours: (data: Order) => unknown;
  rivals: readonly Contender[];
  /** `faster`: how many times as fast as the rival; `below`: at most these microseconds. */
  goal?: { faster: number; than: string } | { below: number };
}

/** What a mapping sees of a captured order. */
export interface Order {
  [key: string]: unknown;
}

/** What a contest gave, in microseconds: the median of the rounds. */
export interface Standing {
  contest: Contest;
  ours: number;
  /** `times`: the median over the rounds of the rival's time divided by ours in the same round. */
  rivals: readonly { name: string; micros: number; times: number }[];
}

const WARM_UP_MS = 400;
const BATCH_MS = 4;
const ORDERS = 16;

/** Throws when a contender gives another result than Millrace does: then times mean nothing. */
export function requireSameResults(contests: readonly Contest[], orders: readonly Order[]): void {
  for (const { name, ours, rivals } of contests) {
    for (const order of orders) {
      const expected = ours(order);
      for (const rival of rivals) {
        if (isDeepStrictEqual(plain(rival.run(order)), plain(expected))) continue;
        throw new Error(`${rival.name} gives another result than Millrace: ${name}`);
      }
    }
  }
}

/** Copies of one order, each with a number of its own, so that no engine meets one object only. */
export function ordersLike(body: string): Order[] {
  return Array.from({ length: ORDERS }, (_, index) => ({
    trigger: {
      body: { ...(JSON.parse(body) as Record<string, unknown>), id: 1000 + index },
      headers: {},
      query: {},
      method: 'POST',
      received_at: '2026-11-21T10:00:00.000Z',
      event_id: '0193b0c0-0000-7000-8000-000000000000',
    },
    steps: {},
  }));
}

/**
 * Times all contenders of all contests in turns, a few milliseconds each, so that a change of the
 * machine's mood meets all of them, and so that every engine has seen all kinds of work.
 */
export function compare(
  contests: readonly Contest[],
  orders: readonly Order[],
  rounds: number,
): Standing[] {
  const fields = contests.map(({ name, ours, rivals }) => {
    const contenders = [{ name, run: ours }, ...rivals];
    return contenders.map(({ run }) => ({ run, turns: warmUp(run, orders), micros: [0].slice(1) }));
  });
  for (let round = 0; round < rounds; round += 1) {
    for (const field of fields) {
      // The first of a field pays for what the field before left in the caches: 3%.
      const inTurn = round % 2 === 0 ? field : field.toReversed();
      for (const { run, turns, micros } of inTurn) micros.push(timed(run, orders, turns) / turns);
    }
  }
  return contests.map((contest, index) => standing(contest, fields[index]!));
}

function standing(contest: Contest, field: readonly { micros: number[] }[]): Standing {
  const [ours, ...others] = field.map(({ micros }) => micros);
  return {
    contest,
    ours: median(ours!),
    rivals: contest.rivals.map(({ name }, index) => {
      const micros = others[index]!;
      const times = micros.map((value, round) => value / ours![round]!);
      return { name, micros: median(micros), times: median(times) };
    }),
  };
}

/** Runs until the code is compiled; gives how many turns take about {@link BATCH_MS}. */
function warmUp(run: Contender['run'], orders: readonly Order[]): number {
  let turns = 1;
  const end = performance.now() + WARM_UP_MS;
  let best = Infinity;
  do {
    const micros = timed(run, orders, turns);
    best = Math.min(best, micros / turns);
    turns = Math.max(1, Math.round((BATCH_MS * 1000) / best));
  } while (performance.now() < end);
  return turns;
}

/** Keeps results in sight, so that no work can be left out. */
let kept: unknown;

/** Microseconds of so many turns. */
function timed(run: Contender['run'], orders: readonly Order[], turns: number): number {
  const start = performance.now();
  for (let turn = 0; turn < turns; turn += 1) kept = run(orders[turn % orders.length]!);
  const micros = (performance.now() - start) * 1000;
  if (kept === compare) throw new Error('A contender gave this function.');
  return Math.max(micros, 1e-3);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Only what JSON can say counts: no prototypes, no holes. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
