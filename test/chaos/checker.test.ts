import { describe, expect, it } from 'vitest';
import type { FindingKind } from './finding.ts';
import { checkLeases } from './lease-check.ts';
import { createLedger, type EventRow, type RunRow } from './ledger.ts';
import type { Call } from './receiver.ts';
import type { RunLogLine } from './run-log.ts';
import type { Delivery, SenderLine } from './sender.ts';

const intent: SenderLine = { kind: 'intent', id: 'e1', sha: 'aa', at: 1 };
const cut: Delivery = { kind: 'delivery', id: 'e1', outcome: 'indeterminate', at: 2, ms: 1 };
const ack: Delivery = { ...cut, outcome: 'acked', status: 200, event: 'row1', run: 'run1' };
const row: EventRow = { id: 'row1', sender: 'e1', verdict: 'accepted', sha: 'aa' };
const run: RunRow = { id: 'run1', event: 'row1', status: 'succeeded', error: null, kills: 0 };
const first: Call = { key: 'k1', sha: 'b1', event: 'e1', step: 'first', at: 3, effect: true };
const second: Call = { ...first, key: 'k2', sha: 'b2', step: 'second' };

interface History {
  sent: SenderLine[];
  stored: EventRow[];
  ran: RunRow[];
  called: Call[];
}

const clean: History = { sent: [intent, ack], stored: [row], ran: [run], called: [first, second] };

function kinds(change: Partial<History>): Set<FindingKind> {
  const history = { ...clean, ...change };
  const ledger = createLedger(['first', 'second']);
  history.sent.forEach((line) => ledger.sent(line));
  history.stored.forEach((stored) => ledger.stored(stored));
  history.ran.forEach((ran) => ledger.ran(ran));
  history.called.forEach((call) => ledger.called(call));
  return new Set(ledger.findings().map(({ kind }) => kind));
}

describe('what was sent, stored and called', () => {
  const duplicate = { ...ack, duplicate: true };
  const kept = { ...row, id: 'row2', verdict: 'duplicate' };
  const again = [first, { ...first, effect: false }, first, second, second];
  const aside = { ...run, status: 'failed', error: 'RUN_STOPPED_SERVER' };
  const nothing = { sent: [intent, cut], stored: [], ran: [], called: [] };
  it.each<[string, Partial<History>]>([
    ['one event, one run, one call a step', {}],
    [
      'a delivery that was cut and then answered as a duplicate',
      { sent: [intent, cut, duplicate] },
    ],
    ['duplicates kept as such', { sent: [intent, ack, duplicate], stored: [row, kept] }],
    ['calls repeated under their key', { called: again }],
    ['an event that never was acknowledged nor stored', nothing],
    [
      'a run set aside after two kills, with or without its effects',
      { ran: [{ ...aside, kills: 2 }], called: [first] },
    ],
  ])('finds nothing in %s', (_, change) => {
    expect(kinds(change)).toEqual(new Set());
  });

  const twin = { ...row, id: 'row2' };
  const twinRun = { ...run, id: 'run2', event: 'row2' };
  const bare = { ...second, key: null };
  it.each<[string, FindingKind[], Partial<History>]>([
    ['a lost event', ['lost'], { stored: [], ran: [] }],
    ['a lost run', ['unfinished', 'answered-wrong'], { ran: [] }],
    ['a run that failed', ['unfinished'], { ran: [{ ...run, status: 'failed' }] }],
    ['a run that never ended', ['unfinished'], { ran: [{ ...run, status: 'waiting' }] }],
    ['a run set aside after one kill', ['wrongly-set-aside'], { ran: [{ ...aside, kills: 1 }] }],
    [
      'a run that failed otherwise, however many kills met it',
      ['unfinished'],
      { ran: [{ ...aside, error: 'RUN_DATA_GONE', kills: 2 }] },
    ],
    [
      'what a run set aside did twice',
      ['doubled-effect', 'two-keys'],
      { ran: [{ ...aside, kills: 2 }], called: [first, { ...first, key: 'k3' }] },
    ],
    ['an event accepted twice', ['accepted-twice'], { stored: [row, twin], ran: [run, twinRun] }],
    ['an event with two runs', ['accepted-twice'], { ran: [run, { ...run, id: 'run2' }] }],
    ['a body changed on the way in', ['changed-event'], { stored: [{ ...row, sha: 'ab' }] }],
    ['an event nobody sent', ['invented'], { sent: [] }],
    ['a duplicate answered as new', ['answered-wrong'], { sent: [intent, ack, ack] }],
    ['another event in the answer', ['answered-wrong'], { sent: [intent, { ...ack, event: 'x' }] }],
    ['another run in the answer', ['answered-wrong'], { sent: [intent, { ...ack, run: 'x' }] }],
    ['a missing effect', ['no-effect'], { called: [first, { ...second, effect: false }] }],
    [
      'a doubled effect',
      ['doubled-effect', 'two-keys'],
      { called: [first, second, { ...second, key: 'k3' }] },
    ],
    [
      'two keys for one step, even where one had no effect',
      ['two-keys'],
      { called: [first, second, { ...second, key: 'k3', effect: false }] },
    ],
    ['a call without a key', ['no-key'], { called: [first, bare] }],
    ['effects without keys', ['doubled-effect', 'no-key'], { called: [first, bare, bare] }],
    [
      'a body that changed under its key',
      ['changed-call'],
      { called: [first, second, { ...second, sha: 'b3' }] },
    ],
  ])('finds %s', (_, expected, change) => {
    expect(kinds(change)).toEqual(new Set(expected));
  });
});

