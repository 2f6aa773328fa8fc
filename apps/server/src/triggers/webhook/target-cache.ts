import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FlowService, type TriggerTarget } from '../flows/flow.service.ts';
import { ChangeFeed } from '../stream/change-feed.ts';

/** A target with its live document takes a few kilobytes. */
const MOST_TARGETS = 20_000;
const MOST_UNKNOWN = 10_000;

/**
 * The flows behind trigger URLs, in memory, so that accepting an event reads nothing. An entry goes
 * when its flow changes; without the change feed nothing is kept.
 */
@Injectable()
export class TriggerCache implements OnModuleDestroy {
  private readonly targets = new Map<string, TriggerTarget>();
  private readonly tokens = new Map<string, string>();
  /** Tokens of no flow: guessing them costs one look each. */
  private readonly unknown = new Set<string>();
  /** Looks under way. One that a change overtook is not kept. */
  private readonly loading = new Map<string, Promise<TriggerTarget | undefined>>();
  private readonly stop: (() => void)[];

  constructor(
    @Inject(FlowService) private readonly flows: FlowService,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
  ) {
    this.stop = [
      feed.subscribe(({ message }) => {
        if (message.kind === 'flow') this.forget(message.id);
      }),
      feed.onLoss(() => this.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** The flow behind a trigger URL; undefined when there is none. */
  get(token: string): TriggerTarget | undefined | Promise<TriggerTarget | undefined> {
    if (!this.feed.isConnected) return this.flows.byToken(token);
    const kept = this.targets.get(token);
    if (kept !== undefined) return kept;
    if (this.unknown.has(token)) return undefined;
    return this.loading.get(token) ?? this.load(token);
  }

  private async load(token: string): Promise<TriggerTarget | undefined> {
    const look = this.flows.byToken(token);
    this.loading.set(token, look);
    try {
      const target = await look;
      if (this.loading.get(token) === look) this.keep(token, target);
      return target;
    } finally {
      if (this.loading.get(token) === look) this.loading.delete(token);
    }
  }

  private keep(token: string, target: TriggerTarget | undefined): void {
    if (target === undefined) {
      if (this.unknown.size >= MOST_UNKNOWN) this.unknown.clear();
      this.unknown.add(token);
      return;
    }
    if (this.targets.size >= MOST_TARGETS) this.clear();
    this.targets.set(token, target);
    this.tokens.set(target.id, token);
  }

  private forget(flowId: string): void {
    this.unknown.clear();
    this.loading.clear();
    const token = this.tokens.get(flowId);
    if (token === undefined) return;
    this.tokens.delete(flowId);
    this.targets.delete(token);
  }

  private clear(): void {
    this.targets.clear();
    this.tokens.clear();
    this.unknown.clear();
    this.loading.clear();
  }
}
