import { isJsonObject } from '@millrace/model';
import type { Follow, StreamListener } from './stream-source.ts';

/** The one who holds the stream says so this often. */
const BEAT_MS = 2_000;
/** Who hears nothing for this many beats takes the stream over: its holder hangs. */
const MISSED_BEATS = 4;

const NAME = 'millrace-stream';

/** What the holder tells the other pages. */
type Frame = { kind: 'message'; text: string } | { kind: 'opened' | 'lost' | 'refused' | 'beat' };

/**
 * One stream for all pages of a browser that are in sight, which has six connections a server and
 * not more. A lock decides who holds it: waiting → leading → given up. The browser hands the lock
 * on when its page is closed; a page that hangs beats no more, and the lock is taken from it.
 *
 * Locks exist only at https and on localhost. Elsewhere every page in sight has its own stream.
 */
export function sharedStream(follow: Follow, locks = locksOfBrowser()): Follow {
  if (locks === undefined) return follow;
  return (listener) => {
    const member = new Member(follow, listener, locks);
    return () => member.leave();
  };
}

/** TypeScript takes them for always there. */
function locksOfBrowser(): LockManager | undefined {
  return 'locks' in navigator && typeof BroadcastChannel !== 'undefined'
    ? navigator.locks
    : undefined;
}

class Member {
  readonly #follow: Follow;
  readonly #listener: StreamListener;
  readonly #locks: LockManager;
  readonly #channel = new BroadcastChannel(NAME);
  readonly #clock: ReturnType<typeof setInterval>;
  /** Ends the wait for the lock. */
  #waiting = new AbortController();
  /** Gives the stream and the lock up; undefined while another page leads. */
  #giveUp: (() => void) | undefined;
  #missed = 0;
  /** True when the page that leads is taken to hang. */
  #hangs = false;
  #left = false;

  constructor(follow: Follow, listener: StreamListener, locks: LockManager) {
    this.#follow = follow;
    this.#listener = listener;
    this.#locks = locks;
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
    this.#clock = setInterval(() => this.#tick(), BEAT_MS);
    void this.#run();
  }

  leave(): void {
    this.#left = true;
    clearInterval(this.#clock);
    this.#waiting.abort();
    this.#giveUp?.();
    this.#channel.close();
  }

  async #run(): Promise<void> {
    const isFirst = await this.#request({ ifAvailable: true }, false);
    // Another page leads: the stream is there already.
    if (!isFirst && !this.#left) this.#listener.opened();
    while (!this.#left) {
      this.#waiting = new AbortController();
      const steal = this.#hangs;
      this.#hangs = false;
      await this.#request(steal ? { steal } : { signal: this.#waiting.signal }, true);
    }
  }

  /** Leads when it gets the lock, until the lock is given up or taken; true when it led. */
  async #request(options: LockOptions, takesOver: boolean): Promise<boolean> {
    const turn: { led: boolean } = { led: false };
    try {
      await this.#locks.request(NAME, options, async (lock) => {
        if (lock === null || this.#left) return;
        turn.led = true;
        await this.#lead(takesOver);
      });
    } catch {
      // Another page took the lock, or the wait for it was ended. Where the browser gives no locks
      // at all, this page keeps a stream of its own.
      this.#giveUp?.();
      if (!turn.led && !this.#waiting.signal.aborted) await this.#lead(false);
    }
    return turn.led;
  }

  #lead(takesOver: boolean): Promise<void> {
    return new Promise((resolve) => {
      // Between two holders nobody listened.
      if (takesOver) this.#tell({ kind: 'lost' });
      const stop = this.#follow({
        opened: () => this.#tell({ kind: 'opened' }),
        lost: () => this.#tell({ kind: 'lost' }),
        message: (text) => this.#tell({ kind: 'message', text }),
        refused: () => {
          this.#channel.postMessage({ kind: 'refused' } satisfies Frame);
          return this.#listener.refused();
        },
      });
      this.#giveUp = () => {
        this.#giveUp = undefined;
        stop();
        resolve();
      };
    });
  }

  #tell(frame: Frame): void {
    if (!this.#left) this.#channel.postMessage(frame);
    this.#pass(frame);
  }

  #hear(data: unknown): void {
    this.#missed = 0;
    const frame = frameOf(data);
    if (frame !== undefined) this.#pass(frame);
  }

  #pass(frame: Frame): void {
    switch (frame.kind) {
      case 'opened':
        return this.#listener.opened();
      case 'lost':
        return this.#listener.lost();
      case 'message':
        return this.#listener.message(frame.text);
      case 'refused':
        void this.#listener.refused();
        return;
      case 'beat':
        return;
    }
  }

  /** Counts beats, not time: after the computer slept every clock is late, and nobody hangs. */
  #tick(): void {
    if (this.#giveUp !== undefined) {
      this.#channel.postMessage({ kind: 'beat' } satisfies Frame);
      return;
    }
    this.#missed += 1;
    if (this.#missed < MISSED_BEATS) return;
    this.#missed = 0;
    this.#hangs = true;
    this.#waiting.abort();
  }
}

function frameOf(data: unknown): Frame | undefined {
  if (!isJsonObject(data)) return undefined;
  const { kind, text } = data;
  switch (kind) {
    case 'message':
      return typeof text === 'string' ? { kind, text } : undefined;
    case 'opened':
    case 'lost':
    case 'refused':
    case 'beat':
      return { kind };
    default:
      return undefined;
  }
}
