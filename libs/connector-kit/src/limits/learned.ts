/** What an answer says of a limit. Units are those of the limit; times are milliseconds of the clock. */
export interface Lesson {
  /** How much may still be spent. */
  left?: number | undefined;
  /** The size of the limit. */
  most?: number | undefined;
  /** When all of it is there again. */
  resetAt?: number | undefined;
  /** How much comes back in a second; then `left` is a bucket that fills up to `most`. */
  refillPerS?: number | undefined;
}

/** Nobody waits longer for an application that names a time far off, by mistake or not. */
export const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** Times until a reset are often whole seconds, so that two of them may mean the same one. */
const SAME_RESET_MS = 2_000;

/**
 * What is left by the words of the application. It only ever makes less of it within the same period:
 * answers come out of order, and do not know of calls that are under way.
 */
export class Learned {
  private left = Infinity;
  private most = Infinity;
  private resetAt = -Infinity;
  private refillPerS = 0;
  /** When `left` was right, for what fills up. */
  private at = -Infinity;

  /** `guessMs` is the time until a reset that an answer does not name. */
  learn({ left, most, resetAt, refillPerS }: Lesson, now: number, guessMs: number): void {
    this.settle(now);
    if (isAmount(most)) this.most = most;
    if (isAmount(refillPerS) && refillPerS > 0) {
      this.refillPerS = refillPerS;
      this.resetAt = Infinity;
    }
    if (!isAmount(left)) return;
    this.at = now;
    if (this.refillPerS > 0) this.left = Math.min(this.left, left);
    else
      this.learnPeriod(
        left,
        resetAt !== undefined && resetAt > now ? resetAt : undefined,
        now,
        guessMs,
      );
  }

  private learnPeriod(
    left: number,
    resetAt: number | undefined,
    now: number,
    guessMs: number,
  ): void {
    const isKnown = this.resetAt > now;
    const isNext = resetAt !== undefined && resetAt > this.resetAt + SAME_RESET_MS;
    if (!isKnown || isNext) {
      this.left = left;
      this.resetAt = Math.min(resetAt ?? now + guessMs, now + LONGEST_WAIT_MS);
    } else this.left = Math.min(this.left, left);
  }

  waitMs(now: number, cost: number, ahead = 0): number {
    this.settle(now);
    const needed = Math.min(cost, this.most) + ahead;
    if (this.left >= needed) return 0;
    const ms =
      this.refillPerS > 0 ? ((needed - this.left) / this.refillPerS) * 1000 : this.resetAt - now;
    return Math.max(1, Math.ceil(ms));
  }

  spend(now: number, cost: number): void {
    this.settle(now);
    this.left = Math.max(0, this.left - cost);
  }

  isEmpty(now: number): boolean {
    this.settle(now);
    return this.left === Infinity;
  }

  /** Brings what is left up to now. */
  private settle(now: number): void {
    if (this.left === Infinity) return;
    if (this.refillPerS > 0) {
      this.left += (Math.max(0, now - this.at) / 1000) * this.refillPerS;
      this.at = Math.max(this.at, now);
      if (this.left >= this.most) this.left = Infinity;
    } else if (now >= this.resetAt) this.left = Infinity;
  }
}

function isAmount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}
