import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RunReplies, type RunReply } from '../runs/run-replies.ts';
import { ChangeFeed } from '../stream/change-feed.ts';

/** Senders wait this long for a run; most give up at 30 s themselves. */
const REPLY_MS = 30_000;
/** The look that finds what no message told: the worker may be another process. */
const LOOK_MS = 1_000;

type Look = () => void;

/** Waits for what runs give back to the senders of their events. */
@Injectable()
export class ReplyHub implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<Look>>();
  private readonly stop: () => void;

  constructor(
    @Inject(ChangeFeed) feed: ChangeFeed,
    @Inject(RunReplies) private readonly replies: RunReplies,
  ) {
    this.stop = feed.subscribe(({ message }) => {
      if (message.kind !== 'run') return;
      for (const look of this.waiting.get(message.id) ?? []) look();
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** The reply of a run once `enough` says so; undefined when it does not within `ms`. */
  wait(
    runId: string,
    enough: (reply: RunReply) => boolean,
    ms: number = REPLY_MS,
  ): Promise<RunReply | undefined> {
    return new Promise((resolve, reject) => {
      let looking = false;
      let again = false;
      const end = (reply: RunReply | undefined): void => {
        clearInterval(timer);
        clearTimeout(deadline);
        this.remove(runId, look);
        resolve(reply);
      };
      const look = (): void => {
        again = looking;
        if (looking) return;
        looking = true;
        this.replies
          .of(runId)
          .then((reply) => {
            looking = false;
            if (reply !== undefined && enough(reply)) end(reply);
            else if (again) look();
          })
          .catch(reject);
      };
      const timer = setInterval(look, LOOK_MS);
      const deadline = setTimeout(() => end(undefined), ms);
      this.add(runId, look);
      look();
    });
  }

  private add(runId: string, look: Look): void {
    const looks = this.waiting.get(runId) ?? new Set();
    this.waiting.set(runId, looks.add(look));
  }

  private remove(runId: string, look: Look): void {
    const looks = this.waiting.get(runId);
    looks?.delete(look);
    if (looks?.size === 0) this.waiting.delete(runId);
  }
}
