import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  pageQuerySchema,
  replayBatchListSchema,
  replayBatchSchema,
  type ReplayBatch,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { ReplayBatchService } from './replay-batch.service.ts';

/** Replays of many runs. */
@Controller('replays')
export class ReplayController {
  constructor(@Inject(ReplayBatchService) private readonly batches: ReplayBatchService) {}

  @Get()
  @Describe({ summary: 'List replays of many runs, newest first', response: replayBatchListSchema })
  list(
    @Caller() caller: CallerInfo,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<{ items: ReplayBatch[]; next: string | null }> {
    return this.batches.list(caller.workspaceId, query);
  }

  @Get(':id')
  @Describe({ summary: 'How far a replay of many runs is', response: replayBatchSchema })
  get(@Caller() caller: CallerInfo, @Id() id: string): Promise<ReplayBatch> {
    return this.batches.get(caller.workspaceId, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Describe({ summary: 'Start no further runs of a replay', response: replayBatchSchema })
  cancel(@Caller() caller: CallerInfo, @Id() id: string): Promise<ReplayBatch> {
    return this.batches.cancel(caller.workspaceId, id);
  }
}
