import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  testStepRequestSchema,
  testStepResponseSchema,
  type TestStepResponse,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { StepTester } from './step-tester.service.ts';

/** Trying one step. */
@Controller('flows')
export class StepTestController {
  constructor(@Inject(StepTester) private readonly tester: StepTester) {}

  @Post(':id/steps/:step/test')
  @HttpCode(200)
  @Describe({
    summary: 'Run one step of the draft against a captured event',
    response: testStepResponseSchema,
  })
  test(
    @Caller() caller: CallerInfo,
    @Id() id: string,
    @Param('step') step: string,
    @Body({ schema: testStepRequestSchema }) body: z.infer<typeof testStepRequestSchema>,
  ): Promise<TestStepResponse> {
    return this.tester.test(caller.workspaceId, id, step, body.event);
  }
}
