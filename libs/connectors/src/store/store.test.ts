import type { JsonObject, StoreChange, StoreRoom } from '@millrace/connector-kit';
import { runAction } from '@millrace/connector-kit/testing';
import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '../index.ts';

const connector = CONNECTORS.find(({ manifest }) => manifest.id === 'store')!;

/** Runs an action, and gives what was asked of the store. */
async function asked(action: string, input: JsonObject): Promise<unknown[]> {
  const calls: unknown[] = [];
  const keep = (...call: unknown[]): Promise<JsonObject> => {
    calls.push(...call);
    return Promise.resolve({});
  };
  const store: StoreRoom = { get: keep, list: keep, findRows: keep, change: keep };
  await runAction(connector, action, { input, store, idempotencyKey: 'once' });
  return calls;
}

describe('the store', () => {
  it.each<[string, JsonObject, StoreChange]>([
    ['set', { key: 'k', value: null }, { kind: 'set', key: 'k', value: null }],
    ['delete', { key: 'k' }, { kind: 'delete', key: 'k' }],
    [
      'increment',
      { key: 'k', expires_in: '1h' },
      { kind: 'increment', key: 'k', by: '1', expiresInMs: 3_600_000 },
    ],
    [
      'compare-and-set',
      { key: 'k', expected: null, value: 1 },
      { kind: 'compare-and-set', key: 'k', expected: null, value: 1 },
    ],
    ['insert-row', { table: 't', data: { a: 1 } }, { kind: 'put-row', table: 't', data: { a: 1 } }],
    [
      'upsert-row',
      { table: 't', key: 'k', data: {} },
      { kind: 'put-row', table: 't', key: 'k', data: {} },
    ],
    [
      'delete-rows',
      { table: 't', where: { a: 1 } },
      { kind: 'delete-rows', table: 't', where: { a: 1 } },
    ],
  ])('makes one change for %s, with the key of the call', async (action, input, change) => {
    expect(await asked(action, input)).toEqual(['once', change]);
  });

  it('reads entries and rows a page at a time', async () => {
    expect(await asked('get', { key: 'k' })).toEqual(['k']);
    expect(await asked('list', {})).toEqual(['', { limit: 100, after: undefined }]);
    expect(await asked('find-rows', { table: 't', limit: 5, after: 'x' })).toEqual([
      't',
      { key: undefined, where: {} },
      { limit: 5, after: 'x' },
    ]);
  });

  it.each([
    ['delete-rows', { table: 't' }, 'Say which rows'],
    ['set', { key: 'k', value: 1, expires_in: 'soon' }, 'Expires after is "soon"'],
    ['set', { key: 'k' }, 'Value (value) is required'],
    ['list', { limit: 1_001 }, 'At most'],
  ])('refuses %s of %j', async (action, input, message) => {
    await expect(asked(action, input)).rejects.toThrow(message);
  });

  it('needs no connection', () => {
    expect(connector.manifest.connectionRequired).toBe(false);
  });
});
