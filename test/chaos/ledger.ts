import type { Finding, FindingKind } from './finding.ts';
import type { Call } from './receiver.ts';
import type { Delivery, SenderLine } from './sender.ts';

/** An event row, and the id its sender gave it. */
export interface EventRow {
  id: string;
  sender: string;
  verdict: string;
  sha: string;
}

export interface RunRow {
  id: string;
  event: string;
  status: string;
  /** The code of the error it ended with. */
  error: string | null;
  /** Kills of a process that was in the middle of it. */
  kills: number;
}

/** What a run is set aside with instead of ending a process a third time. */
const SET_ASIDE = 'RUN_STOPPED_SERVER';
/** Kills before that. */
const KILLS = 2;

/** What is known about one event of the sender. */
interface Entry {
  sha: string | undefined;
  acks: Delivery[];
  accepted: Accepted[];
  calls: Map<string, StepCalls>;
}

interface Accepted {
  row: EventRow;
  runs: RunRow[];
}

/** The calls of one step by their keys; without a key each is on its own. */
interface StepCalls {
  keys: Map<string, { shas: Set<string>; effect: boolean }>;
  bare: { calls: number; effects: number };
}

/** Joins what was sent, what was stored and what arrived. */
export interface Ledger {
  sent(line: SenderLine): void;
  stored(row: EventRow): void;
  /** After its event row. */
  ran(row: RunRow): void;
  called(call: Call): void;
  acknowledged(): number;
  /** Runs that were set aside and had to be: they are neither lost nor unfinished. */
  setAside(): number;
  findings(): Finding[];
}

/** `steps`: the steps that make a call, each once in every run. */
export function createLedger(steps: readonly string[]): Ledger {
  const entries = new Map<string, Entry>();
  const accepted = new Map<string, Accepted>();
  const entryOf = (id: string): Entry => {
    const entry = entries.get(id) ?? { sha: undefined, acks: [], accepted: [], calls: new Map() };
    entries.set(id, entry);
    return entry;
  };
  return {
    sent: (line) => {
      const entry = entryOf(line.id);
      if (line.kind === 'intent') entry.sha = line.sha;
      else if (line.outcome === 'acked') entry.acks.push(line);
    },
    stored: (row) => {
      if (row.verdict !== 'accepted') return;
      const kept = { row, runs: [] };
      accepted.set(row.id, kept);
      entryOf(row.sender).accepted.push(kept);
    },
    ran: (row) => accepted.get(row.event)?.runs.push(row),
    called: (call) => note(entryOf(call.event).calls, call),
    acknowledged: () => [...entries.values()].filter(({ acks }) => acks.length > 0).length,
    setAside: () =>
      [...accepted.values()].flatMap(({ runs }) => runs).filter(isSetAsideRightly).length,
    findings: () => [...entries].flatMap(([id, entry]) => check(id, entry, steps)),
  };
}

function note(calls: Entry['calls'], call: Call): void {
  const step: StepCalls = calls.get(call.step) ?? {
    keys: new Map(),
    bare: { calls: 0, effects: 0 },
  };
  calls.set(call.step, step);
  if (call.key === null) {
    step.bare.calls += 1;
    if (call.effect) step.bare.effects += 1;
    return;
  }
  const key = step.keys.get(call.key) ?? { shas: new Set<string>(), effect: false };
  step.keys.set(call.key, key);
  key.shas.add(call.sha.slice(0, 16));
  key.effect ||= call.effect;
}

function check(id: string, entry: Entry, steps: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const find = (kind: FindingKind, detail: string): void => {
    found.push({ kind, about: id, detail });
  };
  checkAcceptance(entry, find);
  checkAnswers(entry, find);
  const runs = entry.accepted.flatMap((accepted) => accepted.runs);
  for (const run of runs) {
    checkRun(run, find);
  }
  const succeeded = runs.some(({ status }) => status === 'succeeded');
  for (const step of steps) checkStep(step, entry.calls.get(step), succeeded, find);
  return found;
}

type Find = (kind: FindingKind, detail: string) => void;

function isSetAside({ status, error }: RunRow): boolean {
  return status === 'failed' && error === SET_ASIDE;
}

function isSetAsideRightly(run: RunRow): boolean {
  return isSetAside(run) && run.kills >= KILLS;
}

function checkRun(run: RunRow, find: Find): void {
  const { id, status, kills } = run;
  if (status === 'succeeded' || isSetAsideRightly(run)) return;
  if (isSetAside(run)) find('wrongly-set-aside', `run ${id} was met by ${kills} kill(s)`);
  else find('unfinished', `run ${id} is ${status}`);
}

function checkAcceptance({ sha, acks, accepted }: Entry, find: Find): void {
  const [ack] = acks;
  if (ack !== undefined && accepted.length === 0) {
    find('lost', `${acks.length} acknowledgement(s), the first at ${time(ack.at + ack.ms)}`);
  }
  if (accepted.length > 1) {
    find('accepted-twice', `events ${accepted.map(({ row }) => row.id).join(', ')}`);
  }
  for (const { row, runs } of accepted) {
    if (runs.length > 1) {
      find('accepted-twice', `event ${row.id} has the runs ${runs.map(({ id }) => id).join(', ')}`);
    }
    if (runs.length === 0) find('unfinished', `event ${row.id} has no run`);
    if (sha === undefined) find('invented', `event ${row.id} was stored and never sent`);
    else if (row.sha !== sha) find('changed-event', `event ${row.id}: ${row.sha} for ${sha}`);
  }
}

/** At most one delivery is the first one, and all of them name the event and run that are stored. */
function checkAnswers({ acks, accepted }: Entry, find: Find): void {
  const first = acks.filter(({ duplicate }) => duplicate !== true).length;
  if (first > 1) find('answered-wrong', `${first} deliveries were answered as the first one`);
  const [kept] = accepted;
  if (kept === undefined || accepted.length > 1) return;
  const [run = { id: undefined }] = kept.runs;
  for (const ack of acks) {
    if ((ack.event ?? kept.row.id) === kept.row.id && (ack.run ?? run.id) === run.id) continue;
    const named = `event ${ack.event ?? '-'}, run ${ack.run ?? '-'}`;
    find('answered-wrong', `${named} for event ${kept.row.id}, run ${run.id ?? '-'}`);
  }
}

function checkStep(step: string, calls: StepCalls | undefined, due: boolean, find: Find): void {
  const keys = [...(calls?.keys.values() ?? [])];
  const bare = calls?.bare ?? { calls: 0, effects: 0 };
  const effects = keys.filter(({ effect }) => effect).length + bare.effects;
  if (due && effects === 0) find('no-effect', `step ${step}`);
  if (effects > 1) find('doubled-effect', `step ${step}: ${effects} effects`);
  if (bare.calls > 0) find('no-key', `step ${step}: ${bare.calls} call(s)`);
  if (keys.length > 1) find('two-keys', `step ${step}: ${keys.length} keys`);
  if (keys.some(({ shas }) => shas.size > 1)) find('changed-call', `step ${step}`);
}

function time(at: number): string {
  return new Date(at).toISOString();
}
