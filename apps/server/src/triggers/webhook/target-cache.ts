import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FlowService, type TriggerTarget } from '../../flows/flow.service.ts';
import { ChangeFeed } from '../../stream/change-feed.ts';
import { FeedCache } from '../../stream/feed-cache.ts';

/**
 * A target with its live document takes a few kilobytes; guessing a token that no flow has costs one
 * look.
 */
const BOUNDS = { values: 20_000, absent: 10_000 };

/**
 * The flows behind trigger URLs, in memory, so that accepting an event reads nothing. An entry goes
 * when its flow changes; how stale one can be says {@link FeedCache}.
 */
@Injectable()
export class TargetCache implements OnModuleDestroy {
  private readonly targets: FeedCache<TriggerTarget>;
  private readonly stop: (() => void)[];

  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.targets = new FeedCache(feed, BOUNDS);
    this.stop = [
      feed.subscribe(({ message }) => {
        if (message.kind === 'flow') this.targets.forget(({ id }) => id === message.id);
      }),
      feed.onReconnect(() => this.targets.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** The flow behind a trigger URL; undefined when there is none. */
  get(token: string): TriggerTarget | undefined | Promise<TriggerTarget | undefined> {
    return this.targets.get(token, () => this.flows.byToken(token));
  }
}
