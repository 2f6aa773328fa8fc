import { AppError } from '@millrace/model';
import { Bucket, takeAll, type BucketRules } from './bucket.ts';
import type { LimitRoom } from './limit-room.ts';
import type { Came, Share } from './line.ts';
import { Pass } from './pass.ts';

/** A call before it is made. */
export interface Entering {
  app: string;
  host: string;
  shares: readonly Share[];
  /** A person waits for it: nothing that was learned of the application keeps it away. */
  attended: boolean;
  /** Names it, so that it keeps its turn when it goes away and comes back; absent for one that does not. */
  place: string | undefined;
}

/** Leave to make a call, or how long to stay away before asking again. */
export type Entered = { pass: Pass } | { waitMs: number };

/** The limits of one account, by a name that no other account of the process has. */
export class AccountLimits {
  private readonly room: LimitRoom;
  private readonly account: string;

  constructor(room: LimitRoom, account: string) {
    this.room = room;
    this.account = account;
  }

  /** Milliseconds of the room's clock. */
  now(): number {
    return this.room.clock();
  }

  /** The bucket of a limit. The key names its rules too. */
  bucket(key: string, rules: BucketRules): Bucket {
    return this.room.buckets.get(`${this.account} ${key}`, () => {
      return new Bucket(rules, this.room.clock);
    });
  }

  /**
   * Waits for leave to make a call. Throws CALL_UNAVAILABLE while its host is taken to be away, and
   * CALL_RATE_LIMITED when it is called off before its turn.
   */
  async enter(entering: Entering, signal: AbortSignal): Promise<Entered> {
    const key = this.keyOf(entering);
    const came = this.atOnce(entering, key) ?? (await this.inTurn(entering, key, signal));
    return 'waitMs' in came ? came : { pass: this.pass(entering, key, came.shares) };
  }

  /** The same for a call that need not wait; undefined for one that has to. Throws CALL_UNAVAILABLE. */
  enterNow(entering: Entering): Pass | undefined {
    const key = this.keyOf(entering);
    const came = this.atOnce(entering, key);
    return came && this.pass(entering, key, came.shares);
  }

  private pass(entering: Entering, key: string, shares: readonly Share[]): Pass {
    const pass = new Pass(this.room, this.account, key, shares, entering.attended);
    // It may have opened meanwhile.
    const waitMs = pass.begin();
    if (waitMs === 0) return pass;
    pass.over();
    throw away(entering.app, waitMs);
  }

  private keyOf({ host }: Entering): string {
    return `${this.account} ${host}`;
  }

  private atOnce(
    { app, attended, shares }: Entering,
    key: string,
  ): { shares: readonly Share[] } | undefined {
    const openMs = attended ? 0 : (this.room.hosts.find(key)?.breaker.waitMs() ?? 0);
    if (openMs > 0) throw away(app, openMs);
    const all = this.sharesOf(shares, key);
    if (all.length === 0) return { shares: all };
    const isFree = this.room.line(this.account)?.isFree(all) ?? true;
    return isFree && takeAll(all).ok ? { shares: all } : undefined;
  }

  private async inTurn(entering: Entering, key: string, signal: AbortSignal): Promise<Came> {
    const { app, shares, attended, place } = entering;
    const asking = { shares: () => this.sharesOf(shares, key), attended, place };
    try {
      return await this.room.openLine(this.account).join(asking, signal);
    } catch (cause) {
      const status = 'its limits left no room in time';
      throw new AppError('CALL_RATE_LIMITED', { app, status }, { cause });
    }
  }

  /** The limits of the call, and the pause that its host has asked for. */
  private sharesOf(shares: readonly Share[], key: string): readonly Share[] {
    const host = this.room.hosts.find(key);
    return host === undefined ? shares : [...shares, { bucket: host.held, cost: 1 }];
  }
}

function away(app: string, waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1_000);
  const reason = `its last calls all failed, so none is made for ${seconds} s.`;
  return new AppError('CALL_UNAVAILABLE', { app, reason }, { details: { retry_after: seconds } });
}
