import type { ReadBody } from '@millrace/bodies';
import { parseJson, type JsonObject, type JsonValue } from '@millrace/model';
import { DeliveryData } from './delivery-data.ts';
import { bodyOf } from './event-data.ts';
import type { StoredEvent } from './event.ts';
import { fileNamer } from './name-files.ts';

/** All that reading depends on beside the event; can be sent to another thread. */
export interface ReadingFacts {
  /** What names of files are signed with. */
  fileKey: Uint8Array;
  /** Most bytes of a body once its content codings are undone. */
  mostBytes: number;
}

/** Reads events as mappings see them: the same in keys, previews, checks, tests of a step and runs. */
export class EventReading {
  readonly facts: ReadingFacts;

  constructor(facts: ReadingFacts) {
    this.facts = facts;
  }

  /**
   * What mappings see under `trigger`. `parsed` is the body when it was read already. Of a split
   * delivery the body is the event's item, and `delivery.body` the whole, when its bytes were read.
   */
  trigger(event: StoredEvent, parsed?: { json: JsonValue }): JsonObject {
    const { id, item, body } = event;
    if (item === null) return this.delivery(event, parsed).whole();
    const value = parsed === undefined ? parseJson(item.toString('utf8')) : parsed.json;
    return this.delivery(event).item(id, value, body.length > 0);
  }

  /** The same for a delivery that is about to be split. `parsed` is its body when it was read. */
  delivery(event: StoredEvent, parsed?: { json: JsonValue }): DeliveryData {
    return new DeliveryData(event, () =>
      parsed === undefined ? this.whole(event).value : parsed.json,
    );
  }

  /** What mappings see as its body: of a split delivery the item. */
  body(event: StoredEvent): ReadBody {
    if (event.item !== null) return { kind: 'json', value: parseJson(event.item.toString('utf8')) };
    return this.whole(event);
  }

  private whole(event: StoredEvent): ReadBody {
    const { fileKey, mostBytes } = this.facts;
    return bodyOf(event, { nameFile: fileNamer(fileKey, event), mostBytes });
  }
}
