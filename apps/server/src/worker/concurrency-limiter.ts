import { Inject, Injectable } from '@nestjs/common';
import { isAppError, parseDuration, type FlowDocument, type Limits } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { FlowService } from '../flows/flow.service.ts';
import { BEFORE, CLAIMED, CLAIM_RESULT, type ClaimedRow } from './claim.sql.ts';
import type { Lease } from './lease.ts';

export interface GateClaim {
  leases: Lease[];
  /** True when there is more that may start at once. */
  more: boolean;
  /** When a rate lets the next run start. */
  wakeInMs: number | undefined;
}

/** Runs that came due within this time may start together although the rate spaces them evenly. */
const CATCH_UP_MS = 50;
/** A gate that is held longer is given up: the database is in trouble. */
const GATE_MS = 10_000;

/**
 * Claims runs of flows that have limits or an order. Each flow has a gate: a row that one process
 * at a time holds while it decides what may start. What may not stays in the queue; nothing is
 * dropped.
 */
@Injectable()
export class ConcurrencyLimiter {
  private lastFlow = '';

  constructor(
    @Inject(RUN_POOL) private readonly pool: Pool,
    @Inject(FlowService) private readonly flows: FlowService,
  ) {}

  /** Takes up to `limit` runs through their gates, over all flows. */
  async claim(limit: number): Promise<GateClaim> {
    const claim: GateClaim = { leases: [], more: false, wakeInMs: undefined };
    if (limit <= 0) return claim;
    const { rows } = await queryWithTimeout<{ flow: string }>(this.pool, {
      name: 'gates',
      text: GATES,
    });
    for (const flow of this.inTurn(rows.map((row) => row.flow))) {
      const room = limit - claim.leases.length;
      if (room <= 0) {
        claim.more = true;
        break;
      }
      this.lastFlow = flow;
      const through = await this.passGate(flow, room);
      claim.leases.push(...through.leases);
      claim.more ||= through.leases.length === room;
      claim.wakeInMs = earliest(claim.wakeInMs, through.wakeInMs);
    }
    return claim;
  }

  /** The flows behind the one that was looked at last come first, so that each has its turn. */
  private inTurn(flows: readonly string[]): string[] {
    const later = flows.filter((flow) => flow > this.lastFlow);
    return [...later, ...flows.filter((flow) => flow <= this.lastFlow)];
  }

  private async passGate(flowId: string, room: number): Promise<GateClaim> {
    const document = await this.liveDocument(flowId);
    return await inTransaction(
      this.pool,
      (client) => throughGate(client, flowId, document, room),
      GATE_MS,
    );
  }

