import { Inject, Injectable } from '@nestjs/common';
import { parseJson, type AttemptStatus, type JsonValue, type RunStatus } from '@millrace/model';
import type { AttemptRecord, RunUpdate } from '@millrace/engine';
import type { Pool } from 'pg';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { parseHeaders, type EventKind, type StoredEvent } from '../events/event.ts';
import { CHANGES, encodeChange } from '../stream/change.ts';

/** The right to run one run until the lease lapses. Every write carries the fence. */
export interface Lease {
  runId: string;
  fence: number;
}

/** Everything a worker needs of a run. */
export interface LoadedRun {
  workspaceId: string;
  flowId: string;
  version: number;
  /** The published document as JSON text. */
  document: string;
  event: StoredEvent;
  attempts: {
    seq: number;
    stepId: string;
    try: number;
    status: AttemptStatus;
    output: JsonValue;
  }[];
}

interface RunRow {
  workspaceId: string;
  flowId: string;
  version: number;
  document: string;
  eventId: string;
  kind: EventKind;
  method: string;
  query: string;
  headers: string;
  body: Buffer;
  receivedAt: Date;
}

interface AttemptRow {
  seq: number;
  stepId: string;
  try: number;
  status: AttemptStatus;
  output: Buffer | null;
}

/** The queue: claims, leases and results of runs. One SQL verb a method. */
@Injectable()
export class WorkerStore {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /**
   * Takes up to `limit` runs that are due: new ones, waiting ones whose time has come, and ones
   * whose lease lapsed. SKIP LOCKED lets many workers claim at once without waiting for each other.
   */
  async claim(limit: number, leaseMs: number): Promise<Lease[]> {
    const { rows } = await this.pool.query<Lease>(
      `UPDATE runs SET status = 'running', fence = fence + 1,
         available_at = now() + $2 * interval '1 millisecond',
         started_at = coalesce(started_at, now())
       WHERE id IN (
         SELECT id FROM runs
         WHERE status IN ('queued', 'running', 'waiting') AND available_at <= now()
         ORDER BY available_at LIMIT $1
         FOR UPDATE SKIP LOCKED
       )
       RETURNING id AS "runId", fence`,
      [limit, leaseMs],
    );
    return rows;
  }

  /** Keeps leases from lapsing; the ones already lost are not touched. */
  async renew(leases: readonly Lease[], leaseMs: number): Promise<void> {
    await this.pool.query(
      `UPDATE runs SET available_at = now() + $3 * interval '1 millisecond'
       FROM unnest($1::uuid[], $2::integer[]) AS held (id, fence)
       WHERE runs.id = held.id AND runs.fence = held.fence AND runs.status = 'running'`,
      [leases.map((lease) => lease.runId), leases.map((lease) => lease.fence), leaseMs],
    );
  }

  /** Gives a lease back so that another worker takes the run at once. */
  async giveBack(lease: Lease): Promise<void> {
    await this.pool.query(
      `UPDATE runs SET status = 'queued', available_at = now()
       WHERE id = $1 AND fence = $2 AND status = 'running'`,
      [lease.runId, lease.fence],
    );
  }

  /** For a process that owns the database alone: the leases of its dead predecessor lapse now. */
  async lapseAll(): Promise<number> {
    const { rowCount } = await this.pool.query(
      "UPDATE runs SET available_at = now() WHERE status = 'running' AND available_at > now()",
    );
    return rowCount ?? 0;
  }

  async load(runId: string): Promise<LoadedRun | undefined> {
    const [run, attempts] = await Promise.all([
      this.pool.query<RunRow>({ name: 'load-run', text: LOAD_RUN, values: [runId] }),
      this.pool.query<AttemptRow>({ name: 'load-attempts', text: LOAD_ATTEMPTS, values: [runId] }),
    ]);
    const [row] = run.rows;
    if (row === undefined) return undefined;
    return {
      workspaceId: row.workspaceId,
      flowId: row.flowId,
      version: row.version,
      document: row.document,
      event: eventOf(row),
      attempts: attempts.rows.map((attempt) => ({ ...attempt, output: fromBytes(attempt.output) })),
    };
  }

  /**
   * Stores attempts and, with an update, the run's new state in one statement. False when the fence
   * no longer holds: another worker has the run, and nothing was written.
   */
  async save(
    lease: Lease,
    run: { workspaceId: string; flowId: string },
    attempts: readonly AttemptRecord[],
    update: (RunUpdate & { delayMs: number }) | undefined,
  ): Promise<boolean> {
    const { rows } = await this.pool.query<{ held: boolean }>({
      name: update === undefined ? 'save-attempts' : 'save-run',
      text: update === undefined ? SAVE_ATTEMPTS : SAVE_RUN,
      values: [
        lease.runId,
        lease.fence,
        run.workspaceId,
        ...columns(attempts),
        ...(update === undefined ? [] : updateValues(lease.runId, run, update)),
      ],
    });
    return rows[0]?.held === true;
  }
}

