import { FINDINGS, type Finding } from './finding.ts';
import type { FuzzCase } from './fuzz-case.ts';
import type { LoopEnd } from './loop.ts';

const MOST_SHOWN = 800;

/** The outcome for people: what was done, what came of it, and how to see a finding again. */
export function report(seed: number, { totals, findings }: LoopEnd): string {
  const { cases, evaluations, outcomes, slowest } = totals;
  const lines = [
    `seed         ${seed}`,
    `cases        ${cases}, with ${evaluations} evaluations`,
    ...Object.entries(outcomes).map(([kind, counts]) => `${kind.padEnd(12)} ${counted(counts)}`),
    `slowest      ${slowest.map(({ cpuMs, kind, number }) => `${cpuMs.toFixed(0)} ms (${kind} ${number})`).join(', ') || 'none worth a second look'}`,
    ...findings.flatMap((finding) => describe(seed, finding)),
    findings.length === 0 ? '0 findings' : `${findings.length} findings`,
  ];
  return `${lines.join('\n')}\n`;
}

function counted(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return sorted.map(([outcome, count]) => `${outcome} ${count}`).join(', ');
}

function describe(seed: number, { kind, detail, number, fuzzCase }: Finding): string[] {
  return [
    `${kind}: ${FINDINGS[kind]}`,
    `  ${detail}`,
    `  ${shown(fuzzCase)}`,
    `  npm run fuzz -- --seed=${seed} --replay=${number}`,
  ];
}

function shown(fuzzCase: FuzzCase): string {
  const text = JSON.stringify(fuzzCase);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)} … ${text.length} in all`;
}
