import { Inject, Injectable } from '@nestjs/common';
import { toStepError } from '@millrace/engine';
import type { AppError } from '@millrace/model';
import type { Pool } from 'pg';
import { Batcher } from '../database/batcher.ts';
import { isDataError } from '../database/data-error.ts';
import { intArray, uuidArray } from '../database/pg-arrays.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import {
  CLAIM,
  CLAIM_BY_FLOW,
  LEASED_UNTIL,
  MARK_ALONE,
  MOST_EACH,
  MOST_IN_TURN,
  NEXT_FLOWS,
  type ClaimedRow,
} from './claim.sql.ts';
import { leaseKey, type Lease } from './lease.ts';
import { saveColumns, saveStatement, sizeOf, type Save } from './save.sql.ts';

const LANES = 1;
/** Results that come within this time share a commit; nobody waits for them but the next step. */
const GAP_MS = 5;
const MAX_BATCH = 256;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const LARGE_SAVE = 256 * 1024;
const NO_FLOW = '00000000-0000-0000-0000-000000000000';

/** A run that was ended because it cannot go on. */
export interface AbandonedRun {
  id: string;
  workspace: string;
  flow: string;
}

/** The queue: claims, leases and results of runs. One SQL verb a method. */
@Injectable()
export class WorkerStore {
  private readonly saves: Batcher<Save, boolean>;
  /** Large results go a way of their own, so that nobody's next step waits for 25 MB of another. */
  private readonly largeSaves: Batcher<Save, boolean>;
  /** True when the last claim left something behind. */
  private backlog = false;
  /** Where the next turn of the flows begins. */
  private lastFlow = NO_FLOW;

  constructor(@Inject(RUN_POOL) private readonly pool: Pool) {
    this.saves = this.batcher();
    this.largeSaves = this.batcher();
  }

  private batcher(): Batcher<Save, boolean> {
    return new Batcher<Save, boolean>({
      run: (saves) => this.write(saves),
      lanes: LANES,
      gapMs: GAP_MS,
      maxItems: MAX_BATCH,
      maxBytes: MAX_BATCH_BYTES,
      sizeOf,
      keyOf: ({ lease }) => lease.runId,
      isolates: isDataError,
    });
  }

  /**
   * Takes up to `limit` runs that are due: new ones, waiting ones whose time has come, and ones
   * whose lease expired. SKIP LOCKED lets many workers claim at once without waiting for each other.
   * The oldest come first; but once there are more than `limit`, flows take turns, so that the
   * backlog of one does not hold up the others.
   */
  async claim(limit: number): Promise<Lease[]> {
    const leases = this.backlog ? await this.claimInTurn(limit) : [];
    if (leases.length < limit) {
      leases.push(...(await this.claimWith('claim', CLAIM, [limit - leases.length])));
    }
    this.backlog = leases.length >= limit;
    return leases;
  }

  /** Goes round the flows that have runs to do, some of them each time. */
  private async claimInTurn(limit: number): Promise<Lease[]> {
    const { rows } = await queryWithTimeout<{ flow: string }>(this.pool, {
      name: 'next-flows',
      text: NEXT_FLOWS,
      values: [this.lastFlow],
    });
    const flows = rows.slice(0, limit).map(({ flow }) => flow);
    this.lastFlow = rows.length < MOST_IN_TURN ? NO_FLOW : (flows.at(-1) ?? NO_FLOW);
    if (flows.length === 0) return [];
    const each = Math.min(MOST_EACH, Math.floor(limit / flows.length));
    return this.claimWith('claim-by-flow', CLAIM_BY_FLOW, [each, uuidArray(flows)]);
  }

  private async claimWith(
    name: string,
    text: string,
    values: (Buffer | number)[],
  ): Promise<Lease[]> {
    const takenAt = performance.now();
    const { rows } = await queryWithTimeout<ClaimedRow>(this.pool, { name, text, values });
    return rows.map((row) => ({ ...row, takenAt }));
  }

