const WINDOW_MS = 60_000;
const MOST = 10;

/** Above this many names the oldest are forgotten, so that strangers cannot fill the memory. */
const MOST_NAMES = 10_000;

/**
 * Counts failed attempts by name in a sliding minute. Each process counts for itself: with several
 * API processes the bound is that many times higher, still far below what guessing needs.
 */
export class AttemptLimiter {
  private readonly failures = new Map<string, number[]>();

  /** Milliseconds until another attempt is allowed; 0 when it is now. */
  waitFor(name: string, now: number): number {
    const recent = this.recent(name, now);
    const oldest = recent.at(-MOST);
    return oldest === undefined ? 0 : oldest + WINDOW_MS - now;
  }

  /** Counts an attempt as failed. Do so before trying, and forgive it afterwards. */
  count(name: string, now: number): void {
    const recent = [...this.recent(name, now), now];
    this.failures.delete(name);
    this.failures.set(name, recent);
    const [eldest] = this.failures.keys();
    if (this.failures.size > MOST_NAMES && eldest !== undefined) this.failures.delete(eldest);
  }

  /** Takes one counted attempt back: it succeeded. */
  forgive(name: string): void {
    const left = this.failures.get(name)?.slice(0, -1) ?? [];
    if (left.length === 0) this.failures.delete(name);
    else this.failures.set(name, left);
  }

  private recent(name: string, now: number): number[] {
    return (this.failures.get(name) ?? []).filter((at) => at > now - WINDOW_MS);
  }
}
