import { bytesOf } from '../events/event.ts';
import { leaseKey, type Lease } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';
import { Roster } from './roster.ts';

/** Most runs that wait in memory. Runs beyond it are stored for any worker to claim. */
const MOST_RUNS = 1_024;
const MOST_BYTES = 16 * 1024 * 1024;
/** Events larger than this are never kept here: whoever runs them reads them from the database. */
const MOST_BYTES_EACH = 256 * 1024;
/** How long intake waits for a place when the queue is full but the worker keeps up. */
const MAX_WAIT_MS = 150;
/** The worker keeps up when it took at least this many runs out during the last MAX_WAIT_MS. */
const MOVING = 40;

interface Waiting {
  bytes: number;
  decide: (room: boolean) => void;
}

/**
 * Runs that intake has stored, already leased to this process, and that wait in memory for the worker.
 * Intake reserves a place before it stores a run and puts the run there afterwards. When the queue
 * is full but the worker keeps up, intake waits up to MAX_WAIT_MS for a place, because a run that is
 * stored without a lease and claimed later costs three times as much as one handed over.
 */
export class LocalQueue {
  private readonly queue = new Roster<LeasedRun>();
  private readonly waiting: Waiting[] = [];
  private reserved = 0;
  private bytes = 0;
  private left = 0;
  private leftSince = 0;
  private moving = false;

  /** Places in use: runs that wait, and places reserved for runs that are being stored. */
  get size(): number {
    return this.queue.size + this.reserved;
  }

  /** Reserves a place for a run with a body of so many bytes; false when there is none. */
  reserve(bytes: number): boolean | Promise<boolean> {
    if (bytes > MOST_BYTES_EACH) return false;
    if (this.waiting.length === 0 && this.hasRoom(bytes)) {
      this.hold(bytes);
      return true;
    }
    return this.isMoving() && this.waiting.length < MOST_RUNS ? this.room(bytes) : false;
  }

  /** Releases a reserved place that is not used after all. */
  release(bytes: number): void {
    this.reserved -= 1;
    this.bytes -= bytes;
    this.admit();
  }

  /** Puts a run into a place that was reserved for it. */
  put(run: LeasedRun): void {
    this.reserved -= 1;
    this.queue.set(leaseKey(run.lease), run);
  }

  /** Takes the oldest run out. */
  next(): LeasedRun | undefined {
    const run = this.queue.takeFirst();
    if (run === undefined) return undefined;
    this.bytes -= bytesOf(run.event);
    this.count();
    this.admit();
    return run;
  }

  remove(lease: Lease): void {
    const run = this.queue.take(leaseKey(lease));
    if (run !== undefined) this.bytes -= bytesOf(run.event);
  }

  leases(): Lease[] {
    return this.queue.values().map(({ lease }) => lease);
  }

  /** Empties the queue and refuses a place to everyone who waits for one. */
  clear(): LeasedRun[] {
    const left = this.queue.clear();
    for (const { decide } of this.waiting.splice(0)) decide(false);
    return left;
  }

  private hasRoom(bytes: number): boolean {
    return this.size < MOST_RUNS && this.bytes + bytes <= MOST_BYTES;
  }

  private hold(bytes: number): void {
    this.reserved += 1;
    this.bytes += bytes;
  }

  private room(bytes: number): Promise<boolean> {
    return new Promise((resolve) => {
      const entry: Waiting = {
        bytes,
        decide: (room) => {
          clearTimeout(timer);
          resolve(room);
        },
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        resolve(false);
      }, MAX_WAIT_MS);
      this.waiting.push(entry);
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!this.hasRoom(next.bytes)) return;
      this.waiting.shift();
      this.hold(next.bytes);
      next.decide(true);
    }
  }

  private count(): void {
    const now = performance.now();
    this.left += 1;
    if (now - this.leftSince < MAX_WAIT_MS) return;
    this.moving = this.left >= MOVING;
    this.left = 0;
    this.leftSince = now;
  }

  private isMoving(): boolean {
    return this.moving && performance.now() - this.leftSince < 2 * MAX_WAIT_MS;
  }
}
