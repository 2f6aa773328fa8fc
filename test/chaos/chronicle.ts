import { appendFileSync } from 'node:fs';

/** What was done to the system, and when it could not be expected to work. */
export interface Chronicle {
  say(what: string): void;
  count(fault: string): void;
  faults(): Readonly<Record<string, number>>;
  /** From now until the returned function is called nobody could take a run over. */
  outage(): () => void;
  outageMs(from: number, to: number): number;
  /** A process was killed. */
  killed(process: string): void;
  /** When, in milliseconds since 1970; undefined for one that was not. */
  killedAt(process: string): number | undefined;
}

/** After an outage connections have to be made anew. */
const SETTLE_MS = 2_000;

export function openChronicle(path: string): Chronicle {
  const counts = new Map<string, number>();
  const kills = new Map<string, number>();
  const outages: { from: number; to: number }[] = [];
  return {
    say: (what) => appendFileSync(path, `${new Date().toISOString()} ${what}\n`),
    count: (fault) => void counts.set(fault, (counts.get(fault) ?? 0) + 1),
    faults: () => Object.fromEntries([...counts].toSorted()),
    outage: () => {
      const interval = { from: Date.now(), to: Infinity };
      outages.push(interval);
      return () => {
        if (interval.to === Infinity) interval.to = Date.now() + SETTLE_MS;
      };
    },
    outageMs: (from, to) => covered(outages, from, to),
    killed: (process) => void kills.set(process, Date.now()),
    killedAt: (process) => kills.get(process),
  };
}

/** The part of an interval that lies in any of the others, which are in the order of their starts. */
function covered(
  intervals: readonly { from: number; to: number }[],
  from: number,
  to: number,
): number {
  let sum = 0;
  let reached = from;
  for (const interval of intervals) {
    const start = Math.max(interval.from, reached);
    const end = Math.min(interval.to, to);
    if (end <= start) continue;
    sum += end - start;
    reached = end;
  }
  return sum;
}
