import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { StoreChange } from '@millrace/connector-kit';
import { AppError, type JsonObject, type JsonValue } from '@millrace/model';
import { DatabaseError, type PoolClient } from 'pg';
import { uuid7 } from '../database/uuid7.ts';
import { EntryStore } from './entry.store.ts';
import { asData, asKept, asName, asSearched, wrong } from './kept-json.ts';
import { RowStore } from './row.store.ts';

/** Entries, and rows of all tables, of one workspace. */
const MOST_KEPT = 100_000;
/** Expired entries that go with each change. */
const SWEPT = 20;
const NOT_A_NUMBER = '22P02';

type Of<K extends StoreChange['kind']> = Extract<StoreChange, { kind: K }>;

/** Carries out changes inside of a transaction, and gives what came of each. */
@Injectable()
export class StoreChanges {
  constructor(
    @Inject(EntryStore) private readonly entries: EntryStore,
    @Inject(RowStore) private readonly rows: RowStore,
  ) {}

  /** Throws INPUT_INVALID and ACTION_LIMIT. */
  async make(tx: PoolClient, workspaceId: string, change: StoreChange): Promise<JsonObject> {
    if (change.kind === 'put-row') return this.putRow(tx, workspaceId, change);
    if (change.kind === 'delete-rows') return this.deleteRows(tx, workspaceId, change);
    const key = asName('The store', 'key', change.key);
    await this.entries.forgetExpired(tx, workspaceId, key, SWEPT);
    switch (change.kind) {
      case 'set':
        return this.set(tx, workspaceId, change);
      case 'increment':
        return this.increment(tx, workspaceId, change);
      case 'compare-and-set':
        return this.compareAndSet(tx, workspaceId, change);
      case 'delete':
        return { deleted: await this.entries.delete(tx, workspaceId, key) };
    }
  }

  private async set(tx: PoolClient, workspaceId: string, change: Of<'set'>): Promise<JsonObject> {
    const { key, expiresInMs } = change;
    const value = asKept('Set a value', 'value', change.value);
    const created = await this.entries.set(tx, workspaceId, { key, value, expiresInMs });
    if (created) await this.requireRoom(tx, workspaceId);
    return { key, created };
  }

  private async increment(
    tx: PoolClient,
    workspaceId: string,
    { key, by, expiresInMs }: Of<'increment'>,
  ): Promise<JsonObject> {
    try {
      const sum = await this.entries.increment(tx, workspaceId, { key, value: by, expiresInMs });
      if (sum.created) await this.requireRoom(tx, workspaceId);
      return { value: asData(sum.value) };
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== NOT_A_NUMBER) throw error;
      const message = `The value of "${key}" is no number, so nothing can be added to it.`;
      throw wrong('Count up or down', 'key', message);
    }
  }

  private async compareAndSet(
    tx: PoolClient,
    workspaceId: string,
    { key, expected, value, expiresInMs }: Of<'compare-and-set'>,
  ): Promise<JsonObject> {
    const label = 'Set a value if it is as expected';
    const next = { key, value: asKept(label, 'value', value), expiresInMs };
    if (expected === undefined && (await this.entries.add(tx, workspaceId, next))) {
      await this.requireRoom(tx, workspaceId);
      return { done: true, value };
    }
    const there = await this.entries.lock(tx, workspaceId, key);
    const now: JsonValue = there === undefined ? null : asData(there);
    const isExpected =
      expected !== undefined && there !== undefined && isDeepStrictEqual(now, expected);
    if (!isExpected) return { done: false, value: now };
    await this.entries.set(tx, workspaceId, next);
    return { done: true, value };
  }

  private async putRow(
    tx: PoolClient,
    workspaceId: string,
    { table, key, data }: Of<'put-row'>,
  ): Promise<JsonObject> {
    const label = key === undefined ? 'Insert a row' : 'Insert or replace a row';
    const row = await this.rows.insert(tx, workspaceId, {
      id: uuid7(),
      table: asName(label, 'table', table),
      key: key === undefined ? undefined : asName(label, 'key', key),
      data: asSearched(label, 'data', data),
    });
    if (row.created && (await this.rows.count(tx, workspaceId, MOST_KEPT)) > MOST_KEPT) {
      throw full('rows', 'Delete rows that are not needed any more.');
    }
    return { ...row };
  }

  private async deleteRows(
    tx: PoolClient,
    workspaceId: string,
    { table, key, where }: Of<'delete-rows'>,
  ): Promise<JsonObject> {
    const filter = {
      table: asName('Delete rows', 'table', table),
      key: key === undefined ? undefined : asName('Delete rows', 'key', key),
      where: asSearched('Delete rows', 'where', where),
    };
    return { deleted: await this.rows.delete(tx, workspaceId, filter) };
  }

  private async requireRoom(tx: PoolClient, workspaceId: string): Promise<void> {
    if ((await this.entries.count(tx, workspaceId, MOST_KEPT)) <= MOST_KEPT) return;
    throw full('entries', 'Delete keys that are not needed any more, or let them expire.');
  }
}

function full(noun: string, hint: string): AppError {
  const what = `the workspace keeps ${MOST_KEPT} ${noun}, which is the most`;
  return new AppError('ACTION_LIMIT', { app: 'the store', what }, { hint });
}
