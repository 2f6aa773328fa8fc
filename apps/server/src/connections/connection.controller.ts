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
  idPageQuerySchema,
  updateConnectionRequestSchema,
  type Connection,
  type ConnectionTest,
  type CreateConnectionRequest,
  type UpdateConnectionRequest,
} from '@millrace/model';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { Id } from '../http/id.ts';
import { LeastRole } from '../http/least-role.ts';
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
  @LeastRole('viewer')
  @Describe({ summary: 'List connections, newest first', response: connectionListSchema })
  list(
    @Caller() caller: Actor,
    @Query({ schema: idPageQuerySchema }) query: z.infer<typeof idPageQuerySchema>,
  ): Promise<ConnectionPage> {
    return this.connections.page(caller, query);
  }

  @Post()
  @LeastRole('editor')
  @Describe({ summary: 'Create a connection', response: connectionSchema })
  create(
    @Caller() caller: Actor,
    @Body({ schema: createConnectionRequestSchema }) body: CreateConnectionRequest,
  ): Promise<Connection> {
    return this.connections.create(caller, body);
  }

  @Get(':id')
  @LeastRole('viewer')
  @Describe({ summary: 'A connection, without its values', response: connectionSchema })
  get(@Caller() caller: Actor, @Id() id: string): Promise<Connection> {
    return this.connections.get(caller, id);
  }

  @Patch(':id')
  @LeastRole('editor')
  @Describe({
    summary: 'Change the name or some of the values; the others stay',
    response: connectionSchema,
  })
  update(
    @Caller() caller: Actor,
    @Id() id: string,
    @Body({ schema: updateConnectionRequestSchema }) body: UpdateConnectionRequest,
  ): Promise<Connection> {
    return this.connections.update(caller, id, body);
  }

  @Delete(':id')
  @LeastRole('editor')
  @HttpCode(204)
  @Describe({ summary: 'Delete a connection that no flow uses' })
  remove(@Caller() caller: Actor, @Id() id: string): Promise<void> {
    return this.connections.remove(caller, id);
  }

  @Post(':id/test')
  @LeastRole('editor')
  @HttpCode(200)
  @Describe({
    summary: 'Ask the application whether it accepts the connection',
    response: connectionTestSchema,
  })
  test(@Caller() caller: Actor, @Id() id: string): Promise<ConnectionTest> {
    return this.tester.test(caller, id);
  }
}
