import { Inject, Injectable } from '@nestjs/common';
import type { ReadBody } from '@millrace/bodies';
import { parseJson, type JsonObject, type JsonValue } from '@millrace/model';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { DeliveryData } from './delivery-data.ts';
import { bodyOf, type NameFile } from './event-data.ts';
import type { StoredEvent } from './event.ts';
import { FileNames } from './file-names.ts';

/**
 * Reads events as mappings see them: the same in keys, previews, checks, tests of a step and runs.
 * Reading depends on nothing but the event and the configuration.
 */
@Injectable()
export class EventReader {
  constructor(
    @Inject(FileNames) private readonly names: FileNames,
    @Inject(CONFIG) private readonly config: Pick<ServerConfig, 'maxBody'>,
  ) {}

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
    return bodyOf(event, { nameFile: this.fileOf(event), mostBytes: this.config.maxBody });
  }

  private fileOf({ workspaceId, id, deliveryId }: StoredEvent): NameFile {
    const event = deliveryId ?? id;
    return ({ name, type, offset, bytes }) => ({
      file: this.names.name(workspaceId, { event, offset, bytes }),
      ...{ name, type, bytes },
    });
  }
}
