import { Module } from '@nestjs/common';
import { EventController } from './event.controller.ts';
import { EventReader } from './event-reader.ts';
import { EventService } from './event.service.ts';
import { EventStore } from './event.store.ts';
import { FileNames } from './file-names.ts';

@Module({
  controllers: [EventController],
  providers: [EventReader, EventService, EventStore, FileNames],
  exports: [EventReader, EventService, FileNames],
})
export class EventsModule {}
