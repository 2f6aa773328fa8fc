import { Module } from '@nestjs/common';
import { EventController } from './event.controller.ts';
import { EventService } from './event.service.ts';
import { EventStore } from './event.store.ts';

@Module({
  controllers: [EventController],
  providers: [EventService, EventStore],
  exports: [EventService],
})
export class EventsModule {}
