import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { EventReading } from './event-reading.ts';
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
}
