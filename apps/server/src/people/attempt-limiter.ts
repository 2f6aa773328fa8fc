const WINDOW_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Failures older than this count no more. */
const MEMORY_MS = 60 * 60_000;

/** Above this many names the oldest are forgotten, so that strangers cannot fill the memory. */
const MOST_NAMES = 10_000;

/** Whose attempts are counted, and how many may fail before there is a wait. */
export interface Attempts {
  name: string;
  most: number;
}

/**
 * Counts failed attempts by name. After each `most` failures there is a wait, a minute at first and
 * twice as long each time. Each process counts for itself: with several API processes the bound is
 * that many times higher, still far below what guessing needs.
 */
export class AttemptLimiter {
  private readonly failures = new Map<string, number[]>();

  /** Milliseconds until another attempt is allowed; 0 when it is now. */
  waitFor({ name, most }: Attempts, now: number): number {
    const recent = this.recent(name, now);
    const level = Math.floor(recent.length / most);
    const last = recent[level * most - 1];
    if (last === undefined) return 0;
    const wait = Math.min(WINDOW_MS * 2 ** (level - 1), LONGEST_WAIT_MS);
    return Math.max(0, last + wait - now);
  }

  /** How many attempts of a name failed lately. */
  failed(name: string, now: number): number {
    return this.recent(name, now).length;
  }

  /** Counts an attempt as failed. Do so before trying, and take it back afterwards. */
  count(name: string, now: number): void {
    const recent = [...this.recent(name, now), now];
    this.failures.delete(name);
    this.failures.set(name, recent);
    const [eldest] = this.failures.keys();
    if (this.failures.size > MOST_NAMES && eldest !== undefined) this.failures.delete(eldest);
  }

  /** Takes one counted attempt back: it did not fail. */
  takeBack(name: string): void {
    const left = this.failures.get(name)?.slice(0, -1) ?? [];
    if (left.length === 0) this.failures.delete(name);
    else this.failures.set(name, left);
  }

  /** Forgets what failed: whoever it was has shown who they are. */
  forget(name: string): void {
    this.failures.delete(name);
  }

  private recent(name: string, now: number): number[] {
    return (this.failures.get(name) ?? []).filter((at) => at > now - MEMORY_MS);
  }
}
