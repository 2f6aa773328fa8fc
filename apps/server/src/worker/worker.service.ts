import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError, isAppError } from '@millrace/model';
import { ChangeFeed } from '../stream/change-feed.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { LocalQueue } from './local-queue.ts';
import { LEASE_MS, leaseKey, mayHaveExpired, type Lease } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { RunExecutor } from './run-executor.ts';
import { RunLoader, type LoadedRun } from './run-loader.ts';
import { Roster } from './roster.ts';
import { SoloQueue } from './solo-queue.ts';
import { WorkerStore } from './worker.store.ts';

const RENEW_MS = 2_500;
/** Younger leases are not renewed: most runs end within milliseconds. */
const RENEW_AFTER_MS = LEASE_MS / 3;
/** A worker is notified of new work; it also looks by itself this often, in case a notification was lost. */
const POLL_MS = 1_000;
/** Most runs that a process has under way; most of them wait for an answer from outside. */
const SLOTS = 256;
const MOST_CLAIMED = 128;
/** While there is a backlog, the next claim waits for this many free slots: one large claim costs less than many small ones. */
const REFILL = 48;
/** One in so many places of a claim is kept for flows with limits, which a backlog would leave none. */
const GATED_PART = 8;
const DRAIN_MS = 18_000;
/** A run that is suspected of ending the process is alone for this long, or until it ends. */
const ALONE_MS = 10_000;

interface Running {
  lease: Lease;
  abort: AbortController;
  done: Promise<void>;
}

/**
 * Executes runs, up to SLOTS at a time. States: stopped → working → draining → stopped. A run comes in
 * one of two ways: intake hands it over right after it was stored, already leased to this process
 * (reserve, then take); or the worker claims it from the database once it is due (tick).
 */
@Injectable()
export class WorkerService {
  private readonly logger = new Logger(WorkerService.name);
  private readonly running = new Roster<Running>();
  private readonly localQueue = new LocalQueue();
  private readonly solo = new SoloQueue();
  private working = false;
  private ticking: Promise<void> | undefined;
  private tickAgain = false;
  private timers: NodeJS.Timeout[] = [];
  /** When the next rate lets a run start. */
  private rateTimer: { at: number; timer: NodeJS.Timeout } | undefined;
  private stops: (() => void)[] = [];

