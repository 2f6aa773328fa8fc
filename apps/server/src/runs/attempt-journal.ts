import {
  attemptStatusSchema,
  isJsonObject,
  parseJson,
  recordedCallSchema,
  runErrorSchema,
  type AttemptStatus,
  type JsonValue,
  type RecordedCall,
  type RunError,
} from '@millrace/model';
import type { AttemptRecord, CallState, StoredAttempt } from '@millrace/engine';

/*
 * The attempts of a run, as they are stored: each write of results appends one row with its
 * attempts as a JSON list. A later entry with the same `seq` takes the place of an earlier one, whose
 * start stays, and so do its input and its state unless the later one has one. Nobody is shown a state,
 * and an attempt that gave a result has none.
 */

/** One attempt in a row. Times are milliseconds since 1970. */
export interface Entry {
  seq: number;
  step: string;
  iteration: string;
  try: number;
  status: AttemptStatus;
  input: JsonValue;
  output: JsonValue;
  error: JsonValue;
  started: number;
  finished: number | null;
  until: number | null;
  calls?: JsonValue | undefined;
  /** Calls that were made between those kept. */
  left_out?: number | undefined;
  /** How far its call is. */
  state?: CallState | undefined;
}

/** A row of the journal. */
export interface JournalRow {
  entries: Buffer;
  /** The smallest number of its attempts. */
  firstSeq: number;
  /** The greatest number of its attempts; as stored, of those in the rows before it, too. */
  lastSeq: number;
}

/**
 * As many rows as it takes to keep each below `most` bytes; an attempt that is larger has one of its
 * own. Throws RangeError for an attempt of more than half a gigabyte.
 */
export function encodeRows(
  attempts: readonly AttemptRecord[],
  most: number = Infinity,
): JournalRow[] {
  const rows: JournalRow[] = [];
  let row: Buffer[] = [];
  let bytes = 0;
  let [firstSeq, lastSeq] = NO_NUMBERS;
  const end = (): void => {
    if (row.length > 0) rows.push({ entries: listOf(row), firstSeq, lastSeq });
    row = [];
    bytes = 0;
    [firstSeq, lastSeq] = NO_NUMBERS;
  };
  for (const attempt of attempts) {
    const entry = Buffer.from(JSON.stringify(entryOf(attempt)));
    if (bytes + entry.length > most) end();
    row.push(entry);
    bytes += entry.length;
    firstSeq = Math.min(firstSeq, attempt.seq);
    lastSeq = Math.max(lastSeq, attempt.seq);
  }
  end();
  return rows;
}

const NO_NUMBERS: readonly [first: number, last: number] = [Infinity, 0];

function listOf(entries: readonly Buffer[]): Buffer {
  const parts = entries.flatMap((entry, index) => [index === 0 ? OPEN : COMMA, entry]);
  return Buffer.concat([...parts, CLOSE]);
}

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

function entryOf(attempt: AttemptRecord) {
  return {
    seq: attempt.seq,
    step: attempt.stepId,
    iteration: attempt.iteration,
    try: attempt.tryNumber,
    status: attempt.status,
    input: attempt.input,
    output: attempt.output,
    error: attempt.error,
    started: attempt.startedAt.getTime(),
    finished: attempt.finishedAt?.getTime() ?? null,
    until: attempt.until?.getTime() ?? null,
    // Members that are undefined are not written: most attempts call nobody, and few call often.
    calls: attempt.calls?.list,
    left_out: (attempt.calls?.leftOut ?? 0) === 0 ? undefined : attempt.calls?.leftOut,
    state: attempt.state,
  };
}

/** The attempts of rows in their order, each in its last state, by `seq`. */
function readEntries(rows: readonly Uint8Array[]): Entry[] {
  const entries = new Map<number, Entry>();
  for (const row of rows) {
    for (const entry of entriesOf(row)) {
      entries.set(entry.seq, merged(entries.get(entry.seq), entry));
    }
  }
  return [...entries.values()].sort((a, b) => a.seq - b.seq);
}

/** The attempts of a row; what is none is left out. */
export function entriesOf(row: Uint8Array): Entry[] {
  const list = parseJson(Buffer.from(row).toString('utf8'));
  const entries = Array.isArray(list) ? list.map(entryFrom) : [];
  return entries.filter((entry) => entry !== undefined);
}

