import { isAppError } from '@millrace/model';
import { HOLD_MS, type LimitRoom } from './limit-room.ts';
import type { Share } from './line.ts';

const ANSWERED = new Set(['ANSWER_TOO_LARGE', 'ANSWER_UNREADABLE']);

/** Leave to make one call. What comes of it is told once, and then that it is over. */
export class Pass {
  private readonly room: LimitRoom;
  private readonly account: string;
  private readonly key: string;
  private readonly shares: readonly Share[];
  private readonly attended: boolean;
  private isProbe = false;

  constructor(
    room: LimitRoom,
    account: string,
    key: string,
    shares: readonly Share[],
    attended: boolean,
  ) {
    this.room = room;
    this.account = account;
    this.key = key;
    this.shares = shares;
    this.attended = attended;
  }

  /** Asks the breaker, as the last thing before the call; gives how long it is still open. */
  begin(): number {
    const taken = this.attended ? undefined : this.room.hosts.find(this.key)?.breaker.take();
    if (taken?.ok === false) return taken.waitMs;
    this.isProbe = taken?.isProbe ?? false;
    return 0;
  }

  /** Somebody is there, whatever the answer. */
  answered(): void {
    const breaker = this.room.hosts.find(this.key)?.breaker;
    if (this.attended) breaker?.close();
    else breaker?.succeeded(this.isProbe);
  }

  /** No answer in time, or one that the application is not well. */
  failed(): void {
    this.room.host(this.key).breaker.failed(this.isProbe);
  }

  /**
   * The call ended with an error. That nothing came in time is a failure, unless nobody waited any more; an
   * answer that cannot be used is one; otherwise nothing is known of the application.
   */
  noAnswer(error: unknown, signal: AbortSignal | undefined): void {
    const isAway = [error, causeOf(error)].some((one) => {
      return isAppError(one) && one.code === 'CALL_UNAVAILABLE' && one.details === undefined;
    });
    if (isAway && signal?.aborted !== true) this.failed();
    else if (isAppError(error) && ANSWERED.has(error.code)) this.answered();
    else this.room.hosts.find(this.key)?.breaker.calledOff(this.isProbe);
  }

  /** No call to the host for a while; as long as {@link HOLD_MS} when nobody said how long. */
  hold(ms: number = HOLD_MS): void {
    const { held } = this.room.host(this.key);
    held.hold(this.room.clock() + ms);
  }

  /** Gives back what the call took for its time. */
  over(): void {
    if (this.shares.length === 0) return;
    for (const { bucket } of this.shares) bucket.release();
    this.room.line(this.account)?.serve();
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
