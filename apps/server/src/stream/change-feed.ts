import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Client, type Pool } from 'pg';
import { CONFIG, type ServerConfig } from '../config/config.token.ts';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { CHANGES, decodeNotice, encodeNotice, type Change } from './change.ts';

type Listener = (change: Change) => void;

const RECONNECT_MS = 1_000;
/** What happens within this time goes to the other processes in one notification. */
const GATHER_MS = 25;
/** Most changes sent one by one in that time: 4,000 a second, more than a person can follow. */
const MOST_LISTED = 100;

/**
 * Publishes changes to the listeners of this process at once, and to the other processes over
 * LISTEN/NOTIFY: gathered, and never in the transaction that made the change, because a commit with
 * a NOTIFY takes a lock on the whole database. For changes of flows, connections and access the
 * database notifies by triggers. States: idle → connected ⇄ reconnecting → closed. A missed
 * notification costs freshness only: workers poll, pages reload, and caches ask the database while
 * the feed is not connected.
 */
@Injectable()
export class ChangeFeed {
  private readonly logger = new Logger(ChangeFeed.name);
  private readonly me = randomUUID();
  private readonly listeners = new Set<Listener>();
  private readonly workListeners = new Set<() => void>();
  private readonly reconnectListeners = new Set<() => void>();
  private readonly accessListeners = new Set<(userId: string) => void>();
  private client: Client | undefined;
  private connected = false;
  private lost = performance.now();
  private closed = false;
  private outbox: Change[] = [];
  private work = false;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(PG_POOL) private readonly pool: Pool,
  ) {}

  /** True while notifications of other processes arrive. */
  get isConnected(): boolean {
    return this.connected;
  }

  /** When the connection was lost, in milliseconds of the monotonic clock. */
  get lostAt(): number {
    return this.lost;
  }

  /** Calls the listener for each change until the returned function is called. */
  subscribe(listener: Listener): () => void {
    return added(this.listeners, listener);
  }

  /** Calls the listener when there is a run to claim. */
  onWork(listener: () => void): () => void {
    return added(this.workListeners, listener);
  }

  /** Calls the listener when the feed is connected again: notifications may have been missed. */
  onReconnect(listener: () => void): () => void {
    return added(this.reconnectListeners, listener);
  }

  /** Calls the listener with each user whose sessions, keys or roles changed. */
  onAccess(listener: (userId: string) => void): () => void {
    return added(this.accessListeners, listener);
  }

  /** Notifies this process at once and the others soon. Call it after the commit. */
  publish(change: Change): void {
    this.deliver(change);
    if (this.isAlone) return;
    if (this.outbox.length <= MOST_LISTED) this.outbox.push(change);
    this.gather();
  }

  /** Notifies this process only: where the database notifies the others itself. */
  deliver(change: Change): void {
    this.callAll(this.listeners, (listener) => listener(change));
  }

  /** Says that a run can be claimed. */
  publishWork(): void {
    this.callAll(this.workListeners, (listener) => listener());
    if (this.isAlone) return;
    this.work = true;
    this.gather();
  }

  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'millrace changes',
      keepAlive: true,
    });
    client.on('error', (error) => this.logger.warn(`Lost the change feed: ${error.message}`));
    client.on('end', () => void this.reconnect(client));
    client.on('notification', ({ payload }) => this.receive(payload ?? ''));
    await client.connect();
    await client.query(`LISTEN ${CHANGES}`);
    this.client = client;
    this.connected = true;
    this.callAll(this.reconnectListeners, (listener) => listener());
  }

  async close(): Promise<void> {
    this.closed = true;
    this.connected = false;
    clearTimeout(this.gathering);
    this.listeners.clear();
    await this.client?.end();
  }

  /** The embedded database belongs to one process: there is nobody else to notify. */
  private get isAlone(): boolean {
    return this.config.embedded;
  }

  private async reconnect(lost: Client): Promise<void> {
    if (this.closed || this.client !== lost) return;
    this.connected = false;
    this.lost = performance.now();
    this.client = undefined;
    do await wait(RECONNECT_MS, undefined, { ref: false });
    while (!(await this.reopened()));
  }

  /** True when there is nothing left to be done: the feed is open again, or closed for good. */
  private async reopened(): Promise<boolean> {
    if (this.closed) return true;
    try {
      await this.open();
      return true;
    } catch {
      return false;
    }
  }

  private gather(): void {
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.sendNotice();
    }, GATHER_MS).unref();
  }

  private async sendNotice(): Promise<void> {
    const changes =
      this.outbox.length > MOST_LISTED
        ? this.outbox.map(({ workspace }): Change => ({ workspace, message: { kind: 'many' } }))
        : this.outbox;
    const notice = encodeNotice({ from: this.me, changes, work: this.work });
    this.outbox = [];
    this.work = false;
    await this.pool
      .query('SELECT pg_notify($1, $2)', [CHANGES, notice])
      .catch((error: unknown) => this.logger.warn(`Could not notify of changes: ${String(error)}`));
  }

  private receive(payload: string): void {
    const notice = decodeNotice(payload);
    if (notice === undefined || notice.from === this.me) return;
    for (const change of notice.changes) this.deliver(change);
    if (notice.work === true) this.callAll(this.workListeners, (listener) => listener());
    for (const userId of notice.access ?? []) {
      this.callAll(this.accessListeners, (listener) => listener(userId));
    }
  }

  /** A listener that throws neither keeps the others from being called nor ends the process. */
  private callAll<T>(listeners: ReadonlySet<T>, call: (listener: T) => void): void {
    for (const listener of listeners) {
      try {
        call(listener);
      } catch (error) {
        this.logger.error({ err: error }, 'A listener of the change feed failed');
      }
    }
  }
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => void set.delete(one);
}
