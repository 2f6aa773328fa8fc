import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AuditAction } from '@millrace/model';
import type { PoolClient } from 'pg';
import { systemActor } from '../access/actor.ts';
import { AuditService } from '../audit/audit.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import { KEPT_MS } from './hook-secrets.ts';
import { decide, type Outcome } from './next-step.ts';
import { CALLS_MS, RegistrationCalls, type Done } from './registration-calls.ts';
import type { LeasedRegistration, RegistrationRow } from './registration.ts';
import { RegistrationStore } from './registration.store.ts';

/** Publishing wakes the worker of its own process; others look this often. */
const POLL_MS = 1_000;
/** Longer than the calls of a job can take. */
const LEASE_MS = CALLS_MS + 30_000;
const AT_ONCE = 8;
const SWEEP_MS = 600_000;

/**
 * Makes, looks after and removes the webhooks of flows. What is due is leased, so that one process
 * works on a row; that calls are made is stored before they are, and what came of them after, if the
 * lease still holds. So a process that dies leaves a row that another goes on with.
 */
@Injectable()
export class RegistrationWorker {
  private readonly logger = new Logger(RegistrationWorker.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private again = false;
  private sweptAt = 0;

  constructor(
    @Inject(RegistrationStore) private readonly store: RegistrationStore,
    @Inject(RegistrationCalls) private readonly calls: RegistrationCalls,
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopping.abort();
    await this.ticking;
  }

  /** Looks at once; nothing in a process that does not work. */
  wake(): void {
    if (this.timer === undefined) return;
    this.again = true;
    this.ticking ??= this.work().finally(() => (this.ticking = undefined));
  }

  /** Does what is due at this instant, until nothing is. */
  async tick(now: Date): Promise<void> {
    const until = new Date(now.getTime() + LEASE_MS);
    for (;;) {
      const leased = await this.store.lease(now, until, AT_ONCE);
      if (leased.length === 0) break;
      await Promise.all(leased.map((row) => this.attend(row, now)));
      if (this.stopping.signal.aborted) return;
    }
    if (now.getTime() - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now.getTime();
    await this.store.sweep(new Date(now.getTime() - KEPT_MS));
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      try {
        await this.tick(new Date());
      } catch (error) {
        this.logger.warn(`Could not look after webhooks: ${String(error)}`);
      }
    }
  }

  /** A fault of the server leaves the lease to lapse: then it is tried again. */
  private async attend(leased: LeasedRegistration, now: Date): Promise<void> {
    try {
      const done = await this.calls.perform(leased, now, this.stopping.signal);
      // A call that was cut short because the process stops says nothing of the application.
      if (this.stopping.signal.aborted && done.outcome.kind === 'failed') return;
      await this.store.transaction((tx) => this.keep(tx, leased, done, now));
    } catch (error) {
      this.logger.error({ err: error }, 'A webhook was not looked after');
      return;
    }
    const { workspaceId: workspace, flowId: id } = leased;
    this.feed.publish({ workspace, message: { kind: 'flow', id } });
  }

  private async keep(
    tx: PoolClient,
    { id, fence }: LeasedRegistration,
    { job, outcome, renewBeforeMs }: Done,
    now: Date,
  ): Promise<void> {
    const row = await this.store.held(tx, id, fence);
    if (row === undefined) {
      this.logger.warn(`A lease of the webhook ${id} was lost: what came of the call is not kept.`);
      return;
    }
    const { change, audit } = decide(row, outcome, { job, now, renewBeforeMs });
    await this.store.save(tx, row, change);
    if (audit !== undefined) await this.record(tx, row, audit, outcome);
  }

  private record(
    tx: PoolClient,
    row: RegistrationRow,
    action: AuditAction,
    outcome: Outcome,
  ): Promise<void> {
    const { workspaceId, flowId: id, flowName: name, source, connection } = row;
    const error = outcome.kind === 'failed' ? { error: outcome.error.code } : {};
    return this.audit.record(tx, systemActor(workspaceId, 'worker'), {
      ...{ action, thing: { kind: 'flow', id, name } },
      summary: { source, connection, ...error },
    });
  }
}
