import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  eventListSchema,
  eventQuerySchema,
  eventSchema,
  replayedSchema,
  type EventDetail,
  type EventSummary,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { RunStarter } from '../runs/run-starter.service.ts';
import { EventService } from './event.service.ts';

/** What arrived, each with its verdict. */
@Controller('events')
export class EventController {
  constructor(
    @Inject(EventService) private readonly events: EventService,
    @Inject(RunStarter) private readonly starter: RunStarter,
  ) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List events, newest first', response: eventListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: eventQuerySchema }) query: z.infer<typeof eventQuerySchema>,
  ): Promise<{ items: EventSummary[]; next: string | null }> {
    return this.events.list(caller, query);
  }

  @Get(':id')
  @LeastRole('viewer')
  @Describe({ summary: 'An event with its headers and body', response: eventSchema })
  get(@Caller() caller: Actor, @Id() id: string): Promise<EventDetail> {
    return this.events.get(caller, id);
  }

  @Post(':id/replay')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Run the live version for this event again', response: replayedSchema })
  async replay(@Caller() caller: Actor, @Id() id: string): Promise<{ run: string }> {
    const event = await this.events.stored(caller.workspaceId, id);
    return { run: await this.starter.startLive(caller.workspaceId, event.flowId, event.id) };
  }
}