function eventOf(row: RunRow): StoredEvent {
  return {
    id: row.eventId,
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    kind: row.kind,
    verdict: 'accepted',
    reason: null,
    method: row.method,
    query: row.query,
    headers: parseHeaders(row.headers),
    body: row.body,
    runId: null,
    receivedAt: row.receivedAt,
  };
}

function columns(attempts: readonly AttemptRecord[]): unknown[] {
  return [
    attempts.map((attempt) => attempt.seq),
    attempts.map((attempt) => attempt.stepId),
    attempts.map((attempt) => attempt.tryNumber),
    attempts.map((attempt) => attempt.status),
    attempts.map((attempt) => toBytes(attempt.input)),
    attempts.map((attempt) => toBytes(attempt.output)),
    attempts.map((attempt) => (attempt.error === null ? null : JSON.stringify(attempt.error))),
    attempts.map((attempt) => attempt.startedAt),
    attempts.map((attempt) => attempt.finishedAt),
  ];
}

function updateValues(
  id: string,
  run: { workspaceId: string; flowId: string },
  update: RunUpdate & { delayMs: number },
): unknown[] {
  const { status } = update;
  const message = { kind: 'run', id, flow: run.flowId, status } as const;
  return [
    status,
    update.delayMs,
    update.error === undefined ? null : JSON.stringify(update.error),
    isEnd(status),
    encodeChange({ workspace: run.workspaceId, message }),
  ];
}

function isEnd(status: RunStatus): boolean {
  return status !== 'waiting' && status !== 'queued' && status !== 'running';
}

/** Payloads are JSON text as UTF-8 bytes: exact, and free of jsonb's refusals. */
function toBytes(value: JsonValue): Buffer | null {
  return value === null ? null : Buffer.from(JSON.stringify(value));
}

/** The value of payload bytes; null for none. */
function fromBytes(bytes: Buffer | null): JsonValue {
  return bytes === null ? null : parseJson(bytes.toString('utf8'));
}

const LOAD_RUN = `
  SELECT runs.workspace_id AS "workspaceId", runs.flow_id AS "flowId", runs.version,
    flow_versions.document, events.id AS "eventId", events.kind, events.method, events.query,
    events.headers, events.body, events.received_at AS "receivedAt"
  FROM runs
  JOIN flow_versions ON flow_versions.flow_id = runs.flow_id
    AND flow_versions.version = runs.version
  JOIN events ON events.id = runs.event_id
  WHERE runs.id = $1`;

const LOAD_ATTEMPTS = `
  SELECT seq, step_id AS "stepId", try, status, output FROM attempts
  WHERE run_id = $1 ORDER BY seq`;

const INSERT_ATTEMPTS = `
  INSERT INTO attempts (run_id, workspace_id, seq, step_id, try, status, input, output, error,
    started_at, finished_at)
  SELECT held.id, $3::uuid, given.* FROM held, unnest($4::integer[], $5::text[], $6::integer[],
    $7::text[], $8::bytea[], $9::bytea[], $10::text[], $11::timestamptz[], $12::timestamptz[])
    AS given
  ON CONFLICT (run_id, seq) DO UPDATE SET status = excluded.status,
    input = coalesce(excluded.input, attempts.input), output = excluded.output,
    error = excluded.error, finished_at = excluded.finished_at`;

const SAVE_ATTEMPTS = `
  WITH held AS (
    SELECT id FROM runs WHERE id = $1::uuid AND fence = $2::integer AND status = 'running'
    FOR UPDATE
  ), stored AS (${INSERT_ATTEMPTS})
  SELECT EXISTS (SELECT 1 FROM held) AS held`;

const SAVE_RUN = `
  WITH held AS (
    UPDATE runs SET status = $13::text,
      available_at = now() + $14::double precision * interval '1 millisecond',
      error = $15::text,
      finished_at = CASE WHEN $16::boolean THEN now() END
    WHERE id = $1::uuid AND fence = $2::integer AND status = 'running'
    RETURNING id
  ), stored AS (${INSERT_ATTEMPTS}), told AS (
    SELECT pg_notify('${CHANGES}', $17::text) FROM held
  )
  SELECT EXISTS (SELECT 1 FROM held) AS held, (SELECT count(*) FROM told)`;
