import { readQuery } from '@millrace/bodies';
import type { JsonObject, JsonValue } from '@millrace/model';
import { headerObject } from './event-data.ts';
import type { StoredEvent } from './event.ts';

/**
 * What mappings see under `trigger` of one delivery and of the items it is split into. Whatever all of
 * them share is read at most once, and only when somebody asks: a thousand items cost what they
 * hold, not a thousand times the whole.
 */
export class DeliveryData {
  private readonly event: StoredEvent;
  private readonly readBody: () => JsonValue;
  private body: { value: JsonValue } | undefined;
  private request: JsonObject | undefined;

  /** `event` is the one that holds the bytes. */
  constructor(event: StoredEvent, readBody: () => JsonValue) {
    this.event = event;
    this.readBody = readBody;
  }

  /** The whole delivery. */
  whole(): JsonObject {
    return this.shown(this.event.id, this.wholeBody());
  }

  /** One item of it as the event with this id; with the whole beside it where it is looked at. */
  item(id: string, body: JsonValue, withWhole: boolean): JsonObject {
    const data = this.shown(id, body);
    return withWhole ? { ...data, delivery: { body: this.wholeBody() } } : data;
  }

  private wholeBody(): JsonValue {
    this.body ??= { value: this.readBody() };
    return this.body.value;
  }

  private shown(id: string, body: JsonValue): JsonObject {
    const { headers, query, method, receivedAt } = this.event;
    this.request ??= {
      headers: headerObject(headers),
      query: readQuery(query),
      method,
      received_at: receivedAt.toISOString(),
    };
    return { body, ...this.request, event_id: id };
  }
}
