import type { Attempt } from '@millrace/model';
import { callsOf, entriesOf, errorOf, merged, type Entry } from './attempt-journal.ts';

/**
 * For people: the last `limit` attempts before number `before`, from rows that are added newest first
 * until it has what it shows. Keeps little more than it gives, however long the journal is.
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

  /** Adds a row that was written before those added so far. */
  addEarlier(row: Uint8Array): void {
    for (const entry of entriesOf(row).reverse()) {
      const { seq } = entry;
      if (seq < this.floor || seq >= this.before) continue;
      const later = this.entries.get(seq);
      this.entries.set(seq, later === undefined ? entry : merged(entry, later));
    }
    if (this.entries.size > this.limit) this.prune();
  }

  /** True when a row, and those before it, add nothing: their greatest number is `lastSeq`. */
  isCompleteBefore(lastSeq: number): boolean {
    return this.entries.size > this.limit && lastSeq < this.floor;
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
  const calls = callsOf(entry);
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
    ...(calls.length === 0 ? {} : { calls }),
    ...(entry.left_out === undefined ? {} : { calls_left_out: entry.left_out }),
  };
}
