import type { Clock } from './bucket.ts';

export interface BreakerRules {
  /** So many failures in a row, all within `withinMs`, open it. */
  failures: number;
  withinMs: number;
  /** How long it stays open; twice as long after each probe that fails, up to `mostOpenMs`. */
  openMs: number;
  mostOpenMs: number;
}

/** Whether a call may be made; the probe has to say so when it tells its outcome. */
export type Allowed = { ok: true; isProbe: boolean } | { ok: false; waitMs: number };

/**
 * Keeps calls from an application that does not answer. States: *closed*, calls go through; *open*, none
 * do until its time is over; *half open*, one call goes through as a probe, and its outcome alone decides:
 * other answers that come while it is not closed were sent before, and say nothing of now. A failure is no
 * answer, or a 5xx; any other answer is a success, as somebody is there.
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

  /** Milliseconds until a call may be made; 0 when it may be now. */
  waitMs(): number {
    if (this.openMs === 0) return 0;
    const now = this.clock();
    if (now < this.openUntil) return this.openUntil - now;
    // A probe whose outcome never came does not keep it open for ever.
    const probeEnds = this.probeAt === undefined ? now : this.probeAt + this.rules.mostOpenMs;
    return now < probeEnds ? Math.min(this.rules.openMs, probeEnds - now) : 0;
  }

  /** Whether a call may be made now; each `ok` needs a `succeeded`, `failed` or `calledOff`. */
  take(): Allowed {
    const waitMs = this.waitMs();
    if (waitMs > 0) return { ok: false, waitMs };
    const isProbe = this.openMs > 0;
    if (isProbe) this.probeAt = this.clock();
    return { ok: true, isProbe };
  }

  succeeded(isProbe: boolean): void {
    if (this.openMs === 0 || isProbe) this.close();
  }

  failed(isProbe: boolean): void {
    const now = this.clock();
    if (this.openMs > 0) {
      if (isProbe) this.open(now, Math.min(this.openMs * 2, this.rules.mostOpenMs));
      return;
    }
    this.failures = [...this.failures, now].slice(-this.rules.failures);
    const isRow = this.failures.length >= this.rules.failures;
    if (isRow && now - (this.failures[0] ?? now) <= this.rules.withinMs)
      this.open(now, this.rules.openMs);
  }

  /** The call ended without saying anything of the application: another one may be the probe. */
  calledOff(isProbe: boolean): void {
    if (isProbe) this.probeAt = undefined;
  }

  /** Somebody saw that the application is there. */
  close(): void {
    this.failures = [];
    this.openMs = 0;
    this.probeAt = undefined;
  }

  /** True when forgetting it changes nothing. */
  isIdle(): boolean {
    const since = this.clock() - this.rules.withinMs;
    return this.openMs === 0 && this.failures.every((at) => at < since);
  }

  private open(now: number, forMs: number): void {
    this.openMs = forMs;
    this.openUntil = now + forMs;
    this.probeAt = undefined;
    this.failures = [];
  }
}
