import { FINDINGS, type Finding } from './finding.ts';
import type { Outcome, Scenario } from './scenario.ts';

const SHOWN = 5;

/** The outcome for people: what was done, what was found, and what that proves. */
export function report(scenario: Scenario, outcome: Outcome): string {
  const { counts, faults, findings, takeovers, acknowledged } = outcome;
  const latest = Math.max(0, ...takeovers.map(({ afterMs }) => Math.round(afterMs)));
  const told = Object.entries(faults).map(([fault, times]) => `${fault} ${times}`);
  const lines = [
    `seed         ${scenario.seed}, up to ${scenario.rate} events/s for ${scenario.sendMs / 1000} s`,
    `events       ${counts.events} sent, ${acknowledged} acknowledged`,
    `deliveries   ${counts.acked} acknowledged (${counts.duplicates} as duplicates), ` +
      `${counts.refused} refused, ${counts.indeterminate} indeterminate; ` +
      `the slowest took ${counts.slowestMs} ms`,
    `faults       ${told.join(', ')}`,
    `takeovers    ${takeovers.length}, the latest ${latest} ms after the holder's last write, without outages after the expiry`,
    `late results ${outcome.lateUnchallenged} after an expiry that nobody had used`,
    `set aside    ${outcome.setAside} run(s) in the middle of which two processes were killed`,
    `quiet        ${outcome.quietAfterMs} ms after the last fault and acknowledgement`,
    ...summary(findings),
    findings.length === 0
      ? `0 findings. 0 of ${acknowledged} acknowledged events lost: ` +
        `with 95 % confidence at most ${bound(acknowledged)} of all.`
      : `${findings.length} findings. The journals are in ${outcome.dir}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The first findings of each kind. */
function summary(findings: readonly Finding[]): string[] {
  return Object.entries(FINDINGS).flatMap(([kind, meaning]) => {
    const found = findings.filter((finding) => finding.kind === kind);
    if (found.length === 0) return [];
    return [
      `${kind}: ${meaning}, ${found.length} ×`,
      ...found.slice(0, SHOWN).map(({ about, detail }) => `  ${about}: ${detail}`),
    ];
  });
}

/** The rule of three: none in n means at most 3/n with 95 % confidence. */
function bound(n: number): string {
  return n === 0 ? 'any share' : (3 / n).toExponential(1);
}
