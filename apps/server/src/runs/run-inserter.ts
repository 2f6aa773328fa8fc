import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { insertEvents } from '../events/insert-events.ts';
import { insertRuns, NO_LINEAGE } from './insert-runs.ts';

/** A run of a flow that any worker may take at once. */
interface FreeRun {
  id: string;
  workspaceId: string;
  flowId: string;
  version: number;
  gated: boolean;
  eventId: string;
}

/** A run that another one asks for, with what it sees as its event. */
export interface CalledRun extends FreeRun {
  /** Names the run in idempotency keys. */
  keyId: string;
  parentId: string;
  depth: number;
  /** JSON. */
  body: Buffer;
}

/** Makes runs that do not come with a delivery: for stored events, and for calls. */
@Injectable()
export class RunInserter {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** A new run for a stored event; `done` belongs to the same transaction. */
  async start(run: FreeRun, done: (tx: PoolClient) => Promise<void>): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      await tx.query(START, columnsOf(run));
      await done(tx);
    });
  }

  /** The run that a call step asks for, with its event; nothing when both are there. */
  async startCalled(run: CalledRun): Promise<void> {
    await this.pool.query(START_CALLED, [
      ...columnsOf(run),
      ...[run.keyId, run.parentId, run.depth],
      ...[run.body, JSON.stringify([['content-type', 'application/json']])],
    ]);
  }
}

function columnsOf(run: FreeRun): unknown[] {
  return [run.id, run.workspaceId, run.flowId, run.version, run.gated, run.eventId];
}

const RUN = `SELECT $1::uuid AS id, $2::uuid AS workspace, $3::uuid AS flow, $4::integer AS version,
  $6::uuid AS event, NULL::timestamptz AS leased_until, now() AS created, $5::boolean AS gated,
  NULL::bytea AS order_key`;

const START = `
  WITH run AS (${insertRuns(`${RUN}, ${NO_LINEAGE}`)})
  UPDATE events SET run_id = $1 WHERE id = $6 AND run_id IS NULL`;

const START_CALLED = `
  WITH event AS (${insertEvents(`
    SELECT $6::uuid AS id, $2::uuid AS workspace, $3::uuid AS flow, 'call' AS kind,
      'accepted' AS verdict, NULL::text AS reason, 'POST' AS method, '' AS query,
      $11::text AS headers, $10::bytea AS body, now() AS received, $1::uuid AS run,
      NULL::uuid AS delivery, NULL::bytea AS item`)}
    ON CONFLICT (id) DO NOTHING
  )
  ${insertRuns(`${RUN}, NULL::uuid AS origin, $7::uuid AS key, $8::uuid AS parent,
    $9::smallint AS depth`)}
  ON CONFLICT (id) DO NOTHING`;
