import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  previewRequestSchema,
  previewResponseSchema,
  type PreviewRequest,
  type PreviewRows,
  type PreviewValue,
} from '@millrace/model';
import type { Actor } from '../access/actor.ts';
import { BodyLimit } from '../http/body-limit.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { MappingPreview } from './mapping-preview.service.ts';

/** Mappings, without effects. */
@Controller('mappings')
export class MappingController {
  constructor(@Inject(MappingPreview) private readonly previews: MappingPreview) {}

  @Post('preview')
  @LeastRole('viewer')
  @BodyLimit('event')
  @HttpCode(200)
  @Describe({
    summary: 'What a mapping gives for some data, or for the newest events of a flow',
    response: previewResponseSchema,
  })
  async preview(
    @Caller() caller: Actor,
    @Body({ schema: previewRequestSchema }) body: PreviewRequest,
  ): Promise<PreviewValue | PreviewRows> {
    const { mapping, data = null, flow_id: flow, step, last } = body;
    if (flow === undefined) return this.previews.ofData(mapping, data);
    return this.previews.overEvents(caller, { mapping, flow, step, last });
  }
}
