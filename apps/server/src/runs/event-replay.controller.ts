import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { replayedSchema } from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { EventService } from '../events/event.service.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { RunStarter } from './run-starter.service.ts';

/** Running flows again for events that are stored. */
@Controller('events')
export class EventReplayController {
  constructor(
    @Inject(EventService) private readonly events: EventService,
    @Inject(RunStarter) private readonly starter: RunStarter,
  ) {}

  @Post(':id/replay')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Run the live version for this event again', response: replayedSchema })
  async replay(@Caller() caller: Actor, @Id() id: string): Promise<{ run: string }> {
    const event = await this.events.stored(caller.workspaceId, id);
    return { run: await this.starter.startLive(caller, event.flowId, event.id, 'replayed') };
  }
}
