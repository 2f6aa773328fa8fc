import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  stepIdSchema,
  testStepRequestSchema,
  testStepResponseSchema,
  type TestStepResponse,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { StepTester } from './step-tester.service.ts';

/** Trying one step. */
@Controller('flows')
export class StepTestController {
  constructor(@Inject(StepTester) private readonly tester: StepTester) {}

  @Post(':id/steps/:step/test')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: 'Run one step of the draft against a captured event',
    response: testStepResponseSchema,
  })
  test(
    @Caller() caller: Actor,
    @Id() id: string,
    @Param('step', { schema: stepIdSchema }) step: string,
    @Body({ schema: testStepRequestSchema }) body: z.infer<typeof testStepRequestSchema>,
  ): Promise<TestStepResponse> {
    return this.tester.test(caller, id, step, body.event);
  }
}
