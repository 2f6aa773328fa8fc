import { AppError } from '@millrace/model';

/** Requests to trigger URLs under way at a time. Each holds a few kilobytes beside its body. */
const MAX_REQUESTS = 4_000;
/** Bytes of bodies held at a time: what a process may grow by, whatever arrives. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Bodies up to this size do not wait for room; they are what senders with short time-outs send. */
export const SMALL = 256 * 1024;
/** Small bodies may use a part that large ones never get, so that they never wait behind them. */
const MAX_LARGE_BYTES = 48 * 1024 * 1024;
/** A large body waits this long for room before it is refused. */
const WAIT_MS = 600;

interface Waiting {
  bytes: number;
  enter(): void;
}

/**
 * The bound of what intake holds in memory. Past it requests are refused at once, or within WAIT_MS
 * for large bodies, with OVERLOADED: a refused sender tries again, a killed process helps nobody.
 */
export class Admission {
  private requests = 0;
  private smallBytes = 0;
  private largeBytes = 0;
  private readonly waiting: Waiting[] = [];

  /** Takes a request in; `leave` it once it is answered. Throws OVERLOADED. */
  enter(): Admitted {
    if (this.requests >= MAX_REQUESTS) throw new AppError('OVERLOADED');
    this.requests += 1;
    return new Admitted(this);
  }

  /** For {@link Admitted}: gives a request's share back. */
  free(smallBytes: number, largeBytes: number): void {
    this.requests -= 1;
    this.smallBytes -= smallBytes;
    this.largeBytes -= largeBytes;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!this.hasRoom(next.bytes)) return;
      this.waiting.shift();
      next.enter();
    }
  }

  /** For {@link Admitted}: room for a small part, now or never. */
  holdSmall(bytes: number): void {
    if (this.smallBytes + this.largeBytes + bytes > MAX_BYTES) throw new AppError('OVERLOADED');
    this.smallBytes += bytes;
  }

  /** For {@link Admitted}: room for a large body, in the order they came. */
  holdLarge(bytes: number): Promise<void> {
    if (this.waiting.length === 0 && this.hasRoom(bytes)) {
      this.largeBytes += bytes;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        bytes,
        enter: () => {
          clearTimeout(timer);
          this.largeBytes += bytes;
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(new AppError('OVERLOADED'));
      }, WAIT_MS);
      this.waiting.push(entry);
    });
  }

  /** One body larger than the bound still gets in when it is alone. */
  private hasRoom(bytes: number): boolean {
    return this.largeBytes === 0 || this.largeBytes + bytes <= MAX_LARGE_BYTES;
  }
}

/** What one request holds. */
export class Admitted {
  private small = 0;
  private large = 0;

  constructor(private readonly admission: Admission) {}

  /** Makes room for bytes about to be read, waiting if they are many. Throws OVERLOADED. */
  async hold(bytes: number): Promise<void> {
    if (bytes <= SMALL) {
      this.admission.holdSmall(bytes);
      this.small += bytes;
      return;
    }
    await this.admission.holdLarge(bytes);
    this.large += bytes;
  }

  leave(): void {
    this.admission.free(this.small, this.large);
  }
}
