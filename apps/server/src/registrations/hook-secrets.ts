import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChangeFeed } from '../stream/change-feed.ts';
import { FeedCache } from '../stream/feed-cache.ts';
import { HookTriggers } from './hook-triggers.ts';
import { HookVault } from './hook-vault.ts';
import type { RegistrationRow } from './registration.ts';
import { RegistrationStore } from './registration.store.ts';

/** How long what was signed with the secret before is taken. */
export const KEPT_MS = 24 * 3_600_000;

/** What deliveries of a flow may be signed with, because a set-up made or learned it. */
export interface HookSecrets {
  flowId: string;
  /** True while the flow has a set-up: then what comes unsigned is refused, whatever else it says. */
  isRequired: boolean;
  secrets: readonly { text: string; until: Date | null }[];
  /** Until when the person's own counts beside them; null: always, as nothing is registered. */
  ownUntil: Date | null;
}

/** A secret and two dates. */
const BOUNDS = { values: 20_000, absent: 20_000 };

/** Secrets of webhooks that were set up, in memory; how stale they can be says {@link FeedCache}. */
@Injectable()
export class HookSecretsCache implements OnModuleDestroy {
  private readonly known: FeedCache<HookSecrets>;
  private readonly stop: (() => void)[];

  constructor(
    @Inject(RegistrationStore) private readonly store: RegistrationStore,
    @Inject(HookVault) private readonly vault: HookVault,
    @Inject(HookTriggers) private readonly triggers: HookTriggers,
    @Inject(ChangeFeed) feed: ChangeFeed,
  ) {
    this.known = new FeedCache(feed, BOUNDS);
    this.stop = [
      feed.subscribe(({ message }) => {
        if (message.kind === 'flow') this.known.forget(({ flowId }) => flowId === message.id);
      }),
      feed.onReconnect(() => this.known.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
  }

  /** Undefined for a flow whose secret is the person's alone. Throws CONNECTION_UNREADABLE. */
  async of(
    { id, workspaceId }: { id: string; workspaceId: string },
    source: string | undefined,
  ): Promise<HookSecrets | undefined> {
    if (source === undefined) return undefined;
    const trigger = await this.triggers.find(workspaceId, source);
    if (trigger?.registrar.secret === undefined) return undefined;
    return this.known.get(id, () => this.load(id));
  }

  private async load(flowId: string): Promise<HookSecrets | undefined> {
    const rows = await this.store.secretsOf(flowId);
    const secrets = rows.flatMap((row) => {
      const text = row.goal === 'live' ? this.vault.open(row) : this.vault.readable(row);
      return text === undefined ? [] : [{ text, until: endOf(row) }];
    });
    if (secrets.length === 0) return undefined;
    const live = rows.find(({ goal, kept }) => goal === 'live' && kept !== null);
    const since = live?.registeredAt ?? undefined;
    const isRequired = rows.some(({ goal, forget }) => goal === 'live' || !forget);
    return { flowId, isRequired, secrets, ownUntil: since === undefined ? null : after(since) };
  }
}

/** A webhook that was removed may have deliveries under way. */
function endOf({ endedAt }: RegistrationRow): Date | null {
  return endedAt === null ? null : after(endedAt);
}

function after(instant: Date): Date {
  return new Date(instant.getTime() + KEPT_MS);
}