  /** Notes that a run is the only one of its process, or no longer; false when the lease was lost. */
  async markAlone({ runId, fence }: Lease, alone: boolean): Promise<boolean> {
    const values = [runId, fence, alone];
    const { rowCount } = await queryWithTimeout(this.pool, { text: MARK_ALONE, values });
    return rowCount === 1;
  }

  /** Keeps leases from expiring; gives those that still hold. */
  async renew(leases: readonly Lease[]): Promise<Lease[]> {
    const ordered = [...leases].sort((a, b) => (a.runId < b.runId ? -1 : 1));
    const { rows } = await queryWithTimeout<Pick<Lease, 'runId' | 'fence'>>(this.pool, {
      name: 'renew',
      text: RENEW,
      values: leaseColumns(ordered),
    });
    const kept = new Set(rows.map(leaseKey));
    return leases.filter((lease) => kept.has(leaseKey(lease)));
  }

  /** Releases leases, so that another worker claims the runs at once. */
  async release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await queryWithTimeout(this.pool, {
      name: 'release',
      text: RELEASE,
      values: leaseColumns(leases),
    });
  }

  /** Ends runs that cannot go on as failed, and wakes those that wait for them. */
  async abandon(leases: readonly Lease[], error: AppError): Promise<AbandonedRun[]> {
    const stored = JSON.stringify(toStepError(error));
    const { rows } = await queryWithTimeout<AbandonedRun>(this.pool, {
      text: ABANDON,
      values: [...leaseColumns(leases), stored],
    });
    return rows;
  }

  /** For a process that owns the database alone: the leases of its dead predecessor expire now. */
  async expireAll(): Promise<number> {
    let expired = 0;
    // Each has an index of its own; without naming it all runs there ever were would be read.
    for (const gated of ['gated', 'NOT gated']) {
      const { rowCount } = await queryWithTimeout(this.pool, {
        text: `UPDATE runs SET available_at = now()
          WHERE ${gated} AND status = 'running' AND available_at > now()`,
      });
      expired += rowCount ?? 0;
    }
    return expired;
  }

  /**
   * Stores results of a run; those of many runs share a commit. False when the fence no longer
   * holds: another worker has the run, or it was cancelled, and nothing was written.
   */
  save(save: Save): Promise<boolean> {
    return (sizeOf(save) > LARGE_SAVE ? this.largeSaves : this.saves).add(save);
  }

  private async write(saves: readonly Save[]): Promise<boolean[]> {
    const { rows } = await queryWithTimeout<{ id: string }>(this.pool, {
      ...saveStatement(saves),
      values: saveColumns(saves),
    });
    const written = new Set(rows.map(({ id }) => id));
    return saves.map(({ lease }) => written.has(lease.runId));
  }
}

function leaseColumns(leases: readonly Lease[]): Buffer[] {
  return [uuidArray(leases.map(({ runId }) => runId)), intArray(leases.map(({ fence }) => fence))];
}

const RENEW = `
  UPDATE runs SET available_at = ${LEASED_UNTIL}
  FROM unnest($1::uuid[], $2::integer[]) AS held (run, held_fence)
  WHERE id = run AND fence = held_fence AND status = 'running'
  RETURNING id AS "runId", fence`;

const ABANDON = `
  WITH ended AS (
    UPDATE runs SET status = 'failed', error = $3::text, finished_at = now()
    FROM unnest($1::uuid[], $2::integer[]) AS held (run, held_fence)
    WHERE id = run AND fence = held_fence AND status = 'running'
    RETURNING id, workspace_id, flow_id, parent_id
  ), woken AS (
    UPDATE runs SET available_at = now() FROM ended
    WHERE runs.id = ended.parent_id AND runs.status = 'waiting'
  )
  SELECT id, workspace_id AS workspace, flow_id AS flow FROM ended`;

const RELEASE = `
  UPDATE runs SET status = 'queued', available_at = now()
  FROM unnest($1::uuid[], $2::integer[]) AS held (run, held_fence)
  WHERE id = run AND fence = held_fence AND status = 'running'`;
