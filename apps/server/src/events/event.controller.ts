import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  eventListSchema,
  eventQuerySchema,
  eventSampleQuerySchema,
  eventSampleSchema,
  eventSchema,
  type EventDetail,
  type EventSummary,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { EventService } from './event.service.ts';

/** What arrived, each with its verdict. */
@Controller('events')
export class EventController {
  constructor(@Inject(EventService) private readonly events: EventService) {}

  @Get()
  @Describe({ summary: 'List events, newest first', response: eventListSchema })
  list(
    @Caller() caller: CallerInfo,
    @Query({ schema: eventQuerySchema }) query: z.infer<typeof eventQuerySchema>,
  ): Promise<{ items: EventSummary[]; next: string | null }> {
    return this.events.list(caller.workspaceId, query);
  }

  @Get('sample')
  @Describe({
    summary: 'The event that shows best what a flow is made for, or null',
    response: eventSampleSchema,
  })
  async sample(
    @Caller() caller: CallerInfo,
    @Query({ schema: eventSampleQuerySchema }) query: z.infer<typeof eventSampleQuerySchema>,
  ): Promise<z.infer<typeof eventSampleSchema>> {
    return { event: await this.events.sample(caller.workspaceId, query.flow) };
  }

  @Get(':id')
  @Describe({ summary: 'An event with its headers and body', response: eventSchema })
  get(@Caller() caller: CallerInfo, @Id() id: string): Promise<EventDetail> {
    return this.events.get(caller.workspaceId, id);
  }
}
