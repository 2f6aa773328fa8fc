import type { Finding, FindingKind } from './finding.ts';
import type { RunLogLine } from './run-log.ts';

/** A lease another process took over after its holder died or stalled. */
export interface Takeover {
  run: string;
  /** Milliseconds from the holder's last write to the claim, without outages after the expiry. */
  afterMs: number;
}

export interface LeaseReport {
  findings: Finding[];
  takeovers: Takeover[];
  /** Results written after the end of a lease that nobody had taken over. */
  lateUnchallenged: number;
  /** Kills of a process that was in the middle of the run. */
  kills: number;
}

export interface LeaseRules {
  leaseMs: number;
  /** How long after the end of a lease a takeover may take. */
  graceMs: number;
  /** Milliseconds of an interval in which nobody could have taken over. */
  outage(from: number, to: number): number;
  /** When a process was killed; undefined for one that was not. */
  killedAt(process: string): number | undefined;
}

const UNFINISHED = new Set(['queued', 'running', 'waiting']);

/** Follows who held a run, line by line. `lines`: one run's, in order. */
export function checkLeases(lines: readonly RunLogLine[], rules: LeaseRules): LeaseReport {
  const report: LeaseReport = { findings: [], takeovers: [], lateUnchallenged: 0, kills: 0 };
  const held = { by: '', touched: 0 };
  for (const line of lines) {
    const find = (kind: FindingKind, detail: string): void => {
      report.findings.push({ kind, about: line.run, detail: `${detail} (line ${line.seq})` });
    };
    const claims = (line.newFence ?? 0) > (line.oldFence ?? 0);
    if (line.kind === 'run' && claims) {
      if (line.oldStatus === 'running') checkTakeover(line, held, rules, report, find);
      held.by = line.process;
    } else checkWrite(line, held.by, report, find);
    checkEnd(line, find);
    if (line.kind === 'run') held.touched = line.at;
  }
  return report;
}

type Find = (kind: FindingKind, detail: string) => void;

function checkTakeover(
  line: RunLogLine,
  held: { by: string; touched: number },
  rules: LeaseRules,
  report: LeaseReport,
  find: Find,
): void {
  const until = line.oldUntil ?? 0;
  if ((rules.killedAt(held.by) ?? Infinity) <= line.at) report.kills += 1;
  if (line.at < until) {
    const left = Math.round(until - line.at);
    find('taken-while-leased', `${line.process} took it from ${held.by} with ${left} ms left`);
  }
  const afterMs = line.at - held.touched - rules.outage(until, line.at);
  report.takeovers.push({ run: line.run, afterMs });
  if (afterMs > rules.leaseMs + rules.graceMs) {
    find('late-takeover', `${line.process} took it ${Math.round(afterMs)} ms after ${held.by}`);
  }
}

/** Only the process that took the run may change it or write attempts of it. */
function checkWrite(line: RunLogLine, holder: string, report: LeaseReport, find: Find): void {
  if (line.kind === 'run' && line.oldStatus !== 'running') {
    if (line.newStatus === 'running') find('claimed-without-fence', `by ${line.process}`);
    return;
  }
  if (line.process !== holder) {
    const what = line.kind === 'run' ? `set it ${line.newStatus}` : 'wrote an attempt';
    find('lost-lease-write', `${line.process} ${what} while ${holder} held it`);
  } else if (line.newStatus !== 'running' && line.oldUntil !== null && line.oldUntil < line.at) {
    report.lateUnchallenged += 1;
  }
}

function checkEnd({ oldStatus, newStatus }: RunLogLine, find: Find): void {
  if (oldStatus === null || UNFINISHED.has(oldStatus) || oldStatus === newStatus) return;
  find('end-changed', `from ${oldStatus} to ${newStatus}`);
}
