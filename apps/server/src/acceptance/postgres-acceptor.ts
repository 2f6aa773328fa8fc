import { Inject, Injectable } from '@nestjs/common';
import type { FlowDocument } from '@millrace/model';
import { uuid7 } from '../database/uuid7.ts';
import { EventReader } from '../events/event-reader.ts';
import { bytesOf, type StoredEvent } from '../events/event.ts';
import { mentionsDelivery } from '../flows/mentions-delivery.ts';
import { ChangeFeed } from '../stream/change-feed.ts';
import type { NewRun, Row } from './accept.sql.ts';
import { Acceptor, type Receipt } from './acceptor.ts';
import type { Arrival } from './arrival.ts';
import { DISPATCH, type Dispatch } from './dispatch.ts';
import { EventLog, type Written } from './event-log.ts';
import { judge, type JudgedEvent, type Judgement } from './judge.ts';

/** An event on its way into the database, and the bytes of the place its run has in this process. */
interface Entry {
  judged: JudgedEvent;
  row: Row;
  /** The event as its run carries it. */
  carried: StoredEvent;
  reserved: number | undefined;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * Takes deliveries in through PostgreSQL: judges them, keeps a place for their runs in this process
 * while there is one, writes events and runs in one commit, and hands the runs over.
 */
@Injectable()
export class PostgresAcceptor extends Acceptor {
  constructor(
    @Inject(EventLog) private readonly log: EventLog,
    @Inject(DISPATCH) private readonly dispatch: Dispatch,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(EventReader) private readonly reader: EventReader,
  ) {
    super();
  }

  override accept(arrivals: readonly Arrival[]): Promise<Receipt[]> {
    return Promise.all(arrivals.map((arrival) => this.acceptOne(arrival)));
  }

  private async acceptOne(arrival: Arrival): Promise<Receipt> {
    const judgement = judge(arrival, { newId: uuid7, reader: this.reader });
    const entries: Entry[] = [];
    try {
      for (const judged of judgement.events) entries.push(await this.entry(arrival, judged));
      // The database has the run's lease begin later than this.
      const leasedAt = performance.now();
      const written = await this.log.append(entries.map(({ row }) => row));
      for (const [index, entry] of entries.entries()) {
        this.settle(arrival, entry, written[index], leasedAt);
      }
      return receiptOf(judgement, written);
    } finally {
      for (const { reserved } of entries) {
        if (reserved !== undefined) this.dispatch.release(reserved);
      }
    }
  }

  private async entry({ target, payload }: Arrival, judged: JudgedEvent): Promise<Entry> {
    const { event, dedupe, orderKey } = judged;
    const { version, gated, document } = target;
    const carried = event.item === null ? event : itemEvent(event, payload, document);
    if (!judged.starts || version === null) {
      const row = { event, run: undefined, dedupe: undefined };
      return { judged, row, carried, reserved: undefined };
    }
    const bytes = bytesOf(carried);
    const leased = !gated && (await this.dispatch.reserve(bytes));
    const run: NewRun = { id: uuid7(), version, leased, gated, orderKey };
    return { judged, row: { event, run, dedupe }, carried, reserved: leased ? bytes : undefined };
  }

  private settle(
    arrival: Arrival,
    entry: Entry,
    written: Written | undefined,
    leasedAt: number,
  ): void {
    const { event, run } = entry.row;
    const { id, flowId: flow, workspaceId: workspace } = event;
    const duplicate = written?.duplicate === true;
    if (run !== undefined && !duplicate) {
      if (entry.reserved === undefined) this.dispatch.notifyWork();
      else this.handOver(arrival, entry, run, leasedAt);
    }
    const verdict = duplicate ? 'duplicate' : event.verdict;
    this.feed.publish({ workspace, message: { kind: 'event', id, flow, verdict } });
  }

  private handOver({ target }: Arrival, entry: Entry, run: NewRun, leasedAt: number): void {
    entry.reserved = undefined;
    const { carried } = entry;
    this.dispatch.take({
      lease: { runId: run.id, fence: 1, takenAt: leasedAt },
      keyId: run.id,
      workspaceId: target.workspaceId,
      flowId: target.id,
      version: run.version,
      document: target.document,
      pins: target.pins,
      depth: 0,
      parentId: null,
      // As it is stored: a worker that takes the run over starts from the same instant.
      startedAt: carried.receivedAt,
      gated: false,
      event: carried,
      json: entry.judged.json,
      attempts: [],
      nextRow: 1,
    });
  }
}

/** The delivery is there once for all its events, and only where a flow looks at it. */
function itemEvent(event: StoredEvent, payload: Buffer, document: FlowDocument): StoredEvent {
  return { ...event, body: mentionsDelivery(document) ? payload : NO_BYTES };
}

function receiptOf({ verdict, events, refusal }: Judgement, written: readonly Written[]): Receipt {
  const [first] = written;
  return {
    event: first?.event ?? '',
    run: first?.run ?? null,
    verdict: written.every(({ duplicate }) => duplicate) ? 'duplicate' : verdict,
    events: events.length,
    refusal,
  };
}
