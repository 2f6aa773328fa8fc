import { LRUCache } from 'lru-cache';
import { isDatabaseAway } from '../database/database-away.ts';

/** How long a value is used after the last moment at which it was known to be true. */
const MOST_STALE_MS = 15 * 60 * 1_000;

/** What a cache needs to know of the change feed. */
export interface FeedState {
  /** True while notifications arrive. */
  readonly isConnected: boolean;
  /** When the connection was lost, in milliseconds of the monotonic clock. */
  readonly lostAt: number;
}

/** How many values are kept, and how many keys that have none. */
export interface FeedCacheBounds {
  values: number;
  absent?: number;
}

/**
 * Values of the database in memory, exact while the change feed is connected: whoever is notified
 * of a change calls `forget`. How stale they can be: while the feed is lost every use asks the database,
 * and only when that is away, too, is the last known value used, for up to 15 minutes after the
 * loss. So what arrives in an outage can still be judged and verified. A feed that is back empties
 * the cache (`clear`).
 */
export class FeedCache<V extends object> {
  private readonly values: LRUCache<string, V>;
  private readonly absent: LRUCache<string, true> | undefined;
  /** Queries under way. The answer of one during which something changed is not kept. */
  private readonly loading = new Map<string, Promise<V | undefined>>();

  constructor(
    private readonly feed: FeedState,
    { values, absent }: FeedCacheBounds,
  ) {
    this.values = new LRUCache({ max: values });
    this.absent = absent === undefined ? undefined : new LRUCache({ max: absent });
  }

  /** What is kept under the key, or what `load` gives. */
  get(key: string, load: () => Promise<V | undefined>): V | undefined | Promise<V | undefined> {
    if (!this.feed.isConnected) return this.unconfirmed(key, load);
    const kept = this.values.get(key);
    if (kept !== undefined) return kept;
    if (this.absent?.has(key) === true) return undefined;
    return this.loading.get(key) ?? this.load(key, load);
  }

  /** Forgets what a change touched. A query under way may have read before it: its answer is not kept. */
  forget(touches: (value: V, key: string) => boolean): void {
    for (const [key, value] of this.values.entries()) {
      if (touches(value, key)) this.values.delete(key);
    }
    this.absent?.clear();
    this.loading.clear();
  }

  clear(): void {
    this.forget(() => true);
  }

  private async load(key: string, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const query = load();
    this.loading.set(key, query);
    try {
      const value = await query;
      if (this.loading.get(key) === query) this.keep(key, value);
      return value;
    } finally {
      if (this.loading.get(key) === query) this.loading.delete(key);
    }
  }

  private keep(key: string, value: V | undefined): void {
    if (value === undefined) this.absent?.set(key, true);
    else this.values.set(key, value);
  }

  private async unconfirmed(
    key: string,
    load: () => Promise<V | undefined>,
  ): Promise<V | undefined> {
    try {
      return await load();
    } catch (error) {
      const known = this.values.get(key);
      const age = performance.now() - this.feed.lostAt;
      if (known === undefined || age > MOST_STALE_MS || !isDatabaseAway(error)) throw error;
      return known;
    }
  }
}