/** Two states of an attempt in one. */
export function merged(earlier: Entry | undefined, entry: Entry): Entry {
  if (earlier === undefined) return entry;
  const state = hasResult(entry) ? undefined : (entry.state ?? earlier.state);
  const kept = { started: earlier.started, input: entry.input ?? earlier.input, state };
  return { ...entry, ...kept, ...joinedCalls(earlier, entry) };
}

/** The first and the last of the calls before and after a wait, as many of either. */
const EACH_END = 5;

function joinedCalls(earlier: Entry, later: Entry): Pick<Entry, 'calls' | 'left_out'> {
  const all = [earlier.calls, later.calls].flatMap((one) => (Array.isArray(one) ? one : []));
  if (all.length === 0) return {};
  const over = Math.max(0, all.length - 2 * EACH_END);
  const leftOut = (earlier.left_out ?? 0) + (later.left_out ?? 0) + over;
  const calls = over === 0 ? all : [...all.slice(0, EACH_END), ...all.slice(-EACH_END)];
  return { calls, left_out: leftOut === 0 ? undefined : leftOut };
}

/** A failed try leaves its state to the next one. */
function hasResult({ status }: Entry): boolean {
  return status !== 'running' && status !== 'failed';
}

function entryFrom(value: JsonValue): Entry | undefined {
  if (!isJsonObject(value)) return undefined;
  const { seq, step, iteration, status, started, finished, until, input, output, error } = value;
  const { calls, left_out: leftOut } = value;
  const known = attemptStatusSchema.safeParse(status).data;
  if (typeof seq !== 'number' || typeof step !== 'string' || known === undefined) return undefined;
  return {
    seq,
    step,
    iteration: typeof iteration === 'string' ? iteration : '',
    try: typeof value['try'] === 'number' ? value['try'] : 1,
    status: known,
    input: input ?? null,
    output: output ?? null,
    error: error ?? null,
    started: typeof started === 'number' ? started : 0,
    finished: typeof finished === 'number' ? finished : null,
    until: typeof until === 'number' ? until : null,
    state: stateFrom(value['state']),
    ...(calls === undefined ? {} : { calls }),
    ...(typeof leftOut === 'number' ? { left_out: leftOut } : {}),
  };
}

/** The calls of an attempt; what cannot be read as one is left out. */
export function callsOf({ calls = [] }: Entry): RecordedCall[] {
  const list = Array.isArray(calls) ? calls : [];
  return list.flatMap((call) => recordedCallSchema.safeParse(call).data ?? []);
}

function stateFrom(value: JsonValue | undefined): CallState | undefined {
  const { text, writes } = isJsonObject(value) ? value : {};
  return typeof text === 'string' ? { text, writes: writes !== false } : undefined;
}

/** For the engine: what a run has done so far. */
export function storedAttempts(rows: readonly Uint8Array[]): StoredAttempt[] {
  return readEntries(rows).map(storedAttempt);
}

/** One attempt, for the engine. */
export function storedAttempt(entry: Entry): StoredAttempt {
  return {
    seq: entry.seq,
    stepId: entry.step,
    iteration: entry.iteration,
    try: entry.try,
    status: entry.status,
    output: entry.output,
    error: entry.status === 'failed' ? errorOf(entry) : null,
    until: entry.until === null ? null : new Date(entry.until),
    state: entry.state,
  };
}

/** The error of an attempt, when it can be read. */
export function errorOf({ error }: Entry): RunError | null {
  return runErrorSchema.safeParse(error).data ?? null;
}

/** One row with those attempts of a run that fit, for a replay that keeps them. */
export function keptEntries(
  rows: readonly Uint8Array[],
  keeps: (step: string) => boolean,
): JournalRow | null {
  const kept = readEntries(rows).filter((entry) => isResult(entry) && keeps(entry.step));
  if (kept.length === 0) return null;
  // The calls behind them are those of the other run.
  const none = { calls: undefined, left_out: undefined, state: undefined };
  const entries = kept.map((entry, index) => ({ ...entry, ...none, seq: index + 1 }));
  return { entries: Buffer.from(JSON.stringify(entries)), firstSeq: 1, lastSeq: kept.length };
}

/** A failure without a next try is the result of a step after which the flow goes on. */
function isResult({ status, until }: Entry): boolean {
  return status === 'succeeded' || status === 'skipped' || (status === 'failed' && until === null);
}
