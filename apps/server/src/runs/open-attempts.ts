import type { StoredAttempt } from '@millrace/engine';
import { entriesOf, merged, storedAttempt, type Entry } from './attempt-journal.ts';

/** The attempts of a run that have begun and not ended, from rows that are added oldest first. */
export class OpenAttempts {
  private readonly open = new Map<number, Entry>();
  /** The greatest number of an attempt so far. */
  lastSeq = 0;

  add(row: Uint8Array): void {
    for (const entry of entriesOf(row)) {
      this.lastSeq = Math.max(this.lastSeq, entry.seq);
      if (entry.status === 'running')
        this.open.set(entry.seq, merged(this.open.get(entry.seq), entry));
      else this.open.delete(entry.seq);
    }
  }

  list(): StoredAttempt[] {
    return [...this.open.values()].map(storedAttempt);
  }
}
