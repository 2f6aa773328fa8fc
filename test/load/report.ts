import type { Figures } from './measure.ts';

/** Above this share of the machine for others, a figure says little. */
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

/** Both sides and what one is of the other. */
export function table(floor: Figures, millrace: Figures): string {
  const lines = ROWS.map(([name, read, digits]) => {
    const [left, right] = [read(floor), read(millrace)];
    const ratio = left === 0 ? '' : (right / left).toFixed(2);
    return line(name, left.toFixed(digits), right.toFixed(digits), ratio);
  });
  return [line('', 'floor', 'Millrace', 'ratio'), ...lines].join('\n');
}

function line(name: string, ...cells: string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join('');
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
