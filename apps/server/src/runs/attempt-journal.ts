import {
  attemptStatusSchema,
  isJsonObject,
  parseJson,
  runErrorSchema,
  type Attempt,
  type AttemptStatus,
  type JsonValue,
  type RunError,
} from '@millrace/model';
import type { AttemptRecord, StoredAttempt } from '@millrace/engine';

/*
 * The attempts of a run, as they are stored: each write of results appends one row with its
 * attempts as a JSON list. A later entry with the same `seq` takes the place of an earlier one, whose
 * start stays, and its input unless the later one has one.
 */

/** One attempt in a row. Times are milliseconds since 1970. */
interface Entry {
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
}

/** The bytes of one row. */
export function encodeEntries(attempts: readonly AttemptRecord[]): Buffer {
  return rowOf(attempts.map((attempt) => Buffer.from(JSON.stringify(entryOf(attempt)))));
}

/**
 * The bytes of as many rows as it takes to keep each below `most`; an attempt that is larger has
 * one of its own. Throws RangeError for an attempt of more than half a gigabyte.
 */
export function encodeRows(attempts: readonly AttemptRecord[], most: number): Buffer[] {
  const rows: Buffer[] = [];
  let row: Buffer[] = [];
  let bytes = 0;
  for (const attempt of attempts) {
    const entry = Buffer.from(JSON.stringify(entryOf(attempt)));
    if (row.length > 0 && bytes + entry.length > most) {
      rows.push(rowOf(row));
      row = [];
      bytes = 0;
    }
    row.push(entry);
    bytes += entry.length;
  }
  if (row.length > 0) rows.push(rowOf(row));
  return rows;
}

function rowOf(entries: readonly Buffer[]): Buffer {
  const parts = entries.flatMap((entry, index) => [index === 0 ? OPEN : COMMA, entry]);
  return Buffer.concat(parts.length === 0 ? [OPEN, CLOSE] : [...parts, CLOSE]);
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

function entriesOf(row: Uint8Array): Entry[] {
  const list = parseJson(Buffer.from(row).toString('utf8'));
  const entries = Array.isArray(list) ? list.map(entryFrom) : [];
  return entries.filter((entry) => entry !== undefined);
}

function merged(earlier: Entry | undefined, entry: Entry): Entry {
  if (earlier === undefined) return entry;
  return { ...entry, started: earlier.started, input: entry.input ?? earlier.input };
}

function entryFrom(value: JsonValue): Entry | undefined {
  if (!isJsonObject(value)) return undefined;
  const { seq, step, iteration, status, started, finished, until, input, output, error } = value;
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
  };
}

/** For the engine: what a run has done so far. */
export function storedAttempts(rows: readonly Uint8Array[]): StoredAttempt[] {
  return readEntries(rows).map((entry) => ({
    seq: entry.seq,
    stepId: entry.step,
    iteration: entry.iteration,
    try: entry.try,
    status: entry.status,
    output: entry.output,
    error: entry.status === 'failed' ? errorOf(entry) : null,
    until: entry.until === null ? null : new Date(entry.until),
  }));
}

/**
 * For people: the last `limit` attempts before number `before`, from rows that are added in their
 * order. Keeps little more than it gives, however long the journal is.
 */
export class AttemptWindow {
  private readonly limit: number;
  private readonly before: number;
  private readonly entries = new Map<number, Entry>();
  /** Attempts below this number are not among the last. */
  private floor = 0;

  constructor(limit: number, before = Infinity) {
    this.limit = limit;
    this.before = before;
  }

  add(row: Uint8Array): void {
    for (const entry of entriesOf(row)) {
      const { seq } = entry;
      if (seq < this.floor || seq >= this.before) continue;
      this.entries.set(seq, merged(this.entries.get(seq), entry));
      if (this.entries.size > 2 * (this.limit + 1)) this.prune();
    }
  }

  /** In their order. */
  attempts(): Attempt[] {
    return this.shown().map(shownAttempt);
  }

  /** The number to ask with for the attempts before these; null when there are none. */
  get earlier(): number | null {
    const [first] = this.shown();
    return this.entries.size > this.limit ? (first?.seq ?? null) : null;
  }

  private shown(): Entry[] {
    return [...this.entries.values()].sort((a, b) => a.seq - b.seq).slice(-this.limit);
  }

  /** Keeps one more than is shown, to know that there are earlier ones. */
  private prune(): void {
    const seqs = [...this.entries.keys()].sort((a, b) => b - a);
    this.floor = seqs[this.limit] ?? 0;
    for (const seq of seqs) if (seq < this.floor) this.entries.delete(seq);
  }
}

function shownAttempt(entry: Entry): Attempt {
  return {
    seq: entry.seq,
    step: entry.step,
    iteration: entry.iteration,
    try: entry.try,
    status: entry.status,
    input: entry.input,
    output: entry.output,
    error: errorOf(entry),
    started_at: new Date(entry.started).toISOString(),
    finished_at: entry.finished === null ? null : new Date(entry.finished).toISOString(),
  };
}

function errorOf({ error }: Entry): RunError | null {
  return runErrorSchema.safeParse(error).data ?? null;
}

/** One row with those attempts of a run that fit, for a replay that keeps them. */
export function keptEntries(
  rows: readonly Uint8Array[],
  keeps: (step: string) => boolean,
): Buffer | null {
  const kept = readEntries(rows).filter((entry) => isResult(entry) && keeps(entry.step));
  if (kept.length === 0) return null;
  return Buffer.from(JSON.stringify(kept.map((entry, index) => ({ ...entry, seq: index + 1 }))));
}

/** A failure without a next try is the result of a step after which the flow goes on. */
function isResult({ status, until }: Entry): boolean {
  return status === 'succeeded' || status === 'skipped' || (status === 'failed' && until === null);
}
