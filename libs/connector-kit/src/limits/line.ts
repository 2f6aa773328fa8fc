import { takeAll, type Bucket, type Clock, type Taken } from './bucket.ts';

/** What a call spends of one limit. */
export interface Share {
  bucket: Bucket;
  cost: number;
}

/** Runs something later; gives what calls that off. */
export type Timer = (run: () => void, ms: number) => () => void;

/** A call that there is no room for yet. */
export interface Asking {
  /** Which limits it is under, as they are when it is asked. */
  shares: () => readonly Share[];
  /** A person waits for it: it goes before the others, and after {@link STAND_MS} without asking. */
  attended: boolean;
  /** Names its place, so that it may go away and come back to it; absent for one that does not. */
  place: string | undefined;
}

/** Room for the call, taken; or how long to stay away. */
export type Came = { shares: readonly Share[] } | { waitMs: number };

/** A call stands in line so long; what has to wait longer keeps its place and comes back. */
const STAND_MS = 5_000;
/** Who comes back later than this has lost the place: it came back elsewhere, or was cancelled. */
const GRACE_MS = 60_000;
/** Places that are kept for those who are away. Further ones come back behind all of them. */
const MOST_AWAY = 1_000;
const LONGEST_TIMER_MS = 60_000;

interface Waiter extends Asking {
  since: number;
  /** The limits it had to wait for: nobody behind takes from them, or a large call would wait for ever. */
  claims: Set<Bucket>;
  /** Ends its standing; absent while it is away. */
  come: ((came: Came) => void) | undefined;
  /** When to estimate its wait again; when it comes back, while it is away. */
  lookAt: number;
}

/**
 * The calls of one account that wait for room, first come, first served. A call is held up only by those
 * before it that wait for one of its own limits. Each waiter stands, is away until its estimated turn,
 * or has gone; one that is away holds nobody up, but is counted by those behind it.
 */
export class Line {
  private waiters: Waiter[] = [];
  private readonly clock: Clock;
  private readonly timer: Timer;
  private readonly onEmpty: () => void;
  private stopTimer: (() => void) | undefined;

  constructor(clock: Clock, timer: Timer, onEmpty: () => void) {
    this.clock = clock;
    this.timer = timer;
    this.onEmpty = onEmpty;
  }

  /** False while somebody waits for one of these limits, so that a new call would overtake. */
  isFree(shares: readonly Share[]): boolean {
    return !this.waiters.some(
      ({ come, claims }) => come !== undefined && shares.some(({ bucket }) => claims.has(bucket)),
    );
  }

  /** Waits for a turn. Rejects with the signal's reason, and leaves the line, when it is called off. */
  join(asking: Asking, signal: AbortSignal): Promise<Came> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(reasonOf(signal));
      const leave = (): void => {
        this.waiters = this.waiters.filter((one) => one !== waiter);
        reject(reasonOf(signal));
        this.serve();
      };
      const waiter = this.placed(asking, (came) => {
        signal.removeEventListener('abort', leave);
        resolve(came);
      });
      signal.addEventListener('abort', leave, { once: true });
      this.serve();
    });
  }

  /** Lets those go whose turn it is: after a call ended, and when the time has come. */
  serve(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    const round: Round = {
      now: this.clock(),
      claimed: new Set(),
      ahead: new Map(),
      away: 0,
      nextMs: LONGEST_TIMER_MS,
    };
    this.waiters = this.waiters.filter((one) => stays(one, round));
    if (this.waiters.length === 0) this.onEmpty();
    else this.stopTimer = this.timer(() => this.serve(), round.nextMs);
  }

  /** Where it was before, in front for a person, or at the end. */
  private placed(asking: Asking, come: (came: Came) => void): Waiter {
    const now = this.clock();
    const { place, attended } = asking;
    const waiter: Waiter = { ...asking, come, since: now, lookAt: now, claims: new Set() };
    const isPlace = (one: Waiter): boolean =>
      place !== undefined && one.place === place && one.come === undefined;
    const at = this.waiters.findIndex((one) => (attended ? !one.attended : isPlace(one)));
    this.waiters.splice(at < 0 ? this.waiters.length : at, attended || at < 0 ? 0 : 1, waiter);
    return waiter;
  }
}

/** One pass over a line, from its front. */
interface Round {
  now: number;
  /** What those further in front wait for. */
  claimed: Set<Bucket>;
  /** What they will spend. */
  ahead: Map<Bucket, number>;
  /** How many of them are away. */
  away: number;
  /** When to look again. */
  nextMs: number;
}

/** False for one that leaves the line. */
function stays(one: Waiter, round: Round): boolean {
  const shares = one.shares();
  if (one.come !== undefined && isServed(one, one.come, shares, round)) return false;
  if (one.come === undefined) {
    round.away += 1;
    const isLost = round.now > one.lookAt + GRACE_MS || round.away > MOST_AWAY;
    if (one.place === undefined || isLost) return false;
  } else round.nextMs = Math.min(round.nextMs, STAND_MS);
  for (const { bucket, cost } of shares) {
    round.ahead.set(bucket, (round.ahead.get(bucket) ?? 0) + cost);
  }
  return true;
}

/** True for one that got what it waits for. Otherwise it stands on, or is away from now on. */
function isServed(
  one: Waiter,
  come: NonNullable<Waiter['come']>,
  shares: readonly Share[],
  round: Round,
): boolean {
  const taken = takenBy(one, shares, round);
  if (taken?.ok === true) {
    come({ shares });
    return true;
  }
  if (!one.attended && round.now >= one.lookAt) {
    const waitMs = estimate(shares, round);
    one.lookAt = round.now + Math.max(waitMs, STAND_MS);
    if (waitMs > STAND_MS) {
      one.come = undefined;
      come({ waitMs });
      return false;
    }
  }
  if (taken !== undefined) {
    round.nextMs = Math.min(round.nextMs, taken.waitMs);
    for (const { bucket, cost } of shares) if (bucket.waitMs(cost) > 0) one.claims.add(bucket);
  }
  for (const bucket of one.claims) round.claimed.add(bucket);
  return false;
}

/** Undefined for one that waits behind others. */
function takenBy(one: Waiter, shares: readonly Share[], round: Round): Taken | undefined {
  const isFirst = shares.every(({ bucket }) => !round.claimed.has(bucket));
  const taken = isFirst ? takeAll(shares) : undefined;
  const isImpatient = one.attended && round.now - one.since >= STAND_MS;
  if (taken?.ok === true || !isImpatient) return taken;
  for (const { bucket, cost } of shares) bucket.spend(cost);
  return { ok: true };
}

function estimate(shares: readonly Share[], { ahead }: Round): number {
  return Math.max(
    0,
    ...shares.map(({ bucket, cost }) => bucket.waitMs(cost, ahead.get(bucket) ?? 0)),
  );
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('called off');
}
