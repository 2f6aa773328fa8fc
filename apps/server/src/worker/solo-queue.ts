import type { Lease } from './lease.ts';
import type { LoadedRun } from './run-loader.ts';

/**
 * Runs in the middle of which a process ended, that have to show who it was: each of them is run
 * while nothing else is. States: free → waiting for the others to end → one run alone → free.
 */
export class SoloQueue {
  private readonly waiting: LoadedRun[] = [];
  private current: Lease | undefined;

  /** True while nothing else may begin. */
  get blocks(): boolean {
    return this.current !== undefined || this.waiting.length > 0;
  }

  put(run: LoadedRun): void {
    this.waiting.push(run);
  }

  /** The next run, which is alone from now on; undefined while one is, or when there is none. */
  begin(): LoadedRun | undefined {
    if (this.current !== undefined) return undefined;
    const run = this.waiting.shift();
    this.current = run?.lease;
    return run;
  }

  /** The run is not alone any more. */
  end(lease: Lease): void {
    if (this.current === lease) this.current = undefined;
  }

  isAlone(lease: Lease): boolean {
    return this.current === lease;
  }

  remove(lease: Lease): void {
    const index = this.waiting.findIndex((run) => run.lease === lease);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  leases(): Lease[] {
    return this.waiting.map(({ lease }) => lease);
  }

  clear(): Lease[] {
    return this.waiting.splice(0).map(({ lease }) => lease);
  }
}
