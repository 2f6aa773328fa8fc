import { Inject, Injectable } from '@nestjs/common';
import type { FlowDocument } from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { boolArray, floatArray, intArray, uuidArray } from '../database/pg-arrays.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { FlowService } from '../flows/flow.service.ts';
import {
  CLAIM_GATED,
  HOLD_GATES,
  MAKE_GATES,
  MOVE_GATES,
  NEXT_GATES,
  type GatedRow,
} from './gates.sql.ts';
import type { Lease } from './lease.ts';
import { creditOf, rateOf, type Rate } from './rate.ts';

export interface GateClaim {
  leases: Lease[];
  /** True when there is more that may start at once. */
  more: boolean;
  /** When there is something to do again: a rate lets the next run start, or flows are left. */
  wakeInMs: number | undefined;
}

/** Flows that share a transaction: about as long as one alone, which is six round trips. */
const GATES_TOGETHER = 64;
/** Flows that one claim looks at; the others have their turn in the next ones. */
const MOST_GATES = 4 * GATES_TOGETHER;
/** When the next ones have their turn, and those whose gate another process held. */
const LOOK_AGAIN_MS = 50;
/** A gate that is held longer is given up: the database is in trouble. */
const GATE_MS = 10_000;
const NO_FLOW = '00000000-0000-0000-0000-000000000000';

/**
 * Claims runs of flows that have limits or an order. Each flow has a gate: a row that one process
 * at a time holds while it decides what may start. What may not stays in the queue; nothing is
 * dropped.
 */
@Injectable()
export class ConcurrencyLimiter {
  /** The flow that was looked at last: those behind it come first, so that each has its turn. */
  private lastFlow = NO_FLOW;

  constructor(
    @Inject(RUN_POOL) private readonly pool: Pool,
    @Inject(FlowService) private readonly flows: FlowService,
  ) {}

  /** Takes up to `limit` runs through their gates, from all flows in turn. */
  async claim(limit: number): Promise<GateClaim> {
    const claim: GateClaim = { leases: [], more: false, wakeInMs: undefined };
    if (limit <= 0) return claim;
    const flows = await this.nextFlows();
    if (flows.length === MOST_GATES) claim.wakeInMs = LOOK_AGAIN_MS;
    const share = Math.max(1, Math.floor(limit / Math.max(1, flows.length)));
    for (let from = 0; from < flows.length;) {
      const room = limit - claim.leases.length;
      if (room <= 0) return { ...claim, more: true };
      const together = flows.slice(from, from + Math.min(GATES_TOGETHER, room));
      from += together.length;
      this.lastFlow = together.at(-1) ?? NO_FLOW;
      const passed = await this.passGates(together, Math.min(share, room));
      claim.leases.push(...passed.leases);
      claim.more ||= passed.more;
      claim.wakeInMs = earliest(claim.wakeInMs, passed.wakeInMs);
    }
    return claim;
  }

  /** Flows with runs that are due, from where the last claim ended and round to there again. */
  private async nextFlows(): Promise<string[]> {
    const behind = await this.flowsBehind(this.lastFlow, MOST_GATES);
    const left = MOST_GATES - behind.length;
    if (left === 0 || this.lastFlow === NO_FLOW) return behind;
    const before = await this.flowsBehind(NO_FLOW, left);
    return [...behind, ...before.filter((flow) => flow <= this.lastFlow)];
  }

  private async flowsBehind(flow: string, most: number): Promise<string[]> {
    const { rows } = await queryWithTimeout<{ flow: string }>(this.pool, {
      name: 'next-gates',
      text: NEXT_GATES,
      values: [flow, most],
    });
    return rows.map((row) => row.flow);
  }

  /** Of a flow that cannot be read, or is no more, all runs pass, and end saying so. */
  private async passGates(flows: readonly string[], share: number): Promise<GateClaim> {
    const documents = await this.flows.liveDocumentsOf(flows);
    return inTransaction(
      this.pool,
      (client) => throughGates(client, flows, documents, share),
      GATE_MS,
    );
  }
}

/** A gate that this process holds. */
interface Gate {
  flow: string;
  waitMs: number;
}

/** A gate with the rules of its flow. */
interface RuledGate extends Gate {
  rate: Rate | undefined;
  concurrency: number | undefined;
  ordered: boolean;
}

async function throughGates(
  client: PoolClient,
  flows: readonly string[],
  documents: ReadonlyMap<string, FlowDocument>,
  share: number,
): Promise<GateClaim> {
  const ids = uuidArray(flows);
  const gone = await client.query<{ flow: string }>(MAKE_GATES, [ids]);
  const held = await client.query<Gate>(HOLD_GATES, [ids]);
  const open = gone.rows.map(({ flow }) => ({ flow, waitMs: 0 }));
  const gates = [...held.rows, ...open].map((gate) => ruled(gate, documents.get(gate.flow)));
  const takenAt = performance.now();
  const rows = await claimThrough(client, gates, share);
  await moveOn(client, gates, rows);
  const waits = gates.flatMap(({ rate, waitMs }) =>
    rate === undefined ? [] : [Math.max(waitMs, rate.spacingMs)],
  );
  if (gates.length < flows.length) waits.push(LOOK_AGAIN_MS);
  return {
    leases: rows.map(({ runId, fence, stops, guilty }) => ({
      ...{ runId, fence, stops, guilty },
      takenAt,
    })),
    more: gates.some(({ flow }) => rows.filter((row) => row.flow === flow).length === share),
    wakeInMs: waits.length === 0 ? undefined : Math.min(...waits),
  };
}

function ruled(gate: Gate, document: FlowDocument | undefined): RuledGate {
  const limits = document?.limits ?? {};
  const ordered = document?.order_by !== undefined;
  return { ...gate, rate: rateOf(limits), concurrency: limits.concurrency, ordered };
}

async function claimThrough(
  client: PoolClient,
  gates: readonly RuledGate[],
  share: number,
): Promise<GatedRow[]> {
  const credits = gates.map(({ rate, waitMs }) =>
    rate === undefined ? null : creditOf(rate, waitMs),
  );
  const { rows } = await client.query<GatedRow>({
    // Planning it takes longer than doing it.
    name: 'claim-gated',
    text: CLAIM_GATED,
    values: [
      uuidArray(gates.map(({ flow }) => flow)),
      intArray(gates.map(({ concurrency }) => concurrency ?? null)),
      intArray(credits),
      boolArray(gates.map(({ ordered }) => ordered)),
      share,
    ],
  });
  return rows;
}

/** Notes the starts of flows that have a rate. */
async function moveOn(
  client: PoolClient,
  gates: readonly RuledGate[],
  rows: readonly GatedRow[],
): Promise<void> {
  const moves = gates.flatMap(({ flow, rate }) => {
    const started = rows.filter((row) => row.flow === flow && row.fresh).length;
    return rate === undefined || started === 0 ? [] : [{ flow, rate, started }];
  });
  if (moves.length === 0) return;
  await client.query(MOVE_GATES, [
    uuidArray(moves.map(({ flow }) => flow)),
    floatArray(moves.map(({ rate }) => rate.catchUp * rate.spacingMs)),
    floatArray(moves.map(({ rate, started }) => started * rate.spacingMs)),
  ]);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
