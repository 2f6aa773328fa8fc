import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  parseJson,
  runErrorSchema,
  type Attempt,
  type RunDetail,
  type RunError,
  type RunStatus,
  type RunSummary,
} from '@millrace/model';
import type { Pool, PoolClient } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { AttemptWindow } from './attempt-journal.ts';
import { journalPages } from './journal-rows.ts';

export interface RunFilter {
  flow?: string | undefined;
  status?: RunStatus | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface RunRow {
  id: string;
  status: RunStatus;
  flowId: string;
  flowName: string;
  version: number;
  eventId: string;
  originId: string | null;
  parentId: string | null;
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

type Replay = RunDetail['replays'][number];

const SUMMARY = `
  SELECT runs.id, runs.status, runs.flow_id AS "flowId", flows.name AS "flowName", runs.version,
    runs.event_id AS "eventId", runs.origin_id AS "originId",
    runs.parent_id AS "parentId", runs.error,
    runs.created_at AS "createdAt", runs.started_at AS "startedAt", runs.finished_at AS "finishedAt"
  FROM runs JOIN flows ON flows.id = runs.flow_id`;

/** Reads runs and their attempts, and cancels them. */
@Injectable()
export class RunStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Throws RUN_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<RunSummary> {
    const { rows } = await this.pool.query<RunRow>(
      `${SUMMARY} WHERE runs.id = $1 AND runs.workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) throw new AppError('RUN_NOT_FOUND', { id });
    return summary(row);
  }

  /** The last attempts before a number, in their order; `earlier` leads to those before them. */
  async attempts(
    runId: string,
    { limit, before }: { limit: number; before?: number | undefined },
  ): Promise<{ attempts: Attempt[]; earlier: string | null }> {
    const window = new AttemptWindow(limit, before);
    for await (const row of journalPages(this.pool, runId)) window.add(row);
    return { attempts: window.attempts(), earlier: window.earlier?.toString() ?? null };
  }

  /** The runs that replay this one, newest first, and when it goes on if it waits. */
  async surroundings(runId: string): Promise<{ replays: Replay[]; waitsUntil: Date | null }> {
    const [replays, waits] = await Promise.all([
      this.pool.query<{ id: string; status: RunStatus; createdAt: Date }>(
        `SELECT id, status, created_at AS "createdAt" FROM runs
         WHERE origin_id = $1 ORDER BY id DESC LIMIT 100`,
        [runId],
      ),
      this.pool.query<{ until: Date }>(
        "SELECT available_at AS until FROM runs WHERE id = $1 AND status = 'waiting'",
        [runId],
      ),
    ]);
    return {
      replays: replays.rows.map(({ id, status, createdAt }) => ({
        ...{ id, status },
        created_at: createdAt.toISOString(),
      })),
      waitsUntil: waits.rows[0]?.until ?? null,
    };
  }

  /** Newest first; `cursor` is the last id of the page before. */
  async list(workspaceId: string, filter: RunFilter): Promise<RunSummary[]> {
    const { rows } = await this.pool.query<RunRow>(
      `${SUMMARY}
       WHERE runs.workspace_id = $1
         AND ($2::uuid IS NULL OR runs.flow_id = $2)
         AND ($3::text IS NULL OR runs.status = $3)
         AND ($4::uuid IS NULL OR runs.id < $4)
       ORDER BY runs.id DESC LIMIT $5`,
      [
        workspaceId,
        filter.flow ?? null,
        filter.status ?? null,
        filter.cursor ?? null,
        filter.limit,
      ],
    );
    return rows.map(summary);
  }

  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Cancels a run that has not ended; false when it has. A result under way is then refused. */
  async cancel(tx: PoolClient, run: RunSummary, workspaceId: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE runs SET status = 'cancelled', finished_at = now()
       WHERE id = $1 AND workspace_id = $2 AND status IN ('queued', 'running', 'waiting')`,
      [run.id, workspaceId],
    );
    return rowCount === 1;
  }
}

function summary(row: RunRow): RunSummary {
  return {
    id: row.id,
    status: row.status,
    flow: row.flowId,
    flow_name: row.flowName,
    version: row.version,
    event: row.eventId,
    error: parseError(row.error),
    origin: row.originId,
    parent: row.parentId,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

function parseError(text: string | null): RunError | null {
  return text === null ? null : runErrorSchema.parse(parseJson(text));
}
