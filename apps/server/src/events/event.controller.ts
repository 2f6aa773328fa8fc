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
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { EventService } from './event.service.ts';

/** What arrived, each with its verdict. */
@Controller('events')
export class EventController {
  constructor(@Inject(EventService) private readonly events: EventService) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List events, newest first', response: eventListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: eventQuerySchema }) query: z.infer<typeof eventQuerySchema>,
  ): Promise<{ items: EventSummary[]; next: string | null }> {
    return this.events.list(caller, query);
  }

  @Get('sample')
  @LeastRole('viewer')
  @Describe({
    summary: 'The event that shows best what a flow is made for, or null',
    response: eventSampleSchema,
  })
  async sample(
    @Caller() caller: Actor,
    @Query({ schema: eventSampleQuerySchema }) query: z.infer<typeof eventSampleQuerySchema>,
  ): Promise<z.infer<typeof eventSampleSchema>> {
    return { event: await this.events.sample(caller, query.flow) };
  }

  @Get(':id')
  @LeastRole('viewer')
  @Describe({ summary: 'An event with its headers and body', response: eventSchema })
  get(@Caller() caller: Actor, @Id() id: string): Promise<EventDetail> {
    return this.events.get(caller, id);
  }
}
