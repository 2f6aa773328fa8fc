import { Breaker, type BreakerRules } from './breaker.ts';
import { Bucket, type Clock } from './bucket.ts';
import { Keyed } from './keyed.ts';
import { Line, type Timer } from './line.ts';

/**
 * Ten failures in a row within a minute: one run alone tries again at most five times a minute, so it
 * takes several. After 10 s one call looks whether the application is back, then after 20 s, 40 s, 80 s
 * and every 2 min, which is how late that is noticed at most, and no load for anybody.
 */
const BREAKER: BreakerRules = {
  failures: 10,
  withinMs: 60_000,
  openMs: 10_000,
  mostOpenMs: 120_000,
};

/** The pause after `limited` where neither the answer nor the connector names a time. */
export const HOLD_MS = 1_000;

/** A bucket takes about 1 kB, with two windows 2 kB. */
const MOST_BUCKETS = 10_000;
const MOST_HOSTS = 10_000;

export interface LimitRoomOptions {
  /** The clock of the process when absent. */
  clock?: Clock;
  /** Real timers when absent. */
  timer?: Timer;
}

/** A host that had troubles with the calls of an account. */
class Host {
  readonly held: Bucket;
  readonly breaker: Breaker;

  constructor(clock: Clock) {
    this.held = new Bucket({ holdMs: HOLD_MS }, clock);
    this.breaker = new Breaker(BREAKER, clock);
  }

  isIdle(): boolean {
    return this.held.isIdle() && this.breaker.isIdle();
  }
}

/**
 * What is known of the limits of applications, for all calls of a process. Nothing is kept of an account
 * whose connector names no limits and whose calls go well; of the rest the most recent ones are.
 */
export class LimitRoom {
  readonly clock: Clock;
  readonly buckets = new Keyed<Bucket>(MOST_BUCKETS);
  readonly hosts = new Keyed<Host>(MOST_HOSTS);
  private readonly lines = new Map<string, Line>();
  private readonly timer: Timer;

  constructor({ clock = () => performance.now(), timer = later }: LimitRoomOptions = {}) {
    this.clock = clock;
    this.timer = timer;
  }

  /** What is known of a host, from now on. */
  host(key: string): Host {
    return this.hosts.get(key, () => new Host(this.clock));
  }

  /** The line of an account, while somebody stands in it. */
  line(account: string): Line | undefined {
    return this.lines.get(account);
  }

  /** The line of an account, for one who has to wait. */
  openLine(account: string): Line {
    const line =
      this.lines.get(account) ?? new Line(this.clock, this.timer, () => this.lines.delete(account));
    this.lines.set(account, line);
    return line;
  }
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
