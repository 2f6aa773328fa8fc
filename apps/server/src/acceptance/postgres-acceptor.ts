import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@millrace/model';
import type { Pool } from 'pg';
import { Batcher } from '../database/batcher.ts';
import { isDataError } from '../database/data-error.ts';
import { queryWithTimeout } from '../database/query-with-timeout.ts';
import { RUN_POOL } from '../database/pg-pool.token.ts';
import type { StoredEvent } from '../events/event.ts';
import { ACCEPT, FIRST_OF, acceptColumns, firstColumns, type FirstRow } from './accept.sql.ts';

/** The run an accepted event starts. */
export interface NewRun {
  id: string;
  version: number;
  /** True when the run is leased to this process from the start; otherwise any worker may take it. */
  leased: boolean;
  /** True when the flow has limits or an order, so the run has to pass its gate. */
  gated: boolean;
  orderKey: Uint8Array | null;
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

/** One event to be stored, with what comes of it. */
export interface Intake {
  event: StoredEvent;
  run: NewRun | undefined;
  dedupe: DedupeEntry | undefined;
}

/** Commits begin this far apart: at some hundred events a second that halves what each costs. */
const GAP_MS = 3;
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
 * The one write of the accept path: what arrives while a batch is being committed goes into the
 * next. It answers only after the commit, so what it returned is durable. Kept behind this class so
 * that another log can take its place.
 */
@Injectable()
export class IntakeStore {
  private readonly small: Batcher<Intake, Acceptance>;
  private readonly large: Batcher<Intake, Acceptance>;

  constructor(@Inject(RUN_POOL) private readonly pool: Pool) {
    this.small = this.batcher();
    this.large = this.batcher();
  }

  private batcher(): Batcher<Intake, Acceptance> {
    return new Batcher<Intake, Acceptance>({
      run: (items) => this.write(items),
      lanes: LANES,
      gapMs: GAP_MS,
      maxItems: MAX_BATCH,
      maxBytes: MAX_BATCH_BYTES,
      sizeOf: ({ event }) => event.body.length + ROW_BYTES,
      isolates: isDataError,
      maxWait: { ms: MAX_WAIT_MS, error: () => new AppError('OVERLOADED') },
    });
  }

  /** Stores an event that starts no run: refused, paused, a handshake. */
  async keep(event: StoredEvent): Promise<void> {
    await this.add({ event, run: undefined, dedupe: undefined });
  }

  /**
   * Stores an event and its run in one commit. With a dedupe key that was seen inside its window
   * the event is kept as a duplicate, and the first one is named. Throws OVERLOADED.
   */
  accept(event: StoredEvent, run: NewRun, dedupe?: DedupeEntry): Promise<Acceptance> {
    return this.add({ event, run, dedupe });
  }

  /** A commit that takes too long would keep every sender waiting behind it. */
  private add(item: Intake): Promise<Acceptance> {
    const batcher = item.event.body.length > SMALL_BODY ? this.large : this.small;
    if (batcher.overdueMs > STALLED_MS) return Promise.reject(new AppError('OVERLOADED'));
    return batcher.add(item);
  }

  private async write(items: readonly Intake[]): Promise<Acceptance[]> {
    const statement = { name: 'accept', text: ACCEPT, values: acceptColumns(items) };
    const { rows } = await queryWithTimeout<{ id: string }>(this.pool, statement, COMMIT_MS);
    const repeated = new Set(rows.map(({ id }) => id));
    const firsts = repeated.size === 0 ? NONE : await this.firsts(items, repeated);
    return items.map(({ event, run }) => {
      if (!repeated.has(event.id))
        return { event: event.id, run: run?.id ?? null, duplicate: false };
      const first = firsts.get(event.id);
      return { event: first?.event ?? event.id, run: first?.run ?? null, duplicate: true };
    });
  }

  /** The events that came first, by the event that repeats them. */
  private async firsts(
    items: readonly Intake[],
    repeated: ReadonlySet<string>,
  ): Promise<Map<string, FirstRow>> {
    const again = items.filter(({ event }) => repeated.has(event.id));
    const { rows } = await queryWithTimeout<FirstRow>(this.pool, {
      name: 'first-of',
      text: FIRST_OF,
      values: firstColumns(again),
    });
    return new Map(rows.map((row) => [row.id, row]));
  }
}

const NONE: ReadonlyMap<string, FirstRow> = new Map();
