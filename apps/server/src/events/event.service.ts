import { Inject, Injectable } from '@nestjs/common';
import type { EventDetail, EventSummary, JsonObject } from '@millrace/model';
import { readQuery } from '@millrace/bodies';
import type { Actor } from '../access/actor.ts';
import { shownTo } from '../access/viewer-sight.ts';
import { headerObject } from './event-data.ts';
import { EventReader } from './event-reader.ts';
import type { BytePart, EventHead, RecentEvent, StoredEvent } from './event.ts';
import { EventStore, type EventFilter, type EventRow } from './event.store.ts';

/** Bytes of one body, and of all bodies, that previews and checks read. */
const MOST_BODY = 256 * 1024;
const MOST_IN_ALL = 4 * 1024 * 1024;

/** What arrived, as people and steps see it. */
@Injectable()
export class EventService {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EventReader) private readonly reader: EventReader,
  ) {}

  /** Throws EVENT_NOT_FOUND. */
  stored(workspaceId: string, id: string): Promise<StoredEvent> {
    return this.store.get(workspaceId, id);
  }

  /** An event without its bytes. Throws EVENT_NOT_FOUND. */
  head(workspaceId: string, id: string): Promise<EventHead> {
    return this.store.head(workspaceId, id);
  }

  /** A part of the bytes as they arrived, and no more of them. Throws EVENT_NOT_FOUND. */
  slice(workspaceId: string, id: string, part: BytePart): Promise<Buffer> {
    return this.store.slice(workspaceId, id, part);
  }

  async get(actor: Actor, id: string): Promise<EventDetail> {
    const event = await this.store.get(actor.workspaceId, id);
    const { value, fault } = this.reader.body(event);
    return {
      ...summary({ ...event, size: (event.item ?? event.body).length }),
      headers: shownTo(actor, headerObject(event.headers)),
      query: shownTo(actor, readQuery(event.query)),
      body: value,
      body_fault: fault?.reason ?? null,
      body_base64: event.body.toString('base64'),
      delivery: event.deliveryId,
    };
  }

  /** The newest events of a flow that are something to map from, newest first, with bodies up to a bound. */
  recent(workspaceId: string, flowId: string, last: number): Promise<RecentEvent[]> {
    const most = { last, mostBody: MOST_BODY, mostInAll: MOST_IN_ALL };
    return this.store.recent(workspaceId, flowId, most);
  }

  async list(
    { workspaceId }: Actor,
    filter: EventFilter,
  ): Promise<{ items: EventSummary[]; next: string | null }> {
    const rows = await this.store.list(workspaceId, { ...filter, limit: filter.limit + 1 });
    const items = rows.slice(0, filter.limit).map(summary);
    return { items, next: rows.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  /** The event that shows best what a flow is made for; null while nothing like it was captured. */
  async sample({ workspaceId }: Actor, flowId: string): Promise<EventSummary | null> {
    const row = await this.store.bestSample(workspaceId, flowId);
    return row === undefined ? null : summary(row);
  }

  /** What mappings see of that event. */
  async sampleData(workspaceId: string, flowId: string): Promise<JsonObject | undefined> {
    const row = await this.store.bestSample(workspaceId, flowId);
    return row === undefined
      ? undefined
      : this.reader.trigger(await this.store.get(workspaceId, row.id));
  }
}

function summary(row: EventRow): EventSummary {
  return {
    id: row.id,
    flow: row.flowId,
    kind: row.kind,
    verdict: row.verdict,
    reason: row.reason,
    method: row.method,
    size: row.size,
    received_at: row.receivedAt.toISOString(),
    run: row.runId,
  };
}
