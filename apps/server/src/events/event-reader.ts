import { Inject, Injectable } from '@nestjs/common';
import { isJsonObject, type JsonObject } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { shownTo } from '../access/viewer-sight.ts';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { EventReading } from './event-reading.ts';
import type { StoredEvent } from './event.ts';
import { FileNames } from './file-names.ts';

/** Reads events with the configuration of this server. */
@Injectable()
export class EventReader extends EventReading {
  constructor(
    @Inject(FileNames) names: FileNames,
    @Inject(CONFIG) config: Pick<ServerConfig, 'maxBody'>,
  ) {
    super({ fileKey: names.key, mostBytes: config.maxBody });
  }

  /** What mappings see under `trigger`, as an actor may see it in previews and checks. */
  triggerFor(actor: Actor, event: StoredEvent): JsonObject {
    const data = this.trigger(event);
    const shown = (name: string): JsonObject => {
      const named = data[name];
      return isJsonObject(named) ? shownTo(actor, named) : {};
    };
    return { ...data, headers: shown('headers'), query: shown('query') };
  }
}
