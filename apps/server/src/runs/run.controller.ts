import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  attemptListSchema,
  attemptNumberSchema,
  attemptQuerySchema,
  attemptSchema,
  replayBatchRequestSchema,
  replayBatchSchema,
  replayedSchema,
  replayRequestSchema,
  runListSchema,
  runQuerySchema,
  runSchema,
  type Attempt,
  type ReplayBatch,
  type ReplayBatchRequest,
  type ReplayRequest,
  type RunDetail,
  type RunSummary,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { BodyLimit } from '../http/body-limit.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { ReplayBatchService } from './replay-batch.service.ts';
import { ReplayService } from './replay.service.ts';
import { RunService } from './run.service.ts';

/** Runs, with each attempt of each step. */
@Controller('runs')
export class RunController {
  constructor(
    @Inject(RunService) private readonly runs: RunService,
    @Inject(ReplayService) private readonly replays: ReplayService,
    @Inject(ReplayBatchService) private readonly batches: ReplayBatchService,
  ) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List runs, newest first', response: runListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: runQuerySchema }) query: z.infer<typeof runQuerySchema>,
  ): Promise<{ items: RunSummary[]; next: string | null }> {
    return this.runs.list(caller, query);
  }

  @Get(':id')
  @LeastRole('viewer')
  @Describe({ summary: 'A run with its attempts', response: runSchema })
  get(@Caller() caller: Actor, @Id() id: string): Promise<RunDetail> {
    return this.runs.get(caller, id);
  }

  @Get(':id/attempts')
  @LeastRole('viewer')
  @Describe({
    summary: 'Attempts of a run: the last ones first, each page in order',
    response: attemptListSchema,
  })
  attempts(
    @Caller() caller: Actor,
    @Id() id: string,
    @Query({ schema: attemptQuerySchema }) query: z.infer<typeof attemptQuerySchema>,
  ): Promise<{ items: Attempt[]; next: string | null }> {
    return this.runs.attempts(caller, id, query);
  }

  @Get(':id/attempts/:seq')
  @LeastRole('viewer')
  @Describe({ summary: 'One attempt, however large it is', response: attemptSchema })
  attempt(
    @Caller() caller: Actor,
    @Id() id: string,
    @Param('seq', { schema: attemptNumberSchema }) seq: number,
  ): Promise<Attempt> {
    return this.runs.attempt(caller, id, seq);
  }

  @Post(':id/cancel')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Cancel a run that has not ended', response: runSchema })
  cancel(@Caller() caller: Actor, @Id() id: string): Promise<RunDetail> {
    return this.runs.cancel(caller, id);
  }

  @Post(':id/replay')
  @LeastRole('editor')
  @BodyLimit('event')
  @HttpCode(200)
  @Describe({
    summary: 'Run it again: from a step, on another version, with another body',
    response: replayedSchema,
  })
  async replay(
    @Caller() caller: Actor,
    @Id() id: string,
    @Body({ schema: replayRequestSchema.default({}) }) request: ReplayRequest,
  ): Promise<{ run: string }> {
    return { run: await this.replays.replay(caller, id, request) };
  }

  @Post('replay')
  @LeastRole('editor')
  @HttpCode(202)
  @Describe({ summary: 'Run many runs of a flow again', response: replayBatchSchema })
  replayMany(
    @Caller() caller: Actor,
    @Body({ schema: replayBatchRequestSchema }) request: ReplayBatchRequest,
  ): Promise<ReplayBatch> {
    return this.batches.start(caller, request);
  }
}
