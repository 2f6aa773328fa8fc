import type { Random } from './random.ts';

/** Every fault the harness knows, and how often it comes compared to the others. */
const WEIGHTS = {
  'kill-server': 20,
  'kill-worker': 12,
  'kill-all': 6,
  'kill-before-answer': 6,
  'kill-after-answer': 6,
  'kill-postgres': 14,
  'stop-postgres-immediately': 8,
  'restart-postgres': 3,
  'black-hole': 3,
  'reset-connections': 4,
  'slow-database': 3,
  'receiver-fails': 4,
  'receiver-slow': 4,
  'receiver-resets': 4,
  'receiver-cuts-after-effect': 5,
  'stall-worker': 1,
  'stall-server': 1,
} as const;

export type Fault = keyof typeof WEIGHTS;

/** One fault of a schedule. Times are milliseconds; `at` counts from the start. */
export interface PlannedFault {
  at: number;
  fault: Fault;
  /** How long it lasts; 0 for a blow. */
  forMs: number;
}

const KINDS = Object.keys(WEIGHTS) as Fault[];
const STALL_MS = 30_000;

/** Low and high bound of how long a fault lasts; absent for a blow. A stall is two leases long. */
const LENGTHS: Partial<Record<Fault, [number, number]>> = {
  'restart-postgres': [500, 5_000],
  'black-hole': [500, 6_000],
  'slow-database': [1_000, 3_000],
  'receiver-fails': [500, 3_000],
  'receiver-slow': [1_000, 3_000],
  'receiver-resets': [500, 3_000],
  'receiver-cuts-after-effect': [500, 3_000],
  'stall-worker': [STALL_MS, STALL_MS],
  'stall-server': [STALL_MS, STALL_MS],
};

/**
 * Faults for this long: a stall in front because it takes the longest, each other kind once in
 * random order beside it, then by weight. `gap`: most milliseconds between the end of one and the
 * start of the next.
 */
export function planFaults(random: Random, ms: number, gap: number): PlannedFault[] {
  const plan: PlannedFault[] = [];
  const once = shuffled(KINDS, random).filter((kind) => !kind.startsWith('stall-'));
  const deck = KINDS.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));
  const stallAt = 2_000;
  if (ms >= stallAt + STALL_MS) plan.push({ at: stallAt, fault: 'stall-worker', forMs: STALL_MS });
  let stalledUntil = stallAt + STALL_MS;
  for (let at = stallAt + random.between(0, gap); at < ms; at += random.between(0, gap)) {
    const fault = once.shift() ?? random.pick(deck);
    const [low, high] = LENGTHS[fault] ?? [0, 0];
    const forMs = random.between(low, high);
    if (at + forMs > ms) continue;
    if (fault.startsWith('stall-')) {
      // One stall at a time; it goes on beside the others, which come one after the other.
      if (at < stalledUntil) continue;
      stalledUntil = at + forMs;
    }
    plan.push({ at, fault, forMs });
    if (!fault.startsWith('stall-')) at += forMs;
  }
  return plan;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
