import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  apiKeyListSchema,
  createApiKeyRequestSchema,
  createdApiKeySchema,
  idPageQuerySchema,
  type ApiKey,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
import { ApiKeyService } from './api-key.service.ts';

/** API keys of the workspace. */
@Controller('api-keys')
export class ApiKeyController {
  constructor(@Inject(ApiKeyService) private readonly keys: ApiKeyService) {}

  @Get()
  @LeastRole('owner')
  @Describe({ summary: 'List API keys, newest first', response: apiKeyListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: idPageQuerySchema }) query: z.infer<typeof idPageQuerySchema>,
  ): Promise<{ items: ApiKey[]; next: string | null }> {
    return this.keys.list(caller, query);
  }

  @Post()
  @LeastRole('owner')
  @Describe({
    summary: 'Create an API key; this answer alone holds it',
    response: createdApiKeySchema,
  })
  create(
    @Caller() caller: Actor,
    @Body({ schema: createApiKeyRequestSchema }) body: z.infer<typeof createApiKeyRequestSchema>,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.create(caller, body);
  }

  @Delete(':id')
  @LeastRole('owner')
  @HttpCode(204)
  @Describe({ summary: 'Revoke an API key' })
  revoke(@Caller() caller: Actor, @Id() id: string): Promise<void> {
    return this.keys.revoke(caller, id);
  }
}
