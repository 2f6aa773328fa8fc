import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Verdict } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { parseHeaders, type RecentEvent, type StoredEvent } from './event.ts';

export interface EventFilter {
  flow?: string | undefined;
  verdict?: Verdict | undefined;
  limit: number;
  cursor?: string | undefined;
}

export type EventRow = Omit<StoredEvent, 'headers' | 'body'> & { size: number };

/** Which of the newest events of a flow are read, and how much of them in bytes. */
interface RecentEvents {
  last: number;
  /** Larger bodies are passed over. */
  mostBody: number;
  /** Bodies past this many bytes in all are passed over. */
  mostInAll: number;
}

/** What arrived and is something to map from. */
const CARRIES_DATA = `verdict IN ('accepted', 'duplicate', 'paused', 'unpublished')`;

const SUMMARY = `id, workspace_id AS "workspaceId", flow_id AS "flowId", kind, verdict, reason,
  method, query, run_id AS "runId", received_at AS "receivedAt"`;

/** Reads events. Intake writes them. */
@Injectable()
export class EventStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Throws EVENT_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<StoredEvent> {
    const { rows } = await this.pool.query<Omit<StoredEvent, 'headers'> & { headers: string }>(
      `SELECT ${SUMMARY}, headers, body FROM events WHERE id = $1 AND workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) throw new AppError('EVENT_NOT_FOUND', { id });
    return { ...row, headers: parseHeaders(row.headers) };
  }

  /** Newest first; `cursor` is the last id of the page before. */
  async list(workspaceId: string, filter: EventFilter): Promise<EventRow[]> {
    const { rows } = await this.pool.query<EventRow>(
      `SELECT ${SUMMARY}, octet_length(body) AS size FROM events
       WHERE workspace_id = $1
         AND ($2::uuid IS NULL OR flow_id = $2)
         AND ($3::text IS NULL OR verdict = $3)
         AND ($4::uuid IS NULL OR id < $4)
       ORDER BY id DESC LIMIT $5`,
      [
        workspaceId,
        filter.flow ?? null,
        filter.verdict ?? null,
        filter.cursor ?? null,
        filter.limit,
      ],
    );
    return rows;
  }

  /** The newest event of a flow whose body mappings can use, if any. */
  async latestId(workspaceId: string, flowId: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM events WHERE workspace_id = $1 AND flow_id = $2
         AND ${CARRIES_DATA}
       ORDER BY id DESC LIMIT 1`,
      [workspaceId, flowId],
    );
    return rows[0]?.id;
  }

  /** The newest events of a flow whose bodies mappings can use, newest first. */
  async recent(workspaceId: string, flowId: string, most: RecentEvents): Promise<RecentEvent[]> {
    // The length of a stored body is known without reading it, so the sum costs nothing.
    const { rows } = await this.pool.query<Omit<RecentEvent, 'headers'> & { headers: string }>(
      `SELECT ${SUMMARY}, headers, size, CASE WHEN size <= $4 AND in_all <= $5 THEN body END AS body
       FROM (
         SELECT *, sum(size) FILTER (WHERE size <= $4) OVER (ORDER BY id DESC) AS in_all
         FROM (
           SELECT *, octet_length(body) AS size FROM events
           WHERE workspace_id = $1 AND flow_id = $2 AND ${CARRIES_DATA}
           ORDER BY id DESC LIMIT $3
         ) AS newest
       ) AS counted
       ORDER BY id DESC`,
      [workspaceId, flowId, most.last, most.mostBody, most.mostInAll],
    );
    return rows.map((row) => ({ ...row, headers: parseHeaders(row.headers) }));
  }
}
