/** Bytes of large bodies that runs of this process hold at a time. */
const MOST_BYTES = 48 * 1024 * 1024;

interface Waiting {
  bytes: number;
  enter(): void;
}

/** Lets runs with large bodies in one after the other, so that fifty of them do not fill the memory. */
export class BodyBudget {
  private held = 0;
  private readonly waiting: Waiting[] = [];

  /** Runs work while it holds these bytes. One larger than the budget runs alone. */
  async use(bytes: number, work: () => Promise<void>): Promise<void> {
    await this.enter(bytes);
    try {
      await work();
    } finally {
      this.held -= bytes;
      this.admit();
    }
  }

  private enter(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ bytes, enter: resolve });
      this.admit();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.held > 0 && this.held + next.bytes > MOST_BYTES) return;
      this.waiting.shift();
      this.held += next.bytes;
      next.enter();
    }
  }
}
