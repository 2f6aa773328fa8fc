interface Forgettable {
  /** True when forgetting it changes nothing. */
  isIdle: () => boolean;
}

/** How many of the longest unused are looked at for one that is idle. */
const LOOKED_AT = 8;

/**
 * One thing for each key, such as the bucket of a connection, made when it is first asked for. Of more
 * than `most` keys the longest unused goes, an idle one if there is one among the last few: what goes
 * while it is not idle starts anew.
 */
export class Keyed<T extends Forgettable> {
  private readonly kept = new Map<string, T>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** What there is for a key; it counts as used. */
  find(key: string): T | undefined {
    // Nothing is kept where all goes well: then the key need not be hashed.
    const found = this.kept.size === 0 ? undefined : this.kept.get(key);
    if (found !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, found);
    }
    return found;
  }

  get(key: string, make: () => T): T {
    const found = this.find(key);
    if (found !== undefined) return found;
    const one = make();
    this.makeRoom();
    this.kept.set(key, one);
    return one;
  }

  get size(): number {
    return this.kept.size;
  }

  private makeRoom(): void {
    if (this.kept.size < this.most) return;
    let looked = 0;
    let oldest: string | undefined;
    for (const [key, one] of this.kept) {
      oldest ??= key;
      looked += 1;
      if (one.isIdle()) {
        this.kept.delete(key);
        return;
      }
      if (looked === LOOKED_AT) break;
    }
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}