  constructor(
    @Inject(WorkerStore) private readonly store: WorkerStore,
    @Inject(RunLoader) private readonly loader: RunLoader,
    @Inject(RunExecutor) private readonly executor: RunExecutor,
    @Inject(ConcurrencyLimiter) private readonly gates: ConcurrencyLimiter,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  start(): void {
    this.working = true;
    this.stops = [
      this.feed.onWork(() => this.wake()),
      this.feed.subscribe(({ message }) => {
        if (message.kind === 'run' && message.status === 'cancelled') this.cancelRun(message.id);
      }),
    ];
    this.timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => void this.renew(), RENEW_MS),
    ];
    this.wake();
  }

  /**
   * Reserves a place for a run that is about to be stored; may wait a moment while this process is
   * busy. False when it is full or stopping. Whoever got a place then calls `take` with the run, or
   * `release` when it was not stored after all.
   */
  reserve(bytes: number): boolean | Promise<boolean> {
    return this.working && !this.solo.blocks && this.localQueue.reserve(bytes);
  }

  release(bytes: number): void {
    this.localQueue.release(bytes);
  }

  /** Takes over a run that was stored and leased to this process, in the place reserved for it. */
  take(run: LeasedRun): void {
    this.localQueue.put(run);
    if (this.working) this.fill();
    else void this.releaseWaiting();
  }

  /** Ends every lease: only for the one process of a database, before it starts. */
  async expireAll(): Promise<void> {
    await this.store.expireAll();
  }

  /** Notifies all workers that a run was stored which any of them may claim. */
  notifyWork(): void {
    this.feed.publishWork();
  }

  /** Resolves when this process has no run under way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.all(this.running.values().map(({ done }) => done));
    }
  }

  /** Stops in order: claims nothing more, lets runs under way end, and releases the leases that are left. */
  async drain(): Promise<void> {
    this.working = false;
    for (const stop of this.stops) stop();
    await this.ticking;
    await this.releaseWaiting();
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([this.idle(), timeout]);
    for (const timer of this.timers) clearInterval(timer);
    const left = this.running.values();
    for (const { abort } of left) abort.abort();
    await this.store.release(left.map(({ lease }) => lease));
  }

  /** Claims what is due and starts it. Resolves when the claimed runs are started. */
  private async tick(): Promise<void> {
    const free = this.freeSlots();
    if (!this.working || free <= 0 || this.solo.blocks) return;
    const limit = Math.min(free, MOST_CLAIMED);
    const most = limit - Math.floor(limit / GATED_PART);
    const claimed = await this.store.claim(most);
    this.tickAgain ||= claimed.length === most;
    await this.startLeased(claimed);
    const gated = await this.gates.claim(limit - claimed.length);
    this.tickAgain ||= gated.more;
    if (gated.wakeInMs !== undefined) this.wakeIn(gated.wakeInMs);
    await this.startLeased(gated.leases);
  }

  /** Wakes this worker when a rate lets the next run start. One timer serves all rates. */
  private wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.rateTimer !== undefined && this.rateTimer.at <= at) return;
    clearTimeout(this.rateTimer?.timer);
    const timer = setTimeout(() => {
      this.rateTimer = undefined;
      this.wake();
    }, ms).unref();
    this.rateTimer = { at, timer };
  }

  private async startLeased(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    const { runs, failed } = await this.loader.load(leases.filter(({ guilty }) => guilty !== true));
    for (const run of runs) {
      if (this.isSuspect(run.lease, leases)) this.solo.put(run);
      else this.run(run);
    }
    this.startSolo();
    for (const lease of leases.filter(({ guilty }) => guilty === true)) {
      await this.abandon(lease, new AppError('RUN_STOPPED_SERVER', { times: lease.stops ?? 0 }));
    }
    for (const { lease, error } of failed) await this.abandon(lease, error);
  }

  /**
   * True when a process may have ended because of this run. With others under way at the first time
   * it gets a second one beside them, since a crash would otherwise run a thousand innocent runs one
   * after the other.
   */
  private isSuspect({ stops = 0 }: Lease, claimed: readonly Lease[]): boolean {
    const quiet = claimed.length === 1 && this.running.size === 0 && this.localQueue.size === 0;
    return stops > 1 || (stops === 1 && quiet);
  }

  /** Starts the next suspect once nothing else is under way. */
  private startSolo(): void {
    if (!this.working || this.running.size > 0) return;
    const run = this.solo.begin();
    if (run !== undefined) void this.runAlone(run);
  }

  private async runAlone(run: LoadedRun): Promise<void> {
    const { lease } = run;
    try {
      if (await this.store.markAlone(lease, true)) this.run(run);
      else this.solo.end(lease);
    } catch (error) {
      this.logger.warn(`Could not note that run ${lease.runId} runs alone: ${String(error)}`);
      this.solo.end(lease);
    }
    // One that only waits for an answer shall not hold up everything else.
    const timer = setTimeout(() => void this.trust(lease), ALONE_MS).unref();
    await this.running.get(leaseKey(lease))?.done;
    clearTimeout(timer);
    this.solo.end(lease);
    this.goOn();
  }

  /** Lets others begin beside a run that was alone for long enough. */
  private async trust(lease: Lease): Promise<void> {
    if (!this.solo.isAlone(lease)) return;
    try {
      await this.store.markAlone(lease, false);
      this.solo.end(lease);
      this.goOn();
    } catch (error) {
      this.logger.warn(
        `Could not note that run ${lease.runId} runs alone no longer: ${String(error)}`,
      );
    }
  }

  private goOn(): void {
    this.startSolo();
    this.fill();
    this.wake();
  }

  /** Ends a run that cannot go on. */
  private async abandon(lease: Lease, error: AppError): Promise<void> {
    for (const { id, workspace, flow } of await this.store.abandon([lease], error)) {
      const message = { kind: 'run', id, flow, status: 'failed' } as const;
      this.feed.publish({ workspace, message });
      this.feed.publishWork();
    }
  }

  /** Releases the leases of runs that were not begun. If that fails, they expire by themselves. */
  private async releaseWaiting(): Promise<void> {
    const leases = [...this.localQueue.clear().map(({ lease }) => lease), ...this.solo.clear()];
    await this.store
      .release(leases)
      .catch((error: unknown) =>
        this.logger.warn(
          `Could not release the leases of waiting runs; they expire by themselves: ${String(error)}`,
        ),
      );
  }

  private freeSlots(): number {
    return SLOTS - this.running.size - this.localQueue.size;
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
        if (this.tickAgain && this.freeSlots() >= REFILL) this.wake();
      });
  }

  /** Starts handed-over runs while there are slots. */
  private fill(): void {
    while (this.working && !this.solo.blocks && this.running.size < SLOTS) {
      const run = this.localQueue.next();
      if (run === undefined) return;
      this.run({ ...run, size: run.event.body.length, bodyRead: true });
    }
  }

  private run(run: LoadedRun): void {
    const { lease } = run;
    const key = leaseKey(lease);
    const abort = new AbortController();
    const entry: Running = { lease, abort, done: Promise.resolve() };
    this.running.set(key, entry);
    entry.done = this.executor
      .execute(run, abort.signal)
      .catch((error: unknown) => this.interrupted(lease, error))
      .finally(() => {
        this.running.take(key);
        if (run.gated) this.feed.publishWork();
        this.startSolo();
        this.fill();
        if (this.tickAgain && this.freeSlots() >= REFILL) this.wake();
      });
  }

  /** A lease that was not given up expires by itself, and its run goes on where its results end. */
  private async interrupted(lease: Lease, error: unknown): Promise<void> {
    this.logger.error(`Run ${lease.runId} was interrupted: ${String(error)}`);
    if (!isAppError(error) || error.code !== 'RUN_RESULTS_REFUSED') return;
    // Tried again, it would come to the same.
    await this.abandon(lease, error).catch((failure: unknown) =>
      this.logger.warn(`Could not end run ${lease.runId}: ${String(failure)}`),
    );
  }

  /** Stops what this process does for a run, under whatever leases. */
  private cancelRun(runId: string): void {
    for (const lease of this.held()) if (lease.runId === runId) this.cancel(lease);
  }

  /** Stops what is done under this lease: the run may be going on under a later one. */
  private cancel(lease: Lease): void {
    this.localQueue.remove(lease);
    this.solo.remove(lease);
    this.running.get(leaseKey(lease))?.abort.abort();
  }

  private held(): Lease[] {
    const running = this.running.values().map(({ lease }) => lease);
    return [...running, ...this.localQueue.leases(), ...this.solo.leases()];
  }

  private async renew(): Promise<void> {
    const now = performance.now();
    const due = this.held().filter((lease) => now - lease.takenAt > RENEW_AFTER_MS);
    if (due.length === 0) return;
    try {
      const kept = new Set(await this.store.renew(due));
      for (const lease of due) {
        if (kept.has(lease)) lease.takenAt = now;
        else this.cancel(lease);
      }
    } catch (error) {
      this.logger.warn(`Could not renew leases: ${String(error)}`);
      for (const lease of due) if (mayHaveExpired(lease)) this.cancel(lease);
    }
  }
}
