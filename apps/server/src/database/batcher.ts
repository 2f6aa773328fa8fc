/** How work is put together. */
export interface BatcherOptions<T, R> {
  /** Does the work of many items in one commit; the results are in the order of the items. */
  run: (items: readonly T[]) => Promise<readonly R[]>;
  /** Batches under way at a time. While all are, items gather for the next. */
  lanes: number;
  /** Least time between the begins of two batches; a lone item waits for nothing. */
  gapMs?: number;
  maxItems: number;
  /** A batch takes no further item once it holds this much. */
  maxBytes: number;
  sizeOf: (item: T) => number;
  /** True when one bad item can be to blame, so that the others deserve a try of their own. */
  isolates: (error: unknown) => boolean;
  /** What no batch has taken after `ms`, and what large batches take longer, is refused: it was not written. */
  maxWait?: { ms: number; error: () => Error };
  /** Items with the same key never share a batch; undefined shares with all. */
  keyOf?: (item: T) => string | undefined;
}

interface Waiting<T, R> {
  item: T;
  since: number;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/** 10 MB a second: a disk that is slower is in trouble. */
const SLOW_BYTES_PER_MS = 10_000;

/**
 * Group commit: what arrives while a batch is under way forms the next one, so a single caller
 * waits for nothing and many share one round trip and one fsync. Items keep their order.
 */
export class Batcher<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private scheduled = false;
  private lastBegun = 0;
  private watching: NodeJS.Timeout | undefined;
  /** When each batch under way began, and how long its size may take. */
  private begun: { at: number; allowance: number }[] = [];

  constructor(private readonly options: BatcherOptions<T, R>) {}

  /** Milliseconds that the slowest batch has been under way beyond what its size takes. */
  get overdueMs(): number {
    const now = performance.now();
    let most = 0;
    for (const { at, allowance } of this.begun) most = Math.max(most, now - at - allowance);
    return most;
  }

  /** Resolves with the item's result after its batch; rejects when the batch did. */
  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.waiting.push({ item, since: performance.now(), resolve, reject });
      this.schedule();
      this.watch();
    });
  }

  /** A turn of the event loop later at least: requests read in the same turn share a batch. */
  private schedule(): void {
    if (this.scheduled || this.begun.length >= this.options.lanes) return;
    this.scheduled = true;
    const { gapMs = 0 } = this.options;
    const pause = this.lastBegun + gapMs - performance.now();
    if (pause >= 1) setTimeout(() => this.startNext(), pause);
    else setImmediate(() => this.startNext());
  }

  private startNext(): void {
    this.scheduled = false;
    if (this.waiting.length === 0) return;
    this.lastBegun = performance.now();
    void this.start(this.take());
    if (this.waiting.length > 0) this.schedule();
  }

  private async start(batch: readonly Waiting<T, R>[]): Promise<void> {
    const bytes = batch.reduce((sum, { item }) => sum + this.options.sizeOf(item), 0);
    const me = { at: performance.now(), allowance: bytes / SLOW_BYTES_PER_MS };
    this.begun.push(me);
    try {
      const results = await this.options.run(batch.map(({ item }) => item));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      await this.fail(batch, error);
    } finally {
      this.begun = this.begun.filter((one) => one !== me);
      if (this.waiting.length > 0) this.schedule();
    }
  }

  /** While items wait, a timer refuses those that have waited too long. */
  private watch(): void {
    const { maxWait } = this.options;
    if (maxWait === undefined || this.watching !== undefined) return;
    this.watching = setTimeout(() => {
      this.watching = undefined;
      const allowances = this.begun.map(({ allowance }) => allowance);
      const oldest = performance.now() - maxWait.ms - Math.max(0, ...allowances);
      const late = this.waiting.filter(({ since }) => since < oldest);
      if (late.length > 0) this.waiting = this.waiting.filter(({ since }) => since >= oldest);
      for (const one of late) one.reject(maxWait.error());
      if (this.waiting.length > 0) this.watch();
    }, maxWait.ms / 4);
  }

  private async fail(batch: readonly Waiting<T, R>[], error: unknown): Promise<void> {
    if (batch.length === 1 || !this.options.isolates(error)) {
      for (const one of batch) one.reject(error);
      return;
    }
    for (const one of batch) {
      try {
        const [result] = await this.options.run([one.item]);
        if (result === undefined) one.reject(error);
        else one.resolve(result);
      } catch (alone) {
        one.reject(alone);
      }
    }
  }

  private take(): Waiting<T, R>[] {
    const { maxItems, maxBytes, sizeOf, keyOf } = this.options;
    const keys = new Set<string>();
    const batch: Waiting<T, R>[] = [];
    const left: Waiting<T, R>[] = [];
    let bytes = 0;
    for (const one of this.waiting) {
      const key = keyOf?.(one.item);
      const full = batch.length >= maxItems || (bytes >= maxBytes && batch.length > 0);
      if (full || (key !== undefined && keys.has(key))) {
        left.push(one);
        continue;
      }
      if (key !== undefined) keys.add(key);
      batch.push(one);
      bytes += sizeOf(one.item);
    }
    this.waiting = left;
    return batch;
  }
}
