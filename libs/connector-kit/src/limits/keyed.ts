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
  private readonly make: (key: string) => T;

  constructor(most: number, make: (key: string) => T) {
    this.most = most;
    this.make = make;
  }

  get(key: string): T {
    const found = this.kept.get(key);
    const one = found ?? this.make(key);
    if (found === undefined) this.makeRoom();
    else this.kept.delete(key);
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
