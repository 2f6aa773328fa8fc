import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  checkFlowRequestSchema,
  checkFlowResponseSchema,
  type CheckFlowResponse,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { CheckService } from './check.service.ts';

/** What is wrong with a flow, found without running it. */
@Controller('flows')
export class CheckController {
  constructor(@Inject(CheckService) private readonly checks: CheckService) {}

  @Post(':id/check')
  @HttpCode(200)
  @Describe({
    summary: 'What is wrong with the mappings of a flow, by the events it captured',
    response: checkFlowResponseSchema,
  })
  check(
    @Caller() { workspaceId }: CallerInfo,
    @Id() id: string,
    @Body({ schema: checkFlowRequestSchema }) body: z.infer<typeof checkFlowRequestSchema>,
  ): Promise<CheckFlowResponse> {
    return this.checks.check(workspaceId, id, body);
  }
}
