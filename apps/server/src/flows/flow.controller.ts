import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  createFlowRequestSchema,
  flowListSchema,
  flowSchema,
  flowSummarySchema,
  flowVersionListSchema,
  idPageQuerySchema,
  saveDraftRequestSchema,
  stepUpgradesSchema,
  versionPageQuerySchema,
  versionParamSchema,
  type Flow,
  type FlowSummary,
} from '@millrace/model';
import type { Response } from 'express';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { BodyLimit } from '../http/body-limit.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { FlowListService } from './flow-list.service.ts';
import { FlowUpgrades } from './flow-upgrades.service.ts';
import { FlowService, type PublishedVersion } from './flow.service.ts';

/** Flows: the draft, its versions, going live. */
@Controller('flows')
export class FlowController {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(FlowListService) private readonly lists: FlowListService,
    @Inject(FlowUpgrades) private readonly upgrades: FlowUpgrades,
  ) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'List flows, newest first', response: flowListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: idPageQuerySchema }) query: z.infer<typeof idPageQuerySchema>,
  ): Promise<z.infer<typeof flowListSchema>> {
    return this.lists.page(caller, query);
  }

  @Post()
  @LeastRole('editor')
  @BodyLimit('document')
  @Describe({ summary: 'Create a flow from a document', response: flowSchema, status: 201 })
  create(
    @Caller() caller: Actor,
    @Body({ schema: createFlowRequestSchema }) body: z.infer<typeof createFlowRequestSchema>,
  ): Promise<Flow> {
    return this.flows.create(caller, body.document);
  }

  @Get(':id')
  @LeastRole('viewer')
  @Header('Cache-Control', 'no-store')
  @Describe({ summary: 'A flow with its draft document', response: flowSchema })
  async get(
    @Caller() caller: Actor,
    @Id() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flow> {
    const flow = await this.flows.get(caller, id);
    response.setHeader('ETag', flow.etag);
    return flow;
  }

  @Delete(':id')
  @LeastRole('editor')
  @HttpCode(204)
  @Describe({ summary: 'Delete a flow with its events and runs', status: 204 })
  remove(
    @Caller() caller: Actor,
    @Id() id: string,
    @Headers('if-match') etag: string | undefined,
  ): Promise<void> {
    return this.flows.remove(caller, id, etag);
  }

  @Put(':id/draft')
  @LeastRole('editor')
  @BodyLimit('document')
  @Describe({ summary: 'Save the draft; send If-Match with the last etag', response: flowSchema })
  async save(
    @Caller() caller: Actor,
    @Id() id: string,
    @Headers('if-match') etag: string | undefined,
    @Body({ schema: saveDraftRequestSchema }) body: z.infer<typeof saveDraftRequestSchema>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flow> {
    const flow = await this.flows.saveDraft(caller, id, body.document, etag);
    response.setHeader('ETag', flow.etag);
    return flow;
  }

  @Post(':id/publish')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Make the draft the live version', response: flowSummarySchema })
  publish(
    @Caller() caller: Actor,
    @Id() id: string,
    @Headers('if-match') etag: string | undefined,
  ): Promise<FlowSummary> {
    return this.flows.publish(caller, id, etag);
  }

  @Post(':id/pause')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Hold: events are kept, no runs start', response: flowSummarySchema })
  pause(@Caller() caller: Actor, @Id() id: string): Promise<FlowSummary> {
    return this.flows.setPaused(caller, id, true);
  }

  @Post(':id/resume')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({ summary: 'Go on after a pause', response: flowSummarySchema })
  resume(@Caller() caller: Actor, @Id() id: string): Promise<FlowSummary> {
    return this.flows.setPaused(caller, id, false);
  }

  @Get(':id/upgrades')
  @LeastRole('viewer')
  @Describe({
    summary: 'Steps of the draft whose connector has a newer version, and what it changes',
    response: stepUpgradesSchema,
  })
  async upgradesOf(
    @Caller() caller: Actor,
    @Id() id: string,
  ): Promise<z.infer<typeof stepUpgradesSchema>> {
    return { items: await this.upgrades.of(caller, id) };
  }

  @Get(':id/versions')
  @LeastRole('viewer')
  @Describe({ summary: 'Published versions, newest first', response: flowVersionListSchema })
  versions(
    @Caller() caller: Actor,
    @Id() id: string,
    @Query({ schema: versionPageQuerySchema }) query: z.infer<typeof versionPageQuerySchema>,
  ): Promise<{ items: PublishedVersion[]; next: string | null }> {
    return this.flows.versions(caller, id, query);
  }

  @Post(':id/versions/:version/restore')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: 'Make an old version the draft again; send If-Match with the last etag',
    response: flowSchema,
  })
  restore(
    @Caller() caller: Actor,
    @Id() id: string,
    @Headers('if-match') etag: string | undefined,
    @Param('version', { schema: versionParamSchema }) version: number,
  ): Promise<Flow> {
    return this.flows.restore(caller, id, version, etag);
  }
}
