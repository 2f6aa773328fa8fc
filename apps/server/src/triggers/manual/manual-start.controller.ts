import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  hookAnswerSchema,
  runFlowRequestSchema,
  sendSampleRequestSchema,
  startedRunSchema,
  type HookAnswer,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { BodyLimit } from '../../http/body-limit.ts';
import { Caller } from '../../http/caller.ts';
import { Describe } from '../../http/describe.ts';
import { Id } from '../../http/id.ts';
import { LeastRole } from '../../http/least-role.ts';
import { ManualStart } from './manual-start.service.ts';

/** Starting a flow without its sender. */
@Controller('flows')
export class ManualStartController {
  constructor(@Inject(ManualStart) private readonly starts: ManualStart) {}

  @Post(':id/run')
  @LeastRole('editor')
  @BodyLimit('event')
  @HttpCode(200)
  @Describe({
    summary: 'Start the live version by hand, with a captured event or a body',
    response: startedRunSchema,
  })
  run(
    @Caller() caller: Actor,
    @Id() id: string,
    @Body({ schema: runFlowRequestSchema }) body: z.infer<typeof runFlowRequestSchema>,
  ): Promise<z.infer<typeof startedRunSchema>> {
    return this.starts.run(caller, id, body);
  }

  @Post(':id/sample')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: "Send the trigger's sample, signed like a real one, through the trigger URL's path",
    response: hookAnswerSchema,
  })
  sample(
    @Caller() caller: Actor,
    @Id() id: string,
    @Body({ schema: sendSampleRequestSchema }) body: z.infer<typeof sendSampleRequestSchema>,
  ): Promise<HookAnswer> {
    return this.starts.sample(caller, id, body.sample);
  }
}
