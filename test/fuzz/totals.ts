import type { FuzzCase, Kind } from './fuzz-case.ts';
import type { Tally } from './judge.ts';

export interface SlowCall {
  number: number;
  kind: Kind;
  cpuMs: number;
}

/** What was done. */
export interface TotalsRow {
  cases: number;
  evaluations: number;
  /** Calls by what came of them: `ok`, or the code of an error; by kind of case. */
  outcomes: Record<string, Record<string, number>>;
  slowest: SlowCall[];
}

const SHOWN = 5;

export class Totals {
  private cases = 0;
  private evaluations = 0;
  private readonly outcomes = new Map<string, Map<string, number>>();
  private slowest: SlowCall[] = [];

  add({ kind }: FuzzCase, number: number, tally: Tally): void {
    this.cases += 1;
    this.evaluations += tally.evaluations;
    const counts = this.outcomes.get(kind) ?? new Map<string, number>();
    this.outcomes.set(kind, counts);
    for (const outcome of tally.outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (tally.slowest === undefined) return;
    this.slowest = slowestOf([...this.slowest, { number, kind, cpuMs: tally.slowest }]);
  }

  row(): TotalsRow {
    const outcomes = Object.fromEntries(
      [...this.outcomes].map(([kind, counts]) => [kind, Object.fromEntries(counts)]),
    );
    const { cases, evaluations, slowest } = this;
    return { cases, evaluations, outcomes, slowest };
  }
}

/** Of two parts of a run together. */
export function sum(left: TotalsRow, right: TotalsRow): TotalsRow {
  const outcomes: TotalsRow['outcomes'] = structuredClone(left.outcomes);
  for (const [kind, counts] of Object.entries(right.outcomes)) {
    const into = (outcomes[kind] ??= {});
    for (const [outcome, count] of Object.entries(counts)) {
      into[outcome] = (into[outcome] ?? 0) + count;
    }
  }
  return {
    cases: left.cases + right.cases,
    evaluations: left.evaluations + right.evaluations,
    outcomes,
    slowest: slowestOf([...left.slowest, ...right.slowest]),
  };
}

function slowestOf(calls: readonly SlowCall[]): SlowCall[] {
  return calls.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, SHOWN);
}
