import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { evaluateMapping } from '@millrace/mapping';
import { jsonTypeOf, previewRequestSchema, previewResponseSchema } from '@millrace/model';
import type { z } from 'zod';
import { Describe } from '../http/describe.ts';

/** Mappings, without effects. */
@Controller('mappings')
export class MappingController {
  @Post('preview')
  @HttpCode(200)
  @Describe({ summary: 'The value a mapping gives for some data', response: previewResponseSchema })
  preview(
    @Body({ schema: previewRequestSchema }) body: z.infer<typeof previewRequestSchema>,
  ): z.infer<typeof previewResponseSchema> {
    const value = evaluateMapping(body.mapping, body.data);
    return value === undefined
      ? { value: null, type: 'missing' }
      : { value, type: jsonTypeOf(value) };
  }
}
