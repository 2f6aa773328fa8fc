import type { Clock, Taken } from './bucket.ts';

export interface BreakerRules {
  /** So many failures in a row, all within `withinMs`, open it. */
  failures: number;
  withinMs: number;
  /** How long it stays open; twice as long after each probe that fails, up to `mostOpenMs`. */
  openMs: number;
  mostOpenMs: number;
}

/**
 * Keeps calls from an application that does not answer. States: *closed*, calls go through; *open*, none
 * do until its time is over; *half open*, one call goes through as a probe, and its outcome decides. A
 * failure is no answer, or a 5xx; any other answer is a success, as somebody is there.
 */
export class Breaker {
  private readonly rules: BreakerRules;
  private readonly clock: Clock;
  /** When the last failures in a row were, at most as many as it takes. */
  private failures: number[] = [];
  private openUntil = -Infinity;
  /** 0 while closed. */
  private openMs = 0;
  /** When the probe began. */
  private probeAt: number | undefined;

  constructor(rules: BreakerRules, clock: Clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** Whether a call may be made now; each `ok` needs a `succeeded` or `failed`. */
  take(): Taken {
    if (this.openMs === 0) return { ok: true };
    const now = this.clock();
    if (now < this.openUntil) return { ok: false, waitMs: this.openUntil - now };
    // A probe whose outcome never came does not keep it open for ever.
    const probeEnds = this.probeAt === undefined ? now : this.probeAt + this.rules.mostOpenMs;
    if (now < probeEnds) return { ok: false, waitMs: Math.min(this.rules.openMs, probeEnds - now) };
    this.probeAt = now;
    return { ok: true };
  }

  succeeded(): void {
    // What comes while it is open was sent before, and says nothing of now.
    if (this.openMs > 0 && this.probeAt === undefined) return;
    this.failures = [];
    this.openMs = 0;
    this.probeAt = undefined;
  }

  failed(): void {
    const now = this.clock();
    if (this.openMs > 0) {
      if (this.probeAt !== undefined)
        this.open(now, Math.min(this.openMs * 2, this.rules.mostOpenMs));
      return;
    }
    this.failures = [...this.failures, now].slice(-this.rules.failures);
    const isRow = this.failures.length >= this.rules.failures;
    if (isRow && now - (this.failures[0] ?? now) <= this.rules.withinMs)
      this.open(now, this.rules.openMs);
  }

  /** True when forgetting it changes nothing. */
  isIdle(): boolean {
    return this.openMs === 0 && this.failures.length === 0;
  }

  private open(now: number, forMs: number): void {
    this.openMs = forMs;
    this.openUntil = now + forMs;
    this.probeAt = undefined;
    this.failures = [];
  }
}