  /** Undefined also for one that cannot be read: its runs pass, and end saying so. */
  private async liveDocument(flowId: string): Promise<FlowDocument | undefined> {
    try {
      return await this.flows.liveDocument(flowId);
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }
}

async function throughGate(
  client: PoolClient,
  flowId: string,
  document: FlowDocument | undefined,
  room: number,
): Promise<GateClaim> {
  const closed: GateClaim = { leases: [], more: false, wakeInMs: undefined };
  const gate = await holdGate(client, flowId);
  if (gate === undefined) return closed;
  const limits = document?.limits ?? {};
  const free = await freePlaces(client, flowId, limits, room);
  if (free <= 0) return closed;
  const rate = rateOf(limits);
  const mayStart = rate === undefined ? free : Math.min(free, credit(rate, gate.waitMs));
  const takenAt = performance.now();
  const { rows } = await client.query<ClaimedRow & { fresh: boolean }>(
    document?.order_by === undefined ? CLAIM_ANY : CLAIM_IN_ORDER,
    [flowId, free, mayStart],
  );
  const started = rows.filter(({ fresh }) => fresh).length;
  if (rate !== undefined && started > 0) {
    await client.query(MOVE_GATE, [
      flowId,
      rate.catchUp * rate.spacingMs,
      started * rate.spacingMs,
    ]);
  }
  return {
    leases: rows.map(({ runId, fence, stops, guilty }) => ({
      runId,
      fence,
      stops,
      guilty,
      takenAt,
    })),
    more: false,
    wakeInMs: rate === undefined ? undefined : Math.max(gate.waitMs, rate.spacingMs),
  };
}

/** The gate of a flow, held until the transaction ends; undefined while another process holds it. */
async function holdGate(
  client: PoolClient,
  flowId: string,
): Promise<{ waitMs: number } | undefined> {
  await client.query(
    `INSERT INTO flow_gates (flow_id) SELECT id FROM flows WHERE id = $1
     ON CONFLICT DO NOTHING`,
    [flowId],
  );
  const { rows } = await client.query<{ waitMs: number }>(
    `SELECT greatest(-1e9, extract(epoch FROM greatest(next_at, now() - interval '1 day') - now())
       * 1000)::float8 AS "waitMs"
     FROM flow_gates WHERE flow_id = $1 FOR UPDATE SKIP LOCKED`,
    [flowId],
  );
  return rows[0];
}

async function freePlaces(
  client: PoolClient,
  flowId: string,
  { concurrency }: Limits,
  room: number,
): Promise<number> {
  if (concurrency === undefined) return room;
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM runs
     WHERE gated AND flow_id = $1 AND status = 'running' AND available_at > now()`,
    [flowId],
  );
  return Math.min(room, concurrency - (rows[0]?.count ?? 0));
}

interface Rate {
  /** Time between two starts. */
  spacingMs: number;
  /** Starts that may be made up for at once. */
  catchUp: number;
}

function rateOf({ rate }: Limits): Rate | undefined {
  const per = rate === undefined ? undefined : parseDuration(rate.per);
  if (rate === undefined || per === undefined) return undefined;
  const spacingMs = Math.max(per, 1) / rate.runs;
  return { spacingMs, catchUp: Math.max(0, Math.ceil(CATCH_UP_MS / spacingMs) - 1) };
}

/** Starts that the rate allows now; `waitMs` is the time to the next one, negative when it passed. */
function credit({ spacingMs, catchUp }: Rate, waitMs: number): number {
  if (waitMs > 0) return 0;
  return 1 + Math.min(catchUp, Math.floor(-waitMs / spacingMs));
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

/** Flows with gated runs that are due: one probe of the index for each flow, however many runs wait. */
const GATES = `
  WITH RECURSIVE gate AS (
    (SELECT flow_id, available_at FROM runs
     WHERE gated AND status IN ('queued', 'running', 'waiting')
     ORDER BY flow_id, available_at LIMIT 1)
    UNION ALL
    SELECT next.flow_id, next.available_at FROM gate CROSS JOIN LATERAL (
      SELECT runs.flow_id, runs.available_at FROM runs
      WHERE gated AND status IN ('queued', 'running', 'waiting') AND runs.flow_id > gate.flow_id
      ORDER BY runs.flow_id, runs.available_at LIMIT 1
    ) AS next
  )
  SELECT flow_id AS flow FROM gate WHERE available_at <= now()`;

/** $2 places for runs that go on, of them $3 for runs that start. */
const claimWith = (condition: string): string => `
  UPDATE runs SET ${CLAIMED},
    started_at = coalesce(runs.started_at, clock_timestamp())
  FROM (
    SELECT * FROM (
      (SELECT ${BEFORE}, false AS fresh, 0 AS turn FROM runs
       WHERE gated AND flow_id = $1 AND status IN ('queued', 'running', 'waiting')
         AND available_at <= now() AND started_at IS NOT NULL ${condition}
       ORDER BY id LIMIT $2)
      UNION ALL
      (SELECT ${BEFORE}, true, 1 FROM runs
       WHERE gated AND flow_id = $1 AND status IN ('queued', 'running', 'waiting')
         AND available_at <= now() AND started_at IS NULL ${condition}
       ORDER BY id LIMIT $3)
    ) AS candidates ORDER BY turn, due LIMIT $2
  ) AS chosen
  WHERE id = due AND status IN ('queued', 'running', 'waiting') AND available_at <= now()
  RETURNING ${CLAIM_RESULT}, chosen.fresh`;

const CLAIM_ANY = claimWith('');

/** A run waits for every earlier one of its key, also while that one waits for its next try. */
const CLAIM_IN_ORDER = claimWith(`AND (order_key IS NULL OR NOT EXISTS (
  SELECT 1 FROM runs AS earlier
  WHERE earlier.gated AND earlier.flow_id = $1 AND earlier.order_key = runs.order_key
    AND earlier.status IN ('queued', 'running', 'waiting') AND earlier.id < runs.id))`);

/** The next start is one spacing after the last; what was not used is made up for only a little. */
const MOVE_GATE = `
  UPDATE flow_gates
  SET next_at = greatest(next_at, now() - $2::float8 * interval '1 millisecond')
    + $3::float8 * interval '1 millisecond'
  WHERE flow_id = $1`;
