/** A window in this many pieces lets through 2 % less than it could, in memory that does not grow. */
const PIECES = 50;

/** Costs may be fractions, whose sums are not exact. */
const ROUNDING = 1e-9;

/**
 * Counts what was spent in the last `lengthMs`, in pieces of time, so that never more than `count` falls
 * into any stretch of that length, wherever it begins: a bucket that refills would let through twice as
 * much around a burst. The piece in which a stretch begins counts whole.
 */
export class SlidingWindow {
  readonly lengthMs: number;
  private readonly pieceMs: number;
  /** Spent in each piece of a ring with room for all that a stretch can touch. */
  private readonly ring = new Float64Array(PIECES + 1);
  /** The newest piece. */
  private newest = 0;

  constructor(lengthMs: number) {
    this.lengthMs = lengthMs;
    this.pieceMs = lengthMs / PIECES;
  }

  /** Milliseconds until `cost` fits below `count`; 0 when it does. More than all of it waits for an empty window. */
  waitMs(now: number, cost: number, count: number): number {
    this.forget(now);
    const room = Math.max(0, count - cost) + ROUNDING;
    let left = this.total();
    if (left <= room) return 0;
    for (let piece = this.newest - PIECES; piece <= this.newest; piece += 1) {
      left -= this.spentIn(piece);
      if (left <= room) return Math.max(1, Math.ceil((piece + PIECES + 1) * this.pieceMs - now));
    }
    return Math.max(1, Math.ceil((this.newest + PIECES + 1) * this.pieceMs - now));
  }

  spend(now: number, cost: number): void {
    this.forget(now);
    const at = this.place(this.newest);
    this.ring[at] = (this.ring[at] ?? 0) + cost;
  }

  isEmpty(now: number): boolean {
    this.forget(now);
    return this.total() === 0;
  }

  /** Pieces that no stretch up to now can touch any more. */
  private forget(now: number): void {
    const piece = Math.floor(now / this.pieceMs);
    if (piece <= this.newest) return;
    const first = Math.max(this.newest + 1, piece - PIECES);
    for (let one = first; one <= piece; one += 1) {
      this.ring[this.place(one)] = 0;
    }
    this.newest = piece;
  }

  /** Added up anew, as a running sum of fractions would drift. */
  private total(): number {
    let sum = 0;
    for (const spent of this.ring) sum += spent;
    return sum;
  }

  private spentIn(piece: number): number {
    return this.ring[this.place(piece)] ?? 0;
  }

  private place(piece: number): number {
    return ((piece % (PIECES + 1)) + PIECES + 1) % (PIECES + 1);
  }
}