const LEASE_MS = 15_000;
const line = (change: Partial<RunLogLine>): RunLogLine => ({
  seq: 1,
  run: 'run1',
  kind: 'run',
  at: 0,
  process: 'server-1',
  oldStatus: 'running',
  newStatus: 'running',
  oldFence: 1,
  newFence: 1,
  oldUntil: LEASE_MS,
  newUntil: LEASE_MS,
  ...change,
});
const insert = line({ oldStatus: null, oldFence: null, oldUntil: null });
const queue = line({ ...insert, newStatus: 'queued', newFence: 0 });
const end = line({ at: 900, newStatus: 'succeeded' });
const attempt = line({
  kind: 'attempt',
  oldStatus: null,
  newStatus: null,
  oldFence: null,
  newFence: null,
});
const takeover = line({ process: 'worker-1', at: LEASE_MS + 500, newFence: 2, newUntil: 31_000 });

function leases(lines: RunLogLine[], outageMs = 0, killed: Record<string, number> = {}) {
  const killedAt = (process: string): number | undefined => killed[process];
  const rules = { leaseMs: LEASE_MS, graceMs: 5_000, outage: () => outageMs, killedAt };
  return checkLeases(lines, rules);
}

describe('who held a run', () => {
  const held = { oldFence: 2, newFence: 2 };
  const claimed = [
    queue,
    line({ oldStatus: 'queued', oldFence: 0, process: 'worker-1' }),
    line({ process: 'worker-1', newStatus: 'waiting' }),
    line({ oldStatus: 'waiting', newFence: 2 }),
    line({ ...held, newStatus: 'failed' }),
  ];
  it.each<[string, RunLogLine[]]>([
    ['a run that its acceptor ends', [insert, attempt, end]],
    ['attempts in the statement that ends the run', [insert, end, attempt]],
    ['a queued run that is claimed, waits and is claimed by another', claimed],
    [
      'an expiry and a takeover',
      [insert, takeover, line({ ...held, process: 'worker-1', newStatus: 'succeeded' })],
    ],
  ])('finds nothing in %s', (_, lines) => {
    expect(leases(lines).findings).toEqual([]);
  });

  const stale = line({ ...held, at: 16_000 });
  it.each<[string, FindingKind, RunLogLine[]]>([
    [
      'a result under an expired lease',
      'lost-lease-write',
      [insert, takeover, { ...stale, newStatus: 'succeeded' }],
    ],
    ['an attempt under an expired lease', 'lost-lease-write', [insert, takeover, attempt]],
    ['a renewal by one who lost the lease', 'lost-lease-write', [insert, takeover, stale]],
    [
      'two processes with one run and no expiry between',
      'taken-while-leased',
      [insert, { ...takeover, at: LEASE_MS - 1 }],
    ],
    [
      'a run taken without a fence',
      'claimed-without-fence',
      [queue, line({ oldStatus: 'queued', oldFence: 0, newFence: 0 })],
    ],
    [
      'a run that leaves its end',
      'end-changed',
      [insert, end, line({ oldStatus: 'succeeded', newStatus: 'failed' })],
    ],
    ['a late takeover', 'late-takeover', [insert, { ...takeover, at: LEASE_MS + 5_001 }]],
  ])('finds %s', (_, expected, lines) => {
    expect(leases(lines).findings.map(({ kind }) => kind)).toEqual([expected]);
  });

  it('does not count an outage as lateness', () => {
    const late = { ...takeover, at: LEASE_MS + 9_000 };
    expect(leases([insert, late], 4_000)).toMatchObject({
      findings: [],
      takeovers: [{ run: 'run1', afterMs: LEASE_MS + 5_000 }],
    });
  });

  it('counts the kills that met the run: not those of who stood still, or held it no more', () => {
    const second = { ...takeover, oldFence: 2, newFence: 3, process: 'server-2', at: 40_000 };
    const lines = [insert, takeover, { ...second, oldUntil: 31_000 }];
    const kills = (killed: Record<string, number>): number => leases(lines, 0, killed).kills;
    expect(kills({ 'server-1': 100, 'worker-1': 20_000 })).toBe(2);
    expect(kills({ 'server-1': 100 })).toBe(1);
    expect(kills({ 'server-1': LEASE_MS + 501, 'server-2': 41_000 })).toBe(0);
    const queued = line({ oldStatus: 'queued', oldFence: 1, newFence: 2, process: 'worker-1' });
    expect(
      leases([insert, { ...end, newStatus: 'queued' }, queued], 0, { 'server-1': 1 }).kills,
    ).toBe(0);
  });

  it('counts results after an expiry that nobody had used', () => {
    expect(leases([insert, { ...end, at: LEASE_MS + 1 }])).toMatchObject({
      findings: [],
      lateUnchallenged: 1,
    });
  });
});
