import { Inject, Injectable } from '@nestjs/common';
import type { StoreChange, StorePage, StoreRoom } from '@millrace/connector-kit';
import type { JsonObject } from '@millrace/model';
import type { Pool } from 'pg';
import type { StoreRooms } from '../catalogue/store-rooms.token.ts';
import { PG_POOL } from '../database/pg-pool.token.ts';
import { inTransaction } from '../database/transaction.ts';
import { ChangeLogStore } from './change-log.store.ts';
import { EntryStore, type EntryRow } from './entry.store.ts';
import { asData, asName, asObject, asSearched, wrong } from './kept-json.ts';
import { RowStore, type TableRow } from './row.store.ts';
import { StoreChanges } from './store-changes.ts';

/** Most bytes of a list; with more, it ends early and says so. */
const MOST_LISTED = 10 * 1024 * 1024;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What workspaces keep of their own, as actions see it. */
@Injectable()
export class StoreService implements StoreRooms {
  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(EntryStore) private readonly entries: EntryStore,
    @Inject(RowStore) private readonly rows: RowStore,
    @Inject(ChangeLogStore) private readonly log: ChangeLogStore,
    @Inject(StoreChanges) private readonly changes: StoreChanges,
  ) {}

  of(workspaceId: string): StoreRoom {
    return {
      get: (key) => this.get(workspaceId, key),
      list: (prefix, page) => this.list(workspaceId, prefix, page),
      findRows: (table, by, page) => this.findRows(workspaceId, table, by, page),
      change: (key, change) => this.change(workspaceId, key, change),
    };
  }

  private async get(workspaceId: string, key: string): Promise<JsonObject> {
    const entry = await this.entries.get(this.pool, workspaceId, asName('Get a value', 'key', key));
    if (entry === undefined) return { found: false, value: null, expires_at: null };
    return { found: true, value: asData(entry.value), expires_at: timeOf(entry.expires_at) };
  }

  private async list(
    workspaceId: string,
    prefix: string,
    { limit, after = '' }: StorePage,
  ): Promise<JsonObject> {
    for (const [place, text] of Object.entries({ prefix, after })) {
      if (text !== '') asName('List values', place, text);
    }
    const page = { prefix, after, limit: limit + 1, bytes: MOST_LISTED };
    const found = await this.entries.list(this.pool, workspaceId, page);
    const shown = found.slice(0, limit);
    const more = found.length > limit || (await this.isCut(workspaceId, page, shown));
    return { entries: shown.map(entryOf), more };
  }

  /** True when a list ended because of its bytes. */
  private async isCut(
    workspaceId: string,
    page: { prefix: string; limit: number; bytes: number },
    shown: readonly EntryRow[],
  ): Promise<boolean> {
    const last = shown.at(-1);
    if (last === undefined) return false;
    const next = { ...page, after: last.key, limit: 1 };
    return (await this.entries.list(this.pool, workspaceId, next)).length > 0;
  }

  private async findRows(
    workspaceId: string,
    table: string,
    { key, where }: { key?: string | undefined; where: JsonObject },
    { limit, after }: StorePage,
  ): Promise<JsonObject> {
    const label = 'Find rows';
    if (after !== undefined && !UUID.test(after)) {
      throw wrong(
        label,
        'after',
        `After row is "${after.slice(0, 80)}"; it takes the id of a row.`,
      );
    }
    const filter = {
      table: asName(label, 'table', table),
      key: key === undefined ? undefined : asName(label, 'key', key),
      where: asSearched(label, 'where', where),
    };
    const bytes = MOST_LISTED;
    const page = { after, limit: limit + 1, bytes };
    const found = await this.rows.find(this.pool, workspaceId, filter, page);
    const shown = found.slice(0, limit);
    const next = { after: shown.at(-1)?.id, limit: 1, bytes };
    const isCut = async (): Promise<boolean> =>
      shown.length > 0 && (await this.rows.find(this.pool, workspaceId, filter, next)).length > 0;
    return { rows: shown.map(rowOf), more: found.length > limit || (await isCut()) };
  }

  private async change(
    workspaceId: string,
    idempotencyKey: string,
    change: StoreChange,
  ): Promise<JsonObject> {
    return inTransaction(this.pool, async (tx) => {
      const made = await this.log.begin(tx, workspaceId, idempotencyKey);
      if (made !== undefined) return asObject(made);
      const answer = await this.changes.make(tx, workspaceId, change);
      await this.log.end(tx, workspaceId, idempotencyKey, JSON.stringify(answer));
      return answer;
    });
  }
}

function entryOf({ key, value, expires_at: expiresAt }: EntryRow): JsonObject {
  return { key, value: asData(value), expires_at: timeOf(expiresAt) };
}

function rowOf(row: TableRow): JsonObject {
  return {
    ...{ id: row.id, key: row.key, data: asData(row.data) },
    ...{ created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() },
  };
}

function timeOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
