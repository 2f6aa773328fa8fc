import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Client } from 'pg';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { CHANGES, decodeChange, type Change } from './change.ts';

type Listener = (change: Change) => void;

const RECONNECT_MS = 1_000;

/**
 * Hears of changes in all processes over LISTEN. States: idle → connected ⇄ reconnecting → closed.
 * While it reconnects changes are missed, which costs freshness only: workers poll, and pages
 * reload what they show.
 */
@Injectable()
export class ChangeFeed {
  private readonly logger = new Logger(ChangeFeed.name);
  private readonly listeners = new Set<Listener>();
  private client: Client | undefined;
  private closed = false;

  constructor(@Inject(CONFIG) private readonly config: ServerConfig) {}

  /** Calls the listener for each change until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'millrace changes',
      keepAlive: true,
    });
    client.on('error', (error) => this.logger.warn(`Lost the change feed: ${error.message}`));
    client.on('end', () => void this.reconnect(client));
    client.on('notification', ({ payload }) => this.deliver(payload ?? ''));
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${CHANGES}`);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.listeners.clear();
    await this.client?.end();
  }

  private async reconnect(lost: Client): Promise<void> {
    if (this.closed || this.client !== lost) return;
    await wait(RECONNECT_MS, undefined, { ref: false });
    await this.reopen();
  }

  private async reopen(): Promise<void> {
    if (this.closed) return;
    await this.open().catch(() => undefined);
  }

  private deliver(payload: string): void {
    const change = decodeChange(payload);
    if (change === undefined) return;
    for (const listener of this.listeners) listener(change);
  }
}
