import type { AttemptRecord, RunPorts, RunUpdate } from './ports.ts';

/**
 * Attempts on their way to the store: one write at a time, what comes meanwhile travels with the
 * next one.
 */
export class Outbox {
  private readonly store: RunPorts['save'];
  private unsaved = new Map<number, AttemptRecord>();
  /** Iterations of the unsaved results of calls. */
  private calls = new Set<string>();
  private closed = false;
  private saving: { calls: ReadonlySet<string>; done: Promise<boolean> } | undefined;

  constructor(store: RunPorts['save']) {
    this.store = store;
  }

  get size(): number {
    return this.unsaved.size;
  }

  add(attempt: AttemptRecord): void {
    const { seq } = attempt;
    const earlier = this.unsaved.get(seq);
    if (earlier === undefined) {
      this.unsaved.set(seq, attempt);
      return;
    }
    const { startedAt } = earlier;
    const input = attempt.input ?? earlier.input;
    const state = attempt.state ?? (isOver(attempt) ? undefined : earlier.state);
    this.unsaved.set(seq, { ...attempt, startedAt, input, state });
  }

  /** As {@link add}, for what must be stored before a step after it makes a call. */
  addCall(attempt: AttemptRecord): void {
    this.add(attempt);
    this.calls.add(attempt.iteration);
  }

  /** True when the result of a call in the same or an enclosing sequence is not stored yet. */
  blocks(iteration: string): boolean {
    return concerns(this.calls, iteration) || concerns(this.saving?.calls, iteration);
  }

  /** Stores everything, and the update with it. False when the lease was lost. */
  async flush(update?: RunUpdate): Promise<boolean> {
    while (this.saving !== undefined) {
      if (!(await this.saving.done)) return false;
    }
    return (this.unsaved.size === 0 && update === undefined) || this.write(update);
  }

  /** Begins to store results of calls; undefined when there are none, or a write is under way. */
  begin(): Promise<boolean> | undefined {
    return this.calls.size === 0 || this.saving !== undefined ? undefined : this.write();
  }

  /** From now on nothing more is stored. */
  close(): void {
    this.closed = true;
  }

  private async write(update?: RunUpdate): Promise<boolean> {
    if (this.closed) return false;
    const attempts = [...this.unsaved.values()];
    const done = update === undefined ? this.store(attempts) : this.store(attempts, update);
    this.saving = { calls: this.calls, done };
    this.unsaved = new Map();
    this.calls = new Set();
    const held = await done;
    this.saving = undefined;
    // Before anybody who asks for the next write can have heard of it.
    if (!held) this.close();
    return held;
  }
}

/** A failed try leaves its state to the next one. */
function isOver({ status }: AttemptRecord): boolean {
  return status !== 'running' && status !== 'failed';
}

function concerns(calls: ReadonlySet<string> | undefined, iteration: string): boolean {
  if (calls === undefined || calls.size === 0) return false;
  if (calls.has(iteration)) return true;
  for (const one of calls) {
    if (one.startsWith(iteration) || iteration.startsWith(one)) return true;
  }
  return false;
}
