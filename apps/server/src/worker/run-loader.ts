import { Inject, Injectable } from '@nestjs/common';
import { AppError, type EventKind, type FlowDocument } from '@millrace/model';
import type { Pool } from 'pg';
import { uuidArray } from '../database/pg-arrays.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import { readInPieces } from '../database/read-in-pieces.ts';
import { parseHeaders, type StoredEvent } from '../events/event.ts';
import { FlowDocuments, type PinnedDocument } from '../flows/flow-documents.ts';
import { mentionsDelivery } from '../flows/mentions-delivery.ts';
import { storedAttempts } from '../runs/attempt-journal.ts';
import type { Lease } from './lease.ts';
import type { LeasedRun } from './leased-run.ts';

/** Bodies up to this size are read with the runs; larger ones one at a time. */
export const SMALL_BODY = 256 * 1024;

const NO_BYTES = Buffer.alloc(0);

interface RunRow {
  runId: string;
  keyId: string | null;
  workspaceId: string;
  flowId: string;
  version: number;
  depth: number;
  parentId: string | null;
  startedAt: Date | null;
  gated: boolean;
  eventId: string;
  kind: EventKind;
  method: string;
  query: string;
  headers: string;
  /** Null when it is larger than SMALL_BODY. */
  body: Buffer | null;
  item: Buffer | null;
  deliveryId: string | null;
  size: number;
  receivedAt: Date;
}

/** A claimed run whose body may still be in the database. */
export interface LoadedRun extends LeasedRun {
  /** Bytes of the body. */
  size: number;
  bodyRead: boolean;
}

/** A claimed run that cannot be run, and why. */
export interface FailedRun {
  lease: Lease;
  error: AppError;
}

export interface Loaded {
  runs: LoadedRun[];
  failed: FailedRun[];
}

/** Reads claimed runs with their events and attempts, many at a time. */
@Injectable()
export class RunLoader {
  constructor(
    @Inject(RUN_POOL) private readonly pool: Pool,
    @Inject(FlowDocuments) private readonly documents: FlowDocuments,
  ) {}

  /**
   * The runs of these leases, in their order, without those that were removed meanwhile and those
   * that cannot be read: these are returned as failed, and the others go on.
   */
  async load(leases: readonly Lease[]): Promise<Loaded> {
    const ids = uuidArray(leases.map(({ runId }) => runId));
    const [runs, journals] = await Promise.all([
      queryWithTimeout<RunRow>(this.pool, { name: 'load-runs', text: LOAD_RUNS, values: [ids] }),
      this.journals(ids),
    ]);
    const rows = new Map(runs.rows.map((row) => [row.runId, row]));
    const loaded: Loaded = { runs: [], failed: [] };
    const read = leases.map((lease) => this.leasedRun(lease, rows.get(lease.runId), journals));
    for (const run of await Promise.all(read)) {
      if ('error' in run) loaded.failed.push(run);
      else loaded.runs.push(run);
    }
    return loaded;
  }

  /** The body of an event whose body was not read with its run; none when it is gone meanwhile. */
  async body(eventId: string, size: number): Promise<Buffer> {
    const body = await readInPieces({ offset: 0, bytes: size }, async (offset, length) => {
      const { rows } = await queryWithTimeout<{ piece: Buffer }>(this.pool, {
        text: 'SELECT substring(body FROM $2 FOR $3) AS piece FROM events WHERE id = $1',
        values: [eventId, offset + 1, length],
      });
      return rows[0]?.piece;
    });
    return body ?? NO_BYTES;
  }

  /** The bytes of a split delivery, where the flow may look at them. */
  private async wholeOf(row: RunRow, document: FlowDocument): Promise<Buffer> {
    if (row.item === null) return row.body ?? NO_BYTES;
    if (!mentionsDelivery(document)) return NO_BYTES;
    const { rows } = await queryWithTimeout<{ body: Buffer }>(this.pool, {
      text: 'SELECT body FROM events WHERE id = $1',
      values: [row.deliveryId ?? row.eventId],
    });
    return rows[0]?.body ?? NO_BYTES;
  }

