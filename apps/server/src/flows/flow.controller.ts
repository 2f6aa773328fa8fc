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
  ParseIntPipe,
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
  pageQuerySchema,
  saveDraftRequestSchema,
  type Flow,
  type FlowSummary,
} from '@millrace/model';
import type { Response } from 'express';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { FlowListService } from './flow-list.service.ts';
import { FlowService, type PublishedVersion } from './flow.service.ts';

/** Flows: the draft, its versions, going live. */
@Controller('flows')
export class FlowController {
  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(FlowListService) private readonly lists: FlowListService,
  ) {}

  @Get()
  @Describe({ summary: 'List flows, newest first', response: flowListSchema })
  list(
    @Caller() caller: CallerInfo,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<z.infer<typeof flowListSchema>> {
    return this.lists.page(caller.workspaceId, query);
  }

  @Post()
  @Describe({ summary: 'Create a flow from a document', response: flowSchema, status: 201 })
  create(
    @Caller() caller: CallerInfo,
    @Body({ schema: createFlowRequestSchema }) body: z.infer<typeof createFlowRequestSchema>,
  ): Promise<Flow> {
    return this.flows.create(caller.workspaceId, body.document);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @Describe({ summary: 'A flow with its draft document', response: flowSchema })
  async get(
    @Caller() caller: CallerInfo,
    @Id() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flow> {
    const flow = await this.flows.get(caller.workspaceId, id);
    response.setHeader('ETag', flow.etag);
    return flow;
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Delete a flow with its events and runs', status: 204 })
  remove(@Caller() caller: CallerInfo, @Id() id: string): Promise<void> {
    return this.flows.remove(caller.workspaceId, id);
  }

  @Put(':id/draft')
  @Describe({ summary: 'Save the draft; send If-Match with the last etag', response: flowSchema })
  async save(
    @Caller() caller: CallerInfo,
    @Id() id: string,
    @Headers('if-match') etag: string | undefined,
    @Body({ schema: saveDraftRequestSchema }) body: z.infer<typeof saveDraftRequestSchema>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Flow> {
    const flow = await this.flows.saveDraft(caller.workspaceId, id, body.document, etag);
    response.setHeader('ETag', flow.etag);
    return flow;
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Describe({ summary: 'Make the draft the live version', response: flowSummarySchema })
  publish(@Caller() caller: CallerInfo, @Id() id: string): Promise<FlowSummary> {
    return this.flows.publish(caller.workspaceId, id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Describe({ summary: 'Hold: events are kept, no runs start', response: flowSummarySchema })
  pause(@Caller() caller: CallerInfo, @Id() id: string): Promise<FlowSummary> {
    return this.flows.setPaused(caller.workspaceId, id, true);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Describe({ summary: 'Go on after a pause', response: flowSummarySchema })
  resume(@Caller() caller: CallerInfo, @Id() id: string): Promise<FlowSummary> {
    return this.flows.setPaused(caller.workspaceId, id, false);
  }

  @Get(':id/versions')
  @Describe({ summary: 'Published versions, newest first', response: flowVersionListSchema })
  async versions(
    @Caller() caller: CallerInfo,
    @Id() id: string,
  ): Promise<{ items: PublishedVersion[]; next: null }> {
    return { items: await this.flows.versions(caller.workspaceId, id), next: null };
  }

  @Post(':id/versions/:version/restore')
  @HttpCode(200)
  @Describe({ summary: 'Make an old version the draft again', response: flowSchema })
  restore(
    @Caller() caller: CallerInfo,
    @Id() id: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<Flow> {
    return this.flows.restore(caller.workspaceId, id, version);
  }
}
