/** An expired lease is taken over by another worker after this time. */
export const LEASE_MS = 15_000;

/** The right to run one run until the lease expires. Every write carries the fence. */
export interface Lease {
  runId: string;
  fence: number;
  /** When it was taken or renewed, on this process's monotonic clock; never later than the database says. */
  takenAt: number;
  /** How often a process ended in the middle of the run without storing a result; 0 when left out. */
  stops?: number;
  /** True when the last time nothing else was under way: it is the run that ends the process. */
  guilty?: boolean;
}

/** Names a lease: the same run is leased under another fence each time. */
export function leaseKey({ runId, fence }: Pick<Lease, 'runId' | 'fence'>): string {
  return `${runId} ${fence}`;
}

/** True when the lease may have expired: another worker may run the run. */
export function mayHaveExpired(lease: Lease, now: number = performance.now()): boolean {
  return now - lease.takenAt >= LEASE_MS;
}
