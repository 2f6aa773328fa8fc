import { join } from 'node:path';
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
}

/** The lease of the product, and how long after its end a takeover may take. */
const LEASE_MS = 15_000;
const GRACE_MS = 5_000;

const EVENTS = `
  SELECT id, substring(convert_from(body, 'UTF8') FROM '"id":"([^"]+)"') AS sender, verdict,
    encode(sha256(body), 'hex') AS sha
  FROM events`;
const RUNS = 'SELECT id, event_id AS event, status FROM runs';

/** Reads the journals of a directory and the database, and checks them against each other. */
export async function judge(
  dir: string,
  url: string,
  outage: (from: number, to: number) => number,
): Promise<Verdict> {
  const ledger = createLedger(STEPS);
  await fill(ledger, dir, url);
  const verdict: Verdict = {
    findings: ledger.findings(),
    acknowledged: ledger.acknowledged(),
    takeovers: [],
    lateUnchallenged: 0,
  };
  for await (const lines of readRunLog(url)) {
    const report = checkLeases(lines, { leaseMs: LEASE_MS, graceMs: GRACE_MS, outage });
    verdict.findings.push(...report.findings);
    verdict.takeovers.push(...report.takeovers);
    verdict.lateUnchallenged += report.lateUnchallenged;
  }
  return verdict;
}

async function fill(ledger: Ledger, dir: string, url: string): Promise<void> {
  for await (const line of readJournal<SenderLine>(join(dir, 'sent.jsonl'))) ledger.sent(line);
  for await (const row of readRows<EventRow>(url, EVENTS)) ledger.stored(row);
  for await (const row of readRows<RunRow>(url, RUNS)) ledger.ran(row);
  for await (const call of readJournal<Call>(join(dir, 'calls.jsonl'))) ledger.called(call);
}