  private async journals(ids: Buffer): Promise<Map<string, JournalRow[]>> {
    const { rows } = await queryWithTimeout<JournalRow>(this.pool, {
      name: 'load-attempts',
      text: LOAD_ATTEMPTS,
      values: [ids],
    });
    const journals = new Map<string, JournalRow[]>();
    for (const row of rows) {
      const journal = journals.get(row.runId);
      if (journal === undefined) journals.set(row.runId, [row]);
      else journal.push(row);
    }
    return journals;
  }

  private async leasedRun(
    lease: Lease,
    row: RunRow | undefined,
    journals: ReadonlyMap<string, JournalRow[]>,
  ): Promise<LoadedRun | FailedRun> {
    if (row === undefined) return { lease, error: new AppError('RUN_DATA_GONE') };
    try {
      const pinned = await this.documents.pinned(row.flowId, row.version);
      if (pinned === undefined) return { lease, error: new AppError('RUN_DATA_GONE') };
      const whole = await this.wholeOf(row, pinned.document);
      return runOf(lease, row, pinned, journals.get(row.runId) ?? [], whole);
    } catch (error) {
      // Anything else is trouble with the database, which is not the fault of this run.
      if (error instanceof AppError) return { lease, error };
      throw error;
    }
  }
}

function runOf(
  lease: Lease,
  row: RunRow,
  { document, pins }: PinnedDocument,
  journal: readonly JournalRow[],
  whole: Buffer,
): LoadedRun {
  return {
    lease,
    keyId: row.keyId ?? row.runId,
    workspaceId: row.workspaceId,
    flowId: row.flowId,
    version: row.version,
    document,
    pins,
    depth: row.depth,
    parentId: row.parentId,
    startedAt: row.startedAt ?? new Date(),
    gated: row.gated,
    event: readable('the headers of its event', () => eventOf(row, whole)),
    json: undefined,
    attempts: readable('its attempts', () => storedAttempts(journal.map(({ entries }) => entries))),
    nextRow: (journal.at(-1)?.n ?? 0) + 1,
    size: row.size,
    bodyRead: row.body !== null || row.item !== null,
  };
}

/** Throws RUN_DATA_UNREADABLE, naming what cannot be read. */
function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new AppError('RUN_DATA_UNREADABLE', { reason: `${what} are no JSON` }, { cause: error });
  }
}

interface JournalRow {
  runId: string;
  n: number;
  entries: Buffer;
}

function eventOf(row: RunRow, body: Buffer): StoredEvent {
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
    body,
    deliveryId: row.deliveryId,
    item: row.item,
    runId: null,
    receivedAt: row.receivedAt,
  };
}

const LOAD_RUNS = `
  SELECT runs.id AS "runId", runs.key_id AS "keyId", runs.workspace_id AS "workspaceId",
    runs.flow_id AS "flowId", runs.version, runs.depth, runs.parent_id AS "parentId",
    runs.started_at AS "startedAt", runs.gated, events.id AS "eventId", events.kind,
    events.method, events.query, events.headers, events.received_at AS "receivedAt",
    events.item, events.delivery_id AS "deliveryId", octet_length(events.body) AS size,
    CASE WHEN octet_length(events.body) <= ${SMALL_BODY} THEN events.body END AS body
  FROM unnest($1::uuid[]) AS wanted (id)
  JOIN runs ON runs.id = wanted.id
  JOIN events ON events.id = runs.event_id`;

const LOAD_ATTEMPTS = `
  SELECT run_id AS "runId", n, entries
  FROM unnest($1::uuid[]) AS wanted (id)
  JOIN attempts ON run_id = wanted.id
  ORDER BY run_id, n`;
