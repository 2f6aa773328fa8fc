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
import type { AttemptRecord, StoredAttempt } from '@millrace/engine';
import { inTransaction } from '../database/transaction.ts';
import { encodeRows } from './attempt-journal.ts';
import { AttemptWindow } from './attempt-window.ts';
import { journalBackwards, journalPages } from './journal-rows.ts';
import { OpenAttempts } from './open-attempts.ts';

/** What else happens when a run is cancelled. */
export interface Cancelling {
  close: (open: StoredAttempt[]) => AttemptRecord[];
  note: (tx: PoolClient) => Promise<void>;
}

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
    const isComplete = (lastSeq: number): boolean => window.isCompleteBefore(lastSeq);
    for await (const row of journalBackwards(this.pool, runId, before, isComplete)) {
      window.addEarlier(row);
    }
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

  /**
   * Cancels a run that has not ended; false when it has. A result under way is then refused. Attempts
   * that are open are stored as `close` gives them: nobody else will. `note` is part of the transaction.
   */
  async cancel(
    { id }: RunSummary,
    workspaceId: string,
    { close, note }: Cancelling,
  ): Promise<boolean> {
    const open = new OpenAttempts();
    let last = 0;
    const read = async (db: Pool | PoolClient): Promise<void> => {
      for await (const { n, entries } of journalPages(db, id, last)) {
        open.add(entries);
        last = n;
      }
    };
    // Most of a long journal before its run is locked: results of other runs wait with those of this one.
    await read(this.pool);
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<{ fence: number }>(CANCEL, [id, workspaceId]);
      const [cancelled] = rows;
      if (cancelled === undefined) return false;
      await read(client);
      for (const { entries, firstSeq } of encodeRows(close(open.list()))) {
        const values = [id, last + 1, cancelled.fence, entries, firstSeq, open.lastSeq];
        await client.query(APPEND, values);
      }
      await note(client);
      return true;
    });
  }
}

const CANCEL = `
  UPDATE runs SET status = 'cancelled', finished_at = now()
  WHERE id = $1 AND workspace_id = $2 AND status IN ('queued', 'running', 'waiting')
  RETURNING fence`;

const APPEND = `
  INSERT INTO attempts (run_id, n, fence, entries, first_seq, last_seq)
  VALUES ($1, $2, $3, $4, $5, $6)`;

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
