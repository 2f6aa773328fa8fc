import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  listAnswerSchema,
  listRequestSchema,
  shapeAnswerSchema,
  shapeRequestSchema,
  type Field,
  type ListChoice,
} from '@millrace/model';
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { ConnectionLookUps } from './connection-look-ups.ts';

const nameSchema = z.string().max(64);

/** Choices and fields that an account defines, for whoever edits a step. */
@Controller('connections')
export class LookUpController {
  constructor(@Inject(ConnectionLookUps) private readonly lookUps: ConnectionLookUps) {}

  @Post(':id/lists/:list')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Choices that the account defines', response: listAnswerSchema })
  async list(
    @Caller() caller: Actor,
    @Id() id: string,
    @Param('list', { schema: nameSchema }) list: string,
    @Body({ schema: listRequestSchema }) body: z.infer<typeof listRequestSchema>,
  ): Promise<{ items: ListChoice[] }> {
    return { items: await this.lookUps.list(caller, id, list, body) };
  }

  @Post(':id/shapes/:shape')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Fields that the account defines', response: shapeAnswerSchema })
  async shape(
    @Caller() caller: Actor,
    @Id() id: string,
    @Param('shape', { schema: nameSchema }) shape: string,
    @Body({ schema: shapeRequestSchema }) body: z.infer<typeof shapeRequestSchema>,
  ): Promise<{ fields: Field[] }> {
    return { fields: await this.lookUps.shape(caller, id, shape, body) };
  }
}
