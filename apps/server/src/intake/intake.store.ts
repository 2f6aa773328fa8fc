import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import type { StoredEvent } from '../events/event.ts';
import { CHANGES, encodeChange } from '../stream/change.ts';

/** The run an accepted event starts. */
export interface NewRun {
  id: string;
  version: number;
  /** Milliseconds the run is leased to this process; absent when any worker may take it. */
  leaseMs?: number | undefined;
}

/** What makes two deliveries the same one. */
export interface DedupeEntry {
  key: Uint8Array;
  windowMs: number;
}

export interface Acceptance {
  event: string;
  run: string | null;
  duplicate: boolean;
}

/**
 * The one write of the accept path. It answers only after the commit, so what it returned is
 * durable. Kept behind this class so that another log can take its place.
 */
@Injectable()
export class IntakeStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** Stores an event that starts no run: refused, paused, a handshake. */
  async keep(event: StoredEvent): Promise<void> {
    await this.pool.query({
      name: 'keep-event',
      text: KEEP,
      values: [...values(event), notice(event)],
    });
  }

  /**
   * Stores an event and its run in one statement, so in one commit. With a dedupe key that was
   * seen inside its window the event is kept as a duplicate, and the first one is named.
   */
  async accept(
    event: StoredEvent,
    run: NewRun,
    dedupe: DedupeEntry | undefined,
  ): Promise<Acceptance> {
    const { rows } = await this.pool.query<{ fresh: boolean }>({
      name: 'accept-event',
      text: ACCEPT,
      values: [
        ...values(event),
        notice(event, run),
        run.id,
        run.version,
        run.leaseMs ?? null,
        dedupe === undefined ? null : Buffer.from(dedupe.key),
        dedupe?.windowMs ?? 0,
      ],
    });
    if (rows[0]?.fresh === true) return { event: event.id, run: run.id, duplicate: false };
    return this.first(event, dedupe);
  }

  private async first(event: StoredEvent, dedupe: DedupeEntry | undefined): Promise<Acceptance> {
    const { rows } = await this.pool.query<{ event: string; run: string | null }>(
      'SELECT event_id AS event, run_id AS run FROM dedupe_keys WHERE flow_id = $1 AND key = $2',
      [event.flowId, dedupe === undefined ? null : Buffer.from(dedupe.key)],
    );
    return { event: rows[0]?.event ?? event.id, run: rows[0]?.run ?? null, duplicate: true };
  }
}

function values(event: StoredEvent): unknown[] {
  return [
    event.id,
    event.workspaceId,
    event.flowId,
    event.kind,
    event.verdict,
    event.reason,
    event.method,
    event.query,
    JSON.stringify(event.headers),
    event.body,
    event.receivedAt,
  ];
}

function notice(event: StoredEvent, run?: NewRun): string {
  const { id, flowId: flow, verdict } = event;
  return encodeChange({
    workspace: event.workspaceId,
    message: { kind: 'event', id, flow, verdict },
    work: run !== undefined && run.leaseMs === undefined,
  });
}

const COLUMNS =
  'id, workspace_id, flow_id, kind, verdict, reason, method, query, headers, body, received_at';

const KEEP = `
  INSERT INTO events (${COLUMNS})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  RETURNING pg_notify('${CHANGES}', $12)`;

/*
 * One statement, so one round trip and one commit: claim the dedupe key (an expired one is taken
 * over), then the run and the event. Two deliveries at once meet in the primary key of dedupe_keys:
 * the second waits for the first's commit and then finds its key taken.
 */
const ACCEPT = `
  WITH claim AS (
    INSERT INTO dedupe_keys (flow_id, key, workspace_id, event_id, run_id, expires_at)
    SELECT $3::uuid, $16::bytea, $2::uuid, $1::uuid, $13::uuid,
      now() + $17::double precision * interval '1 millisecond'
    WHERE $16::bytea IS NOT NULL
    ON CONFLICT (flow_id, key) DO UPDATE
      SET event_id = excluded.event_id, run_id = excluded.run_id, expires_at = excluded.expires_at
      WHERE dedupe_keys.expires_at < now()
    RETURNING 1
  ), decision AS (
    SELECT $16::bytea IS NULL OR EXISTS (SELECT 1 FROM claim) AS fresh
  ), run AS (
    INSERT INTO runs (id, workspace_id, flow_id, version, event_id, status, available_at, fence,
      created_at, started_at)
    SELECT $13::uuid, $2::uuid, $3::uuid, $14::integer, $1::uuid,
      CASE WHEN $15::integer IS NULL THEN 'queued' ELSE 'running' END,
      now() + coalesce($15::integer, 0) * interval '1 millisecond',
      CASE WHEN $15::integer IS NULL THEN 0 ELSE 1 END,
      $11::timestamptz,
      CASE WHEN $15::integer IS NULL THEN NULL ELSE now() END
    FROM decision WHERE fresh
  )
  INSERT INTO events (${COLUMNS}, run_id)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4::text,
    CASE WHEN fresh THEN $5::text ELSE 'duplicate' END,
    CASE WHEN fresh THEN $6::text ELSE 'The same delivery arrived before.' END,
    $7::text, $8::text, $9::text, $10::bytea, $11::timestamptz,
    CASE WHEN fresh THEN $13::uuid END
  FROM decision
  RETURNING (verdict <> 'duplicate') AS fresh, pg_notify('${CHANGES}', $12::text)`;
