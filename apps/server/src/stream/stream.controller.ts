import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../access/actor.ts';
import { Caller } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { LeastRole } from '../http/least-role.ts';
import { OpenStreams } from './open-streams.ts';

/** Server-sent events: runs and events as they happen. */
@Controller('stream')
export class StreamController {
  constructor(@Inject(OpenStreams) private readonly streams: OpenStreams) {}

  @Get()
  @LeastRole('viewer')
  @Describe({ summary: 'Runs, events and flows of the workspace as they change', stream: true })
  follow(@Caller() caller: Actor, @Req() request: Request, @Res() response: Response): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 1000\n\n');
    this.streams.add(caller, request, response);
  }
}
