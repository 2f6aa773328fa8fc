import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  testStepResponseSchema,
  tryActionRequestSchema,
  type TestStepResponse,
} from '@millrace/model';
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { ActionTrier, type TryActionRequest } from './action-trier.service.ts';

const connectorIdSchema = z.string().max(200);

/** Trying one action. */
@Controller('connectors')
export class ActionTryController {
  constructor(@Inject(ActionTrier) private readonly trier: ActionTrier) {}

  @Post(':connector/try')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: 'Make one live call of an action of a connector that the workspace made',
    response: testStepResponseSchema,
  })
  try(
    @Caller() caller: Actor,
    @Param('connector', { schema: connectorIdSchema }) connector: string,
    @Body({ schema: tryActionRequestSchema }) body: TryActionRequest,
  ): Promise<TestStepResponse> {
    return this.trier.try(caller, connector, body);
  }
}
