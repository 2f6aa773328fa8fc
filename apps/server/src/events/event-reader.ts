import { Inject, Injectable } from '@nestjs/common';
import type { ReadBody } from '@millrace/bodies';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { shownTo } from '../access/viewer-sight.ts';
import { bodyOf, triggerData, type NameFile } from './event-data.ts';
import type { StoredEvent } from './event.ts';
import { FileNames } from './file-names.ts';

/** Reads events as mappings see them: the same in previews, checks, tests of a step and runs. */
@Injectable()
export class EventReader {
  constructor(@Inject(FileNames) private readonly names: FileNames) {}

  /** What mappings see under `trigger`. `parsed` is the body when it was read as JSON already. */
  trigger(event: StoredEvent, parsed?: { json: JsonValue }): JsonObject {
    return triggerData(event, parsed, this.fileOf(event));
  }

  /** The same, as an actor may see it in previews and checks. */
  triggerFor(actor: Actor, event: StoredEvent): JsonObject {
    const data = this.trigger(event);
    const shown = (name: string): JsonObject => {
      const named = data[name];
      return isJsonObject(named) ? shownTo(actor, named) : {};
    };
    return { ...data, headers: shown('headers'), query: shown('query') };
  }

  /** What mappings see as its body: of a split delivery the item. */
  body(event: StoredEvent): ReadBody {
    if (event.item !== null) return { kind: 'json', value: parseJson(event.item.toString('utf8')) };
    return bodyOf(event, this.fileOf(event));
  }

  private fileOf({ workspaceId, id, deliveryId }: StoredEvent): NameFile {
    const event = deliveryId ?? id;
    return ({ name, type, offset, bytes }) => ({
      file: this.names.name(workspaceId, { event, offset, bytes }),
      ...{ name, type, bytes },
    });
  }
}
