import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Caller, type CallerInfo } from '../http/caller.ts';
import { Describe } from '../http/describe.ts';
import { ChangeFeed } from './change-feed.ts';
import { StreamPacer } from './stream-pacer.ts';

const HEARTBEAT_MS = 15_000;

/** Server-sent events: runs and events as they happen. */
@Controller('stream')
export class StreamController {
  private readonly open = new Set<Response>();

  constructor(@Inject(ChangeFeed) private readonly feed: ChangeFeed) {}

  /** Ends every stream, so that a stopping server does not wait for browsers; they come back. */
  endAll(): void {
    for (const response of this.open) response.end();
  }

  @Get()
  @Describe({ summary: 'Runs, events and flows of the workspace as they change', stream: true })
  follow(@Caller() caller: CallerInfo, @Req() request: Request, @Res() response: Response): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 1000\n\n');
    this.open.add(response);
    const pacer = new StreamPacer((text) => response.write(text));
    const stop = this.feed.subscribe(({ workspace, message }) => {
      if (workspace === caller.workspaceId) pacer.add(message);
    });
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    request.on('close', () => {
      this.open.delete(response);
      clearInterval(heartbeat);
      stop();
      pacer.stop();
    });
  }
}
