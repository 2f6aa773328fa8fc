import { Learned, LONGEST_WAIT_MS, type Lesson } from './learned.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface BucketRules {
  /** At most `count` in any stretch of `inMs`, for each of them. */
  calls?: readonly { count: number; inMs: number }[];
  /** Calls under way at the same time. */
  atOnce?: number;
  /** The pause after an answer `limited` that names no time. */
  holdMs?: number;
}

/** Milliseconds of any clock; one that goes back counts as standing still. */
export type Clock = () => number;

export type Taken = { ok: true } | { ok: false; waitMs: number };

/** Calls last at most ten minutes: what is under way for longer was never given back. */
const LONGEST_CALL_MS = 11 * 60_000;
/** How soon a place may be free again is not known. */
const LOOK_AGAIN_MS = 50;
const LEAST_SHARE = 1 / 64;
/** How much of the whole limit comes back in each period without `limited`. */
const RECOVERED = 1 / 8;
const MOST_PERIOD_MS = 60_000;
const LEAST_PERIOD_MS = 1_000;

/**
 * What may be called, and when, under one limit. Its parts, all of which have to agree: the windows of
 * the rules; the calls under way; a pause after `limited`; and what the application said is left. After
 * `limited` only half of each window and of the places is used, since others call with the same account;
 * an eighth comes back in each period without another (the shortest window, 1 s to 1 min).
 */
export class Bucket {
  private readonly rules: BucketRules;
  private readonly clock: Clock;
  private readonly windows: readonly { count: number; window: SlidingWindow }[];
  private readonly learned = new Learned();
  /** When each call under way began. */
  private underWay: number[] = [];
  /** How long calls take, as the mean of the last few. */
  private callMs = 0;
  private heldUntil = -Infinity;
  private share = 1;
  private shareAt = -Infinity;
  private most = Infinity;
  private last = -Infinity;

  constructor(rules: BucketRules, clock: Clock) {
    this.rules = rules;
    this.clock = clock;
    this.windows = (rules.calls ?? []).map(({ count, inMs }) => {
      return { count, window: new SlidingWindow(inMs) };
    });
  }

  /** Spends `cost` when it may be spent now. Each `ok` needs a `release` when its call is over. */
  take(cost = 1): Taken {
    const waitMs = this.waitMs(cost);
    if (waitMs > 0) return { ok: false, waitMs };
    this.spend(cost);
    return { ok: true };
  }

  /**
   * Milliseconds until `cost` may be spent; 0 when it may be now. `ahead` is what others will spend
   * before: the wait is an estimate then, and right when nobody else spends.
   */
  waitMs(cost = 1, ahead = 0): number {
    const now = this.now();
    const waits = this.windows.map(({ count, window }) => {
      const allowed = this.allowed(now, count);
      const whole = Math.floor(ahead / allowed) * window.lengthMs;
      return whole + window.waitMs(now, cost + (ahead % allowed), allowed);
    });
    const held = Math.max(0, this.heldUntil - now);
    const learned = this.learned.waitMs(now, cost, ahead);
    return Math.max(held, learned, this.placeWaitMs(now, ahead), ...waits);
  }

  /** Spends without asking, when all limits of a call were asked. */
  spend(cost = 1): void {
    const now = this.now();
    for (const { count, window } of this.windows) window.spend(now, Math.min(cost, count));
    this.learned.spend(now, cost);
    if (this.rules.atOnce !== undefined) this.underWay.push(now);
  }

  /** The call is over, however it ended. */
  release(): void {
    // Which of those under way has ended makes no difference to their number, nor to the mean.
    const began = this.underWay.shift();
    if (began === undefined) return;
    const ms = this.now() - began;
    this.callMs = this.callMs === 0 ? ms : this.callMs + (ms - this.callMs) / 8;
  }

  /** Takes what an answer says; it can only make the rules stricter. */
  learn(lesson: Lesson): void {
    const [first, ...others] = this.windows;
    const guessMs = first?.window.lengthMs ?? this.rules.holdMs ?? LEAST_PERIOD_MS;
    this.learned.learn(lesson, this.now(), guessMs);
    const { most, refillPerS } = lesson;
    // Of several windows nobody knows which one is meant.
    const isOfWindow = others.length === 0 && refillPerS === undefined;
    if (isOfWindow && most !== undefined && most > 0) this.most = most;
  }

  /** The application asked for fewer calls, and perhaps said until when. */
  limited(until?: number): void {
    const now = this.now();
    this.hold(until ?? now + (this.rules.holdMs ?? 0));
    this.halve();
  }

  /** No call before a time, at most a day away. */
  hold(until: number): void {
    const latest = this.now() + LONGEST_WAIT_MS;
    this.heldUntil = Math.max(this.heldUntil, Math.min(until, latest));
  }

  /** Others call with the same account: half is left to them. */
  halve(): void {
    const now = this.now();
    const share = this.shareNow(now);
    // Answers to calls that were under way together are one reason, not many.
    if (now - this.shareAt < this.periodMs() && share < 1) return;
    this.share = Math.max(LEAST_SHARE, share / 2);
    this.shareAt = now;
  }

  /** True when forgetting it changes nothing. */
  isIdle(): boolean {
    const now = this.now();
    const isHeld = this.heldUntil > now || this.shareNow(now) < 1 || !this.learned.isEmpty(now);
    const isFree = this.placesTaken(now) === 0;
    return !isHeld && isFree && this.windows.every(({ window }) => window.isEmpty(now));
  }

  private now(): number {
    this.last = Math.max(this.last, this.clock());
    return this.last;
  }

  private allowed(now: number, count: number): number {
    return Math.max(1, Math.floor(Math.min(count, this.most) * this.shareNow(now)));
  }

  private shareNow(now: number): number {
    if (this.share === 1) return 1;
    const periods = Math.floor((now - this.shareAt) / this.periodMs());
    return Math.min(1, this.share + periods * RECOVERED);
  }

  private periodMs(): number {
    const shortest = Math.min(MOST_PERIOD_MS, ...this.windows.map(({ window }) => window.lengthMs));
    return Math.max(LEAST_PERIOD_MS, shortest);
  }

  private placeWaitMs(now: number, ahead: number): number {
    const { atOnce } = this.rules;
    if (atOnce === undefined) return 0;
    const allowed = Math.max(1, Math.floor(atOnce * this.shareNow(now)));
    const rounds = Math.floor((this.placesTaken(now) + ahead) / allowed);
    if (rounds === 0) return 0;
    return ahead === 0 ? LOOK_AGAIN_MS : Math.max(LOOK_AGAIN_MS, rounds * this.callMs);
  }

  private placesTaken(now: number): number {
    const [oldest = now] = this.underWay;
    if (now - oldest > LONGEST_CALL_MS) {
      this.underWay = this.underWay.filter((began) => now - began <= LONGEST_CALL_MS);
    }
    return this.underWay.length;
  }
}

/**
 * Spends from all limits of a call, or from none, so that a call that waits for one limit does not
 * use up another. The wait is the longest of theirs.
 */
export function takeAll(buckets: readonly { bucket: Bucket; cost: number }[]): Taken {
  const waitMs = Math.max(0, ...buckets.map(({ bucket, cost }) => bucket.waitMs(cost)));
  if (waitMs > 0) return { ok: false, waitMs };
  for (const { bucket, cost } of buckets) bucket.spend(cost);
  return { ok: true };
}
