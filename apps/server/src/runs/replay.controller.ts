import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  idPageQuerySchema,
  replayBatchListSchema,
  replayBatchSchema,
  type ReplayBatch,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { ReplayBatchService } from './replay-batch.service.ts';

/** Replays of many runs. */
@Controller('replays')
export class ReplayController {
  constructor(@Inject(ReplayBatchService) private readonly batches: ReplayBatchService) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List replays of many runs, newest first', response: replayBatchListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: idPageQuerySchema }) query: z.infer<typeof idPageQuerySchema>,
  ): Promise<{ items: ReplayBatch[]; next: string | null }> {
    return this.batches.list(caller, query);
  }

  @Get(':id')
  @LeastRole('viewer')
  @Describe({ summary: 'How far a replay of many runs is', response: replayBatchSchema })
  get(@Caller() caller: Actor, @Id() id: string): Promise<ReplayBatch> {
    return this.batches.get(caller, id);
  }

  @Post(':id/cancel')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Start no further runs of a replay', response: replayBatchSchema })
  cancel(@Caller() caller: Actor, @Id() id: string): Promise<ReplayBatch> {
    return this.batches.cancel(caller, id);
  }
}
