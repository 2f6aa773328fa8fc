const MEGABYTE = 1_048_576;
/** Much more than the caches of the library hold. */
const MOST_GROWTH_MB = 96;
/** The share of the run after which caches are full and code is compiled. */
const SETTLED = 0.4;
const LOOKS = 20;

/** Watches the heap, collected each time, from when the caches are full to the end. */
export class Memory {
  private next = 0;
  private settled: number | undefined;
  private last = 0;

  /** With two measures of how much of the run is done; the larger one counts. */
  look(byCases: number, byTime: number): void {
    const done = Math.max(byCases, byTime);
    if (done < this.next) return;
    this.next = done + 1 / LOOKS;
    this.last = collected();
    if (done >= SETTLED) this.settled ??= this.last;
  }

  /** How the heap has grown, when that is too much. */
  grown(): string | undefined {
    this.last = collected();
    const growth = this.last - (this.settled ?? this.last);
    if (growth < MOST_GROWTH_MB) return undefined;
    return `${growth.toFixed(0)} MB more at the end, ${this.last.toFixed(0)} MB`;
  }
}

function collected(): number {
  if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed / MEGABYTE;
}
