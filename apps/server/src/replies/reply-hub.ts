import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RunReplies, type RunReply } from '../runs/run-replies.ts';
import { ChangeFeed } from '../stream/change-feed.ts';

/** Senders wait this long for a run; most give up at 30 s themselves. */
const REPLY_MS = 30_000;
/** How often all are asked for: a message of another process may have been missed. */
const LOOK_MS = 1_000;
/** Senders that wait at a time; further ones are answered at once with where to look. */
const MOST_WAITING = 2_000;

interface Waiting {
  enough: (reply: RunReply) => boolean;
  end: (reply: RunReply | undefined) => void;
}

/**
 * Waits for what runs reply to the senders of their events. However many wait, one query at a
 * time asks for those that a notification named, and once a second for all.
 */
@Injectable()
export class ReplyHub implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<Waiting>>();
  private count = 0;
  /** Runs to ask for with the next query. */
  private readonly notified = new Set<string>();
  private asking = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly stop: () => void;

  constructor(
    @Inject(ChangeFeed) feed: ChangeFeed,
    @Inject(RunReplies) private readonly replies: RunReplies,
  ) {
    this.stop = feed.subscribe(({ message }) => {
      if (message.kind === 'run' && this.waiting.has(message.id)) this.askFor([message.id]);
      if (message.kind === 'many') this.askFor(this.waiting.keys());
    });
  }

  onModuleDestroy(): void {
    this.stop();
    clearInterval(this.timer);
  }

  /**
   * The reply of a run once `enough` says so; undefined when it does not within `ms`, when too many
   * wait already, or when `signal` is aborted because nobody waits any more.
   */
  wait(
    runId: string,
    enough: (reply: RunReply) => boolean,
    ms: number = REPLY_MS,
    signal?: AbortSignal,
  ): Promise<RunReply | undefined> {
    if (this.count >= MOST_WAITING || signal?.aborted === true) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const one: Waiting = {
        enough,
        end: (reply) => {
          clearTimeout(deadline);
          signal?.removeEventListener('abort', giveUp);
          this.remove(runId, one);
          resolve(reply);
        },
      };
      const giveUp = (): void => one.end(undefined);
      const deadline = setTimeout(giveUp, ms);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.add(runId, one);
      this.askFor([runId]);
    });
  }

  private add(runId: string, one: Waiting): void {
    const others = this.waiting.get(runId) ?? new Set();
    this.waiting.set(runId, others.add(one));
    this.count += 1;
    this.timer ??= setInterval(() => this.askFor(this.waiting.keys()), LOOK_MS);
  }

  private remove(runId: string, one: Waiting): void {
    const others = this.waiting.get(runId);
    if (others?.delete(one) !== true) return;
    this.count -= 1;
    if (others.size === 0) this.waiting.delete(runId);
    if (this.count > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private askFor(runs: Iterable<string>): void {
    for (const id of runs) this.notified.add(id);
    if (!this.asking) void this.ask();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    while (this.notified.size > 0) {
      const ids = [...this.notified];
      this.notified.clear();
      // When the database is away, the next round asks again.
      const replies = await this.replies.ofMany(ids).catch(() => new Map<string, RunReply>());
      for (const [id, reply] of replies) this.settle(id, reply);
    }
    this.asking = false;
  }

  private settle(runId: string, reply: RunReply): void {
    for (const one of this.waiting.get(runId) ?? []) if (one.enough(reply)) one.end(reply);
  }
}
