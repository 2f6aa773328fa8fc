import type { LeasedRun } from '../worker/leased-run.ts';

/** Injection token of {@link Dispatch}. */
export const DISPATCH = Symbol('dispatch');

/** How a run that was just stored gets going. The worker of this process implements it. */
export interface Dispatch {
  /**
   * Keeps a place for a run about to be stored, waiting a moment when this process is busy; false
   * when it is full or stopping. Then `take` the run, or `release` the place.
   */
  reserve(bytes: number): boolean | Promise<boolean>;
  release(bytes: number): void;
  /** Runs a run that was stored leased to this process, in its reserved place. */
  take(run: LeasedRun): void;
  /** Says that a run any worker may claim was stored. */
  notifyWork(): void;
}
