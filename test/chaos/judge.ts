import { join } from 'node:path';
import type { Chronicle } from './chronicle.ts';
import type { Finding } from './finding.ts';
import { STEPS } from './flow.ts';
import { readJournal } from './journal.ts';
import { checkLeases, type Takeover } from './lease-check.ts';
import { createLedger, type EventRow, type Ledger, type RunRow } from './ledger.ts';
import type { Call } from './receiver.ts';
import { readRows, readRunLog } from './run-log.ts';
import type { SenderLine } from './sender.ts';

/** What the checker says about a whole run of the harness. */
export interface Verdict {
  findings: Finding[];
  /** Events with at least one acknowledgement. */
  acknowledged: number;
  takeovers: Takeover[];
  lateUnchallenged: number;
  /** Runs that two kills met, and that the product does not try a third time. */
  setAside: number;
}

/** The lease of the product, and how long after its end a takeover may take. */
const LEASE_MS = 15_000;
const GRACE_MS = 5_000;

const EVENTS = `
  SELECT id, substring(convert_from(body, 'UTF8') FROM '"id":"([^"]+)"') AS sender, verdict,
    encode(sha256(body), 'hex') AS sha
  FROM events`;
const RUNS = `
  SELECT id, event_id AS event, status, error::json ->> 'code' AS error FROM runs`;

/** Reads the journals of a directory and the database, and checks them against each other. */
export async function judge(dir: string, url: string, chronicle: Chronicle): Promise<Verdict> {
  const leases = await checkAllLeases(url, chronicle);
  const ledger = createLedger(STEPS);
  await fill(ledger, dir, url, leases.kills);
  return {
    findings: [...ledger.findings(), ...leases.findings],
    acknowledged: ledger.acknowledged(),
    setAside: ledger.setAside(),
    takeovers: leases.takeovers,
    lateUnchallenged: leases.lateUnchallenged,
  };
}

interface AllLeases extends Pick<Verdict, 'findings' | 'takeovers' | 'lateUnchallenged'> {
  /** Of the runs that were met by any: most were not. */
  kills: Map<string, number>;
}

async function checkAllLeases(url: string, chronicle: Chronicle): Promise<AllLeases> {
  const all: AllLeases = { findings: [], takeovers: [], lateUnchallenged: 0, kills: new Map() };
  const rules = {
    leaseMs: LEASE_MS,
    graceMs: GRACE_MS,
    outage: (from: number, to: number): number => chronicle.outageMs(from, to),
    killedAt: (process: string): number | undefined => chronicle.killedAt(process),
  };
  for await (const lines of readRunLog(url)) {
    const report = checkLeases(lines, rules);
    all.findings.push(...report.findings);
    all.takeovers.push(...report.takeovers);
    all.lateUnchallenged += report.lateUnchallenged;
    if (report.kills > 0) all.kills.set(lines[0]?.run ?? '', report.kills);
  }
  return all;
}

async function fill(
  ledger: Ledger,
  dir: string,
  url: string,
  kills: ReadonlyMap<string, number>,
): Promise<void> {
  for await (const line of readJournal<SenderLine>(join(dir, 'sent.jsonl'))) ledger.sent(line);
  for await (const row of readRows<EventRow>(url, EVENTS)) ledger.stored(row);
  for await (const row of readRows<Omit<RunRow, 'kills'>>(url, RUNS)) {
    ledger.ran({ ...row, kills: kills.get(row.id) ?? 0 });
  }
  for await (const call of readJournal<Call>(join(dir, 'calls.jsonl'))) ledger.called(call);
}
