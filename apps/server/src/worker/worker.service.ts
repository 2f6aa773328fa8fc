import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChangeFeed } from '../stream/change-feed.ts';
import { RunExecutor } from './run-executor.ts';
import { WorkerStore, type Lease } from './worker.store.ts';

/** A lapsed lease is taken over by another worker after this time. */
export const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
/** Polling is the fallback: notifications wake a worker at once. */
const POLL_MS = 1_000;
/** Runs of one process at a time. */
const SLOTS = 64;
const DRAIN_MS = 25_000;

/**
 * Runs due runs, up to SLOTS at once. States: stopped → working → draining → stopped. A run comes
 * here either handed over by intake right after its commit, already leased, or by claiming.
 */
@Injectable()
export class WorkerService {
  private readonly logger = new Logger(WorkerService.name);
  private readonly running = new Map<string, { lease: Lease; done: Promise<void> }>();
  private reserved = 0;
  private working = false;
  private ticking: Promise<void> | undefined;
  private tickAgain = false;
  private timers: NodeJS.Timeout[] = [];
  private unsubscribe: (() => void) | undefined;

  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(RunExecutor) private readonly executor: RunExecutor,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  start(): void {
    this.working = true;
    this.unsubscribe = this.feed.subscribe((change) => {
      if (change.work === true) this.wake();
    });
    this.timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => void this.renew(), RENEW_MS),
    ];
    this.wake();
  }

  /** Keeps a slot for a run about to be stored; false when this process is full or stopping. */
  reserve(): boolean {
    if (!this.working || this.freeSlots() <= 0) return false;
    this.reserved += 1;
    return true;
  }

  /** Uses a reserved slot: runs the leased run, or frees the slot when there is none. */
  redeem(lease: Lease | undefined): void {
    this.reserved -= 1;
    if (lease !== undefined) this.run(lease);
  }

  /** Claims what is due and starts it. Resolves when the claimed runs are started. */
  async tick(): Promise<void> {
    const free = this.freeSlots();
    if (!this.working || free <= 0) return;
    const leases = await this.store.claim(free, LEASE_MS);
    for (const lease of leases) this.run(lease);
    if (leases.length === free) this.tickAgain = true;
  }

  /** Resolves when no run of this process is going on. */
  async idle(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.all([...this.running.values()].map(({ done }) => done));
    }
  }

  /** Ends without losing anything: no new claims, running steps finish, the rest is given back. */
  async drain(): Promise<void> {
    this.working = false;
    this.unsubscribe?.();
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await this.ticking;
    await Promise.race([this.idle(), timeout]);
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([...this.running.values()].map(({ lease }) => this.store.giveBack(lease)));
  }

  private freeSlots(): number {
    return SLOTS - this.running.size - this.reserved;
  }

  private wake(): void {
    if (!this.working) return;
    if (this.ticking !== undefined) {
      this.tickAgain = true;
      return;
    }
    this.tickAgain = false;
    this.ticking = this.tick()
      .catch((error: unknown) => this.logger.warn(`Could not claim runs: ${String(error)}`))
      .finally(() => {
        this.ticking = undefined;
        if (this.tickAgain && this.freeSlots() > 0) this.wake();
      });
  }

  private run(lease: Lease): void {
    const done = this.executor
      .execute(lease)
      .catch((error: unknown) => {
        // The lease lapses by itself, and the run is taken up again where its results end.
        this.logger.error(`Run ${lease.runId} was interrupted: ${String(error)}`);
      })
      .finally(() => {
        this.running.delete(lease.runId);
        if (this.tickAgain) this.wake();
      });
    this.running.set(lease.runId, { lease, done });
  }

  private async renew(): Promise<void> {
    const leases = [...this.running.values()].map(({ lease }) => lease);
    if (leases.length === 0) return;
    await this.store
      .renew(leases, LEASE_MS)
      .catch((error: unknown) => this.logger.warn(`Could not renew leases: ${String(error)}`));
  }
}
