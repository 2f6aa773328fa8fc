import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { replayedSchema } from '@millrace/model';
import { Caller, type CallerInfo } from '../../http/caller.ts';
import { Describe } from '../../http/describe.ts';
import { Id } from '../../http/id.ts';
import { ManualStart } from './manual-start.service.ts';

/** Running what arrived once more. */
@Controller('events')
export class EventReplayController {
  constructor(@Inject(ManualStart) private readonly starts: ManualStart) {}

  @Post(':id/replay')
  @HttpCode(200)
  @Describe({ summary: 'Run the live version for this event again', response: replayedSchema })
  async replay(@Caller() caller: CallerInfo, @Id() id: string): Promise<{ run: string }> {
    return { run: await this.starts.again(caller.workspaceId, id) };
  }
}
