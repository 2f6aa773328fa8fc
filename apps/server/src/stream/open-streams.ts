import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ACCESS, type Access } from '../access/access.ts';
import { userOf, type Actor } from '../access/actor.ts';
import { ChangeFeed } from './change-feed.ts';
import { StreamPacer } from './stream-pacer.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that reads nothing is let go: what it missed it loads when it comes back. */
const MOST_UNREAD = 1024 * 1024;

interface OpenStream {
  actor: Actor;
  response: Response;
}

/**
 * The streams that browsers and programs hold open. Each ends when what it was opened with ends:
 * the session, the key, or the role.
 */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  private readonly logger = new Logger(OpenStreams.name);
  private readonly open = new Set<OpenStream>();
  private readonly stop: (() => void)[];

  constructor(
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(ACCESS) private readonly access: Access,
  ) {
    this.stop = [
      feed.onAccess((userId) => this.review(({ actor }) => userOf(actor) === userId)),
      feed.onReconnect(() => this.review(() => true)),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** Sends what happens in the workspace of the actor until either side ends it. */
  add(actor: Actor, request: Request, response: Response): void {
    const stream = { actor, response };
    const pacer = new StreamPacer((text) => write(response, text));
    const stop = this.feed.subscribe(({ workspace, message }) => {
      if (workspace === actor.workspaceId) pacer.add(message);
    });
    const heartbeat = setInterval(() => {
      write(response, ': still here\n\n');
      void this.check(stream);
    }, HEARTBEAT_MS);
    this.open.add(stream);
    request.once('close', () => {
      this.open.delete(stream);
      clearInterval(heartbeat);
      stop();
      pacer.stop();
    });
    // The access may have ended between the guard's look and now.
    void this.check(stream);
  }

  /** Ends every stream, so that a stopping server does not wait for browsers; they come back. */
  endAll(): void {
    for (const { response } of this.open) response.end();
  }

  private review(concerns: (stream: OpenStream) => boolean): void {
    for (const stream of this.open) if (concerns(stream)) void this.check(stream);
  }

  private async check(stream: OpenStream): Promise<void> {
    try {
      if (!(await this.access.holds(stream.actor))) stream.response.end();
    } catch (error) {
      // Nobody can say whether it still holds: the browser comes back and asks.
      this.logger.debug(`Ended a stream: ${String(error)}`);
      stream.response.end();
    }
  }
}

function write(response: Response, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(text);
  if (response.writableLength > MOST_UNREAD) response.destroy();
}
