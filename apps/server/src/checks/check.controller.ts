import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  checkFlowRequestSchema,
  checkFlowResponseSchema,
  type CheckFlowResponse,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { BodyLimit } from '../http/body-limit.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { CheckService } from './check.service.ts';

/** What is wrong with a flow, found without running it. */
@Controller('flows')
export class CheckController {
  constructor(@Inject(CheckService) private readonly checks: CheckService) {}

  @Post(':id/check')
  @LeastRole('viewer')
  @BodyLimit('document')
  @HttpCode(200)
  @Describe({
    summary: 'What is wrong with the mappings of a flow, by the events it captured',
    response: checkFlowResponseSchema,
  })
  check(
    @Caller() caller: Actor,
    @Id() id: string,
    @Body({ schema: checkFlowRequestSchema }) body: z.infer<typeof checkFlowRequestSchema>,
  ): Promise<CheckFlowResponse> {
    return this.checks.check(caller, id, body);
  }
}
