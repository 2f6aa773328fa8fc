import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Verdict } from '@millrace/model';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { readInPieces } from '../database/read-in-pieces.ts';
import {
  parseHeaders,
  type BytePart,
  type EventHead,
  type RecentEvent,
  type StoredEvent,
} from './event.ts';

export interface EventFilter {
  flow?: string | undefined;
  verdict?: Verdict | undefined;
  limit: number;
  cursor?: string | undefined;
}

export type EventRow = Omit<StoredEvent, 'headers' | 'body' | 'item'> & { size: number };

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

/** Runs and events of a flow among which the best sample is looked for. */
const LOOKS_BACK = 500;

const SUMMARY = `id, workspace_id AS "workspaceId", flow_id AS "flowId", kind, verdict, reason,
  method, query, run_id AS "runId", received_at AS "receivedAt", delivery_id AS "deliveryId"`;

/** The bytes as they arrived: those of a split delivery stand with its first event. */
const BODY = `CASE WHEN delivery_id IS NULL THEN body ELSE coalesce(
  (SELECT body FROM events AS delivery WHERE delivery.id = events.delivery_id), '') END`;

/** Reads events. Acceptance writes them. */
@Injectable()
export class EventStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Throws EVENT_NOT_FOUND. */
  async get(workspaceId: string, id: string): Promise<StoredEvent> {
    const { rows } = await this.pool.query<Omit<StoredEvent, 'headers'> & { headers: string }>(
      `SELECT ${SUMMARY}, headers, item, ${BODY} AS body
       FROM events WHERE id = $1 AND workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) throw new AppError('EVENT_NOT_FOUND', { id });
    return { ...row, headers: parseHeaders(row.headers) };
  }

  /** What is known of the bytes of an event without reading them. Throws EVENT_NOT_FOUND. */
  async head(workspaceId: string, id: string): Promise<EventHead> {
    const { rows } = await this.pool.query<{ headers: string; size: number }>(
      `SELECT headers, octet_length(body) AS size FROM events
       WHERE id = $1 AND workspace_id = $2`,
      [id, workspaceId],
    );
    const [row] = rows;
    if (row === undefined) throw new AppError('EVENT_NOT_FOUND', { id });
    return { headers: parseHeaders(row.headers), size: row.size };
  }

  /** A part of the bytes as they arrived. Throws EVENT_NOT_FOUND when there are no such bytes. */
  async slice(workspaceId: string, id: string, part: BytePart): Promise<Buffer> {
    const bytes = await readInPieces(part, async (offset, length) => {
      const { rows } = await this.pool.query<{ piece: Buffer }>(
        `SELECT substring(body FROM $3 FOR $4) AS piece FROM events
         WHERE id = $1 AND workspace_id = $2`,
        [id, workspaceId, offset + 1, length],
      );
      return rows[0]?.piece;
    });
    if (bytes === undefined) throw new AppError('EVENT_NOT_FOUND', { id });
    return bytes;
  }

  /** Newest first; `cursor` is the last id of the page before. */
  async list(workspaceId: string, filter: EventFilter): Promise<EventRow[]> {
    const { rows } = await this.pool.query<EventRow>(
      `SELECT ${SUMMARY}, octet_length(coalesce(item, body)) AS size FROM events
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

  /**
   * The event that shows best what a flow is made for: the newest that led to a run which succeeded,
   * otherwise the newest that was accepted, otherwise the newest whose body mappings can use.
   */
  async bestSample(workspaceId: string, flowId: string): Promise<EventRow | undefined> {
    // Both looks back are bounded, so that a flow that always fails, or is only sent junk, costs no
    // more than a page of its history.
    const { rows } = await this.pool.query<EventRow>(
      `SELECT ${SUMMARY}, octet_length(coalesce(item, body)) AS size FROM events WHERE id = (
         SELECT id FROM (
           (SELECT events.id, 0 AS rank FROM (
              SELECT event_id, status FROM runs WHERE workspace_id = $1 AND flow_id = $2
              ORDER BY id DESC LIMIT ${LOOKS_BACK}
            ) AS last_runs JOIN events ON events.id = last_runs.event_id
            WHERE status = 'succeeded' AND ${CARRIES_DATA} ORDER BY events.id DESC LIMIT 1)
           UNION ALL
           (SELECT id, CASE verdict WHEN 'accepted' THEN 1 ELSE 2 END AS rank FROM (
              SELECT id, verdict FROM events WHERE workspace_id = $1 AND flow_id = $2
              ORDER BY id DESC LIMIT ${LOOKS_BACK}
            ) AS last_events WHERE ${CARRIES_DATA} ORDER BY rank, id DESC LIMIT 1)
         ) AS candidates ORDER BY rank LIMIT 1
       )`,
      [workspaceId, flowId],
    );
    return rows[0];
  }

  /** The newest events of a flow whose bodies mappings can use, newest first. */
  async recent(workspaceId: string, flowId: string, most: RecentEvents): Promise<RecentEvent[]> {
    // The length of a stored body is known without reading it, so the sum costs nothing.
    const { rows } = await this.pool.query<Omit<RecentEvent, 'headers'> & { headers: string }>(
      `SELECT ${SUMMARY}, headers, item, size,
         CASE WHEN size <= $4 AND in_all <= $5 THEN ${BODY} END AS body
       FROM (
         SELECT *, sum(size) FILTER (WHERE size <= $4) OVER (ORDER BY id DESC) AS in_all
         FROM (
           SELECT *, octet_length(${BODY}) + coalesce(octet_length(item), 0) AS size FROM events
           WHERE workspace_id = $1 AND flow_id = $2 AND ${CARRIES_DATA}
           ORDER BY id DESC LIMIT $3
         ) AS newest
       ) AS events
       ORDER BY id DESC`,
      [workspaceId, flowId, most.last, most.mostBody, most.mostInAll],
    );
    return rows.map((row) => ({ ...row, headers: parseHeaders(row.headers) }));
  }
}
