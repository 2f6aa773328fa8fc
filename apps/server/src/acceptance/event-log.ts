import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Pool } from 'pg';
import { Batcher } from '../database/batcher.ts';
import { isDataError } from '../database/data-error.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { bytesOf } from '../events/event.ts';
import {
  ACCEPT,
  FIRST_OF,
  acceptColumns,
  firstColumns,
  type FirstRow,
  type Row,
} from './accept.sql.ts';

/** What became of one event: where it is a copy, the event and the run that came first. */
export interface Written {
  event: string;
  run: string | null;
  duplicate: boolean;
}

/** Commits begin this far apart: at some hundred events a second that halves what each costs. */
const GAP_MS = 3;
/** Deliveries of one commit; a split one may be many events. */
const MAX_BATCH = 256;
const MAX_BATCH_BYTES = 2 * 1024 * 1024;
/** What arrives during a commit gathers: a second one beside it made both smaller and cost more. */
const LANES = 1;
/** Larger bodies go a way of their own, so that no small event waits behind them. */
const SMALL_BODY = 256 * 1024;
const ROW_BYTES = 512;
const STALLED_MS = 800;
/** An event that waits this long for a batch is refused, and was not stored. */
const MAX_WAIT_MS = 700;
/** A commit that takes longer has failed as far as the sender is told; it may still take place. */
const COMMIT_MS = 5_000;

/**
 * Writes events and runs, many deliveries a commit: what arrives while one is under way goes into
 * the next. It answers only after the commit, so what it returned is durable.
 */
@Injectable()
export class EventLog {
  private readonly small: Batcher<readonly Row[], Written[]>;
  private readonly large: Batcher<readonly Row[], Written[]>;
  /** Runs of one key follow the order of their ids, so their events may not overtake one another. */
  private readonly ordered: Batcher<readonly Row[], Written[]>;

  constructor(@Inject(RUN_POOL) private readonly pool: Pool) {
    this.small = this.batcher();
    this.large = this.batcher();
    this.ordered = this.batcher();
  }

  /**
   * Stores the events of one delivery, with their runs, in one commit. One whose dedupe key was seen
   * inside its window is kept as a duplicate, and the first is named. Throws OVERLOADED.
   */
  append(rows: readonly Row[]): Promise<Written[]> {
    const batcher = this.batcherOf(rows);
    // A commit that takes too long would keep every sender waiting behind it.
    if (batcher.overdueMs > STALLED_MS) return Promise.reject(new AppError('OVERLOADED'));
    return batcher.add(rows);
  }

  private batcherOf(rows: readonly Row[]): Batcher<readonly Row[], Written[]> {
    if (rows.some(({ run }) => run !== undefined && run.orderKey !== null)) return this.ordered;
    return sizeOf(rows) > SMALL_BODY ? this.large : this.small;
  }

  private batcher(): Batcher<readonly Row[], Written[]> {
    return new Batcher<readonly Row[], Written[]>({
      run: (deliveries) => this.write(deliveries),
      lanes: LANES,
      gapMs: GAP_MS,
      maxItems: MAX_BATCH,
      maxBytes: MAX_BATCH_BYTES,
      sizeOf,
      isolates: isDataError,
      maxWait: { ms: MAX_WAIT_MS, error: () => new AppError('OVERLOADED') },
    });
  }

  private async write(deliveries: readonly (readonly Row[])[]): Promise<Written[][]> {
    const rows = deliveries.flat();
    const statement = { name: 'accept', text: ACCEPT, values: acceptColumns(rows) };
    const { rows: found } = await queryWithTimeout<{ id: string }>(this.pool, statement, COMMIT_MS);
    const repeated = new Set(found.map(({ id }) => id));
    const firsts = repeated.size === 0 ? NONE : await this.firsts(rows, repeated);
    return deliveries.map((delivery) => delivery.map((row) => writtenOf(row, repeated, firsts)));
  }

  /** The events that came first, by the event that repeats them. */
  private async firsts(
    rows: readonly Row[],
    repeated: ReadonlySet<string>,
  ): Promise<Map<string, FirstRow>> {
    const again = rows.filter(({ event }) => repeated.has(event.id));
    const { rows: found } = await queryWithTimeout<FirstRow>(this.pool, {
      name: 'first-of',
      text: FIRST_OF,
      values: firstColumns(again),
    });
    return new Map(found.map((row) => [row.id, row]));
  }
}

const NONE: ReadonlyMap<string, FirstRow> = new Map();

function sizeOf(rows: readonly Row[]): number {
  let bytes = 0;
  for (const { event } of rows) bytes += bytesOf(event) + ROW_BYTES;
  return bytes;
}

function writtenOf(
  { event, run }: Row,
  repeated: ReadonlySet<string>,
  firsts: ReadonlyMap<string, FirstRow>,
): Written {
  if (!repeated.has(event.id)) return { event: event.id, run: run?.id ?? null, duplicate: false };
  const first = firsts.get(event.id);
  return { event: first?.event ?? event.id, run: first?.run ?? null, duplicate: true };
}
