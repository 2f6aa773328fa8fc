import type { Figures } from './measure.ts';

/** Share of the machine. */
const NOISY = 0.15;

type Row = readonly [name: string, read: (figures: Figures) => number, digits: number];

const ROWS: readonly Row[] = [
  ['orders accepted', ({ accepted }) => accepted, 0],
  ['orders completed', ({ arrived, recorded }) => Math.min(arrived, recorded), 0],
  ['calls repeated', ({ repeated }) => repeated, 0],
  ['accepted/s', ({ acceptedRate }) => acceptedRate, 0],
  ['completed/s', ({ completedRate }) => completedRate, 0],
  ['accept p50 ms', ({ accept }) => accept.p50, 1],
  ['accept p99 ms', ({ accept }) => accept.p99, 1],
  ['end to end p50 ms', ({ endToEnd }) => endToEnd.p50, 1],
  ['end to end p99 ms', ({ endToEnd }) => endToEnd.p99, 1],
  ['server CPU s/1,000', ({ serverCpu }) => serverCpu, 3],
  ['PostgreSQL CPU s/1,000', ({ databaseCpu }) => databaseCpu, 3],
  ['CPU s/1,000 in all', ({ serverCpu, databaseCpu }) => serverCpu + databaseCpu, 3],
  ['CPU of others %', ({ othersCpu }) => othersCpu * 100, 0],
  ['server peak MB', ({ peakMemory }) => peakMemory, 0],
];

/** The sides next to each other, then what each of the others is of the first. */
export function table(sides: readonly { name: string; figures: Figures }[]): string {
  const others = sides.slice(1);
  const names = [...sides, ...others].map(({ name }, index) =>
    index < sides.length ? name : `ratio${others.length > 1 ? ` ${name}` : ''}`,
  );
  const cells = ROWS.map(([name, read, digits]) => {
    const [first = NaN, ...rest] = sides.map(({ figures }) => read(figures));
    const ratios = rest.map((value) => (first === 0 ? '' : (value / first).toFixed(2)));
    return [name, ...[first, ...rest].map((value) => value.toFixed(digits)), ...ratios];
  });
  const rows = [['', ...names], ...cells];
  const widths = names.map((name) => Math.max(name.length + 3, 12));
  return rows
    .map(([name = '', ...row]) =>
      [name.padEnd(24), ...row.map((cell, index) => cell.padStart(widths[index] ?? 0))].join(''),
    )
    .join('\n');
}

/** True when others took so much of the machine that the figures say little. */
export function isNoisy({ othersCpu }: Figures): boolean {
  return othersCpu > NOISY;
}

/** A load in one line. */
export function summary(figures: Figures): string {
  const { completedRate, accept, serverCpu, databaseCpu, othersCpu } = figures;
  return [
    `${completedRate.toFixed(0).padStart(6)} completed/s`,
    `accept p99 ${accept.p99.toFixed(0)} ms`,
    `CPU s/1,000 ${serverCpu.toFixed(2)} + ${databaseCpu.toFixed(2)} PostgreSQL`,
    ...(othersCpu > NOISY
      ? [`noisy: others took ${(othersCpu * 100).toFixed(0)} % of the CPU`]
      : []),
  ].join(', ');
}

/** The round in the middle by completed flows a second. */
export function median(rounds: readonly Figures[]): Figures {
  const sorted = rounds.toSorted((a, b) => a.completedRate - b.completedRate);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}
