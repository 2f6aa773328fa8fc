import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module.ts';
import { EventController } from './event.controller.ts';
import { EventService } from './event.service.ts';
import { EventStore } from './event.store.ts';

@Module({
  imports: [RunsModule],
  controllers: [EventController],
  providers: [EventService, EventStore],
  exports: [EventService],
})
export class EventsModule {}
