import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  connectionListSchema,
  connectionSchema,
  connectionTestSchema,
  createConnectionRequestSchema,
  updateConnectionRequestSchema,
  type Connection,
  type ConnectionTest,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import type { z } from 'zod';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { idPageQuerySchema } from '../http/page-query.ts';
import { ConnectionTester } from './connection-tester.ts';
import { ConnectionsService, type ConnectionPage } from './connections.service.ts';

/** Connections of the workspace. Their values go in and never come out. */
@Controller('connections')
export class ConnectionController {
  constructor(
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
    @Inject(ConnectionTester) private readonly tester: ConnectionTester,
  ) {}

  @Get()
  @Describe({ summary: 'List connections, newest first', response: connectionListSchema })
  list(
    @Caller() caller: CallerInfo,
    @Query({ schema: idPageQuerySchema }) query: z.infer<typeof idPageQuerySchema>,
  ): Promise<ConnectionPage> {
    return this.connections.page(caller.workspaceId, query);
  }

  @Post()
  @Describe({ summary: 'Create a connection', response: connectionSchema })
  create(
    @Caller() caller: CallerInfo,
    @Body({ schema: createConnectionRequestSchema }) body: CreateConnectionRequest,
  ): Promise<Connection> {
    return this.connections.create(caller.workspaceId, body);
  }

  @Get(':id')
  @Describe({ summary: 'A connection, without its values', response: connectionSchema })
  get(@Caller() caller: CallerInfo, @Id() id: string): Promise<Connection> {
    return this.connections.get(caller.workspaceId, id);
  }

  @Patch(':id')
  @Describe({
    summary: 'Change the name or some of the values; the others stay',
    response: connectionSchema,
  })
  update(
    @Caller() caller: CallerInfo,
    @Id() id: string,
    @Body({ schema: updateConnectionRequestSchema }) body: UpdateConnectionRequest,
  ): Promise<Connection> {
    return this.connections.update(caller.workspaceId, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Delete a connection that no flow uses' })
  remove(@Caller() caller: CallerInfo, @Id() id: string): Promise<void> {
    return this.connections.remove(caller.workspaceId, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Describe({
    summary: 'Ask the application whether it accepts the connection',
    response: connectionTestSchema,
  })
  test(@Caller() caller: CallerInfo, @Id() id: string): Promise<ConnectionTest> {
    return this.tester.test(caller.workspaceId, id);
  }
}
