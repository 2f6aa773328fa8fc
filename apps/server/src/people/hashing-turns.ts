import { Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';

/** Passwords hashed at a time: each takes 32 MB and one of libuv's four threads. */
const AT_ONCE = 2;
/** Those that wait for their turn: about two seconds of hashing. */
const MOST_WAITING = 20;
/** Of these, from one source, so that nobody alone fills the queue. */
const MOST_WAITING_OF_ONE = 10;

interface Waiting {
  source: string;
  begin: () => void;
}

/**
 * Bounds what hashing passwords costs, as strangers may ask for it: two at a time, a short queue,
 * and whoever comes then is told to come again.
 */
@Injectable()
export class HashingTurns {
  private running = 0;
  private waiting: Waiting[] = [];

  /** Does work that hashes when it is its turn. Throws SIGN_IN_BUSY when the queue is full. */
  async take<T>(source: string, work: () => Promise<T>): Promise<T> {
    await this.turn(source);
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  private turn(source: string): Promise<void> | undefined {
    if (this.running < AT_ONCE) {
      this.running += 1;
      return undefined;
    }
    const own = this.waiting.filter((one) => one.source === source).length;
    if (this.waiting.length >= MOST_WAITING || own >= MOST_WAITING_OF_ONE) {
      throw new AppError('SIGN_IN_BUSY');
    }
    return new Promise((begin) => this.waiting.push({ source, begin }));
  }

  /** The place goes to the next one directly: nobody who comes now overtakes. */
  private end(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next.begin();
  }
}
