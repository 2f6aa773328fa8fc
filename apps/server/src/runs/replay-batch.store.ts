import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  parseJson,
  replayBatchRequestSchema,
  type ReplayBatch,
  type ReplayBatchRequest,
} from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { uuid7At, uuid7Floor } from '../database/uuid7.ts';
import type { Db, Origin } from './replay.store.ts';

interface Row {
  id: string;
  flowId: string;
  status: ReplayBatch['status'];
  total: number;
  started: number;
  rate: number;
  createdAt: Date;
  finishedAt: Date | null;
}

/** A replay of many runs whose next part is due. */
export interface DueBatch {
  id: string;
  workspaceId: string;
  request: ReplayBatchRequest;
  rate: number;
  cursor: string | null;
  lastRun: string;
}

const SUMMARY = `SELECT id, flow_id AS "flowId", status, total, started, rate,
  created_at AS "createdAt", finished_at AS "finishedAt" FROM replays`;

/** $1 workspace, $2 flow, $3 states, $4 after, $5 before as ids, $6 the last run there was. */
const MATCHING = `FROM runs WHERE workspace_id = $1 AND flow_id = $2 AND status = ANY ($3::text[])
  AND id >= $4 AND id < $5 AND id <= $6`;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Rows of replays of many runs. */
@Injectable()
export class ReplayBatchStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Runs made from now on are not part of it, so a replay never replays itself. */
  async create(
    tx: PoolClient,
    workspaceId: string,
    id: string,
    request: ReplayBatchRequest,
  ): Promise<void> {
    const lastRun = uuid7At(Date.now() + 1);
    const { rows } = await tx.query<{ total: number }>(
      `SELECT count(*)::integer AS total ${MATCHING}`,
      matching(workspaceId, request, lastRun),
    );
    await tx.query(
      `INSERT INTO replays (id, workspace_id, flow_id, request, status, rate, total, last_run,
         next_at, created_at)
       VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, now(), now())`,
      [
        ...[id, workspaceId, request.flow, JSON.stringify(request), request.rate],
        ...[rows[0]?.total ?? 0, lastRun],
      ],
    );
  }

  /** Throws REPLAY_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<ReplayBatch> {
    const { rows } = await this.pool.query<Row>(`${SUMMARY} WHERE id = $1 AND workspace_id = $2`, [
      id,
      workspaceId,
    ]);
    const [row] = rows;
    if (row === undefined) throw new AppError('REPLAY_NOT_FOUND', { id });
    return shown(row);
  }

  /** Newest first; `cursor` is the last id of the page before. */
  async list(workspaceId: string, limit: number, cursor: string | undefined) {
    const { rows } = await this.pool.query<Row>(
      `${SUMMARY} WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3`,
      [workspaceId, cursor ?? null, limit],
    );
    return rows.map(shown);
  }

  /** False when it had ended. */
  async cancel(tx: PoolClient, workspaceId: string, id: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE replays SET status = 'cancelled', finished_at = now()
       WHERE id = $1 AND workspace_id = $2 AND status = 'running'`,
      [id, workspaceId],
    );
    return rowCount === 1;
  }

  /** A batch that is due, held until the transaction ends. */
  async due(client: PoolClient): Promise<DueBatch | undefined> {
    const { rows } = await client.query<Omit<DueBatch, 'request'> & { request: string }>(
      `SELECT id, workspace_id AS "workspaceId", request, rate, cursor, last_run AS "lastRun"
       FROM replays WHERE status = 'running' AND next_at <= now()
       ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return { ...row, request: replayBatchRequestSchema.parse(parseJson(row.request)) };
  }

  /** The next runs to be run again, oldest first. */
  async next(db: Db, batch: DueBatch): Promise<Origin[]> {
    const { rows } = await db.query<Origin>(
      `SELECT id, flow_id AS "flowId", version, status, event_id AS "eventId" ${MATCHING}
         AND ($7::uuid IS NULL OR id > $7)
       ORDER BY id LIMIT $8`,
      [...matching(batch.workspaceId, batch.request, batch.lastRun), ...[batch.cursor, batch.rate]],
    );
    return rows;
  }

  /** Remembers how far it came, in the transaction that made the runs. */
  async advance(db: Db, batch: DueBatch, done: readonly Origin[]): Promise<void> {
    const ended = done.length < batch.rate;
    await db.query(
      `UPDATE replays SET cursor = coalesce($2, cursor), started = started + $3,
         total = greatest(total, started + $3),
         next_at = now() + interval '1 second',
         status = CASE WHEN $4 THEN 'done' ELSE status END,
         finished_at = CASE WHEN $4 THEN now() END
       WHERE id = $1`,
      [batch.id, done.at(-1)?.id ?? null, done.length, ended],
    );
  }
}

function matching(workspaceId: string, request: ReplayBatchRequest, lastRun: string): unknown[] {
  const { flow, status, after, before } = request;
  return [
    ...[workspaceId, flow, status],
    uuid7Floor(after === undefined ? 0 : Date.parse(after)),
    before === undefined ? LAST_ID : uuid7Floor(Date.parse(before)),
    lastRun,
  ];
}

function shown(row: Row): ReplayBatch {
  return {
    id: row.id,
    flow: row.flowId,
    status: row.status,
    total: row.total,
    started: row.started,
    rate: row.rate,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
