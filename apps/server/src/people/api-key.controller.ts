import { Body, Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import {
  apiKeyListSchema,
  createApiKeyRequestSchema,
  createdApiKeySchema,
  type ApiKey,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { ApiKeyService } from './api-key.service.ts';

/** API keys of the workspace. */
@Controller('api-keys')
export class ApiKeyController {
  constructor(@Inject(ApiKeyService) private readonly keys: ApiKeyService) {}

  @Get()
  @Describe({ summary: 'List API keys, newest first', response: apiKeyListSchema })
  async list(@Caller() caller: CallerInfo): Promise<{ items: ApiKey[]; next: null }> {
    return { items: await this.keys.list(caller.workspaceId), next: null };
  }

  @Post()
  @Describe({
    summary: 'Create an API key; this answer alone holds it',
    response: createdApiKeySchema,
  })
  create(
    @Caller() caller: CallerInfo,
    @Body({ schema: createApiKeyRequestSchema }) body: z.infer<typeof createApiKeyRequestSchema>,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.create(caller, body.name);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Revoke an API key' })
  revoke(@Caller() caller: CallerInfo, @Id() id: string): Promise<void> {
    return this.keys.revoke(caller.workspaceId, id);
  }
}
