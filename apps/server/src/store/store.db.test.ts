import { randomUUID } from 'node:crypto';
import type { StoreChange, StoreRoom } from '@millrace/connector-kit';
import { parseJson, type JsonObject, type JsonValue } from '@millrace/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STORE_ROOMS, type StoreRooms } from '../catalogue/store-rooms.token.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import { startServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let workspace: string;
let room: StoreRoom;

beforeAll(async () => {
  database = await testDatabase();
  server = await startServer(database);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

beforeEach(() => {
  workspace = randomUUID();
  room = roomOf(workspace);
});

function roomOf(id: string): StoreRoom {
  return server.app.get<StoreRooms>(STORE_ROOMS).of(id);
}

const change = (one: StoreChange, key: string = randomUUID()) => room.change(key, one);
const set = (key: string, value: JsonValue, more = {}) =>
  change({ kind: 'set', key, value, ...more });
const increment = (key: string, by: string, more = {}) =>
  change({ kind: 'increment', key, by, ...more });

/** As if the time of an entry were over. */
async function expire(key: string): Promise<void> {
  await server.pool.query(
    "UPDATE store_entries SET expires_at = now() - interval '1 second' WHERE workspace_id = $1 AND key = $2",
    [workspace, key],
  );
}

describe('a value', () => {
  it('comes back as it was set, until it is set anew or deleted', async () => {
    const value = parseJson('{"z": 12345678901234567890.10, "a": [null, "\\u0000"]}');
    expect(await set('k', value)).toEqual({ key: 'k', created: true });
    expect(JSON.stringify(await room.get('k'))).toBe(
      '{"found":true,"value":{"z":12345678901234567890.10,"a":[null,"\\u0000"]},"expires_at":null}',
    );
    expect(await set('k', null)).toEqual({ key: 'k', created: false });
    expect(await room.get('k')).toMatchObject({ found: true, value: null });
    expect(await change({ kind: 'delete', key: 'k' })).toEqual({ deleted: true });
    expect(await change({ kind: 'delete', key: 'k' })).toEqual({ deleted: false });
    expect(await room.get('k')).toEqual({ found: false, value: null, expires_at: null });
  });

  it('is not seen by another workspace', async () => {
    await set('k', 1);
    expect(await roomOf(randomUUID()).get('k')).toMatchObject({ found: false });
  });

  it('is gone when its time is over, whatever is done with it then', async () => {
    await set('k', 5, { expiresInMs: 60_000 });
    expect(await room.get('k')).toMatchObject({
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    await expire('k');
    expect(await room.get('k')).toMatchObject({ found: false });
    expect(await room.list('', { limit: 10 })).toEqual({ entries: [], more: false });
    expect(await increment('k', '1')).toEqual({ value: 1 });
    await set('l', 5, { expiresInMs: 60_000 });
    await expire('l');
    const free: StoreChange = { kind: 'compare-and-set', key: 'l', value: 6 };
    expect(await change(free)).toEqual({ done: true, value: 6 });
  });

  it.each([
    ['larger than 256 KB', 'k', 'x'.repeat(262_143), 'at most 262144 are kept'],
    ['without a key', '', 1, '1 to 500 characters'],
    ['with a key that is too long', 'k'.repeat(501), 1, '1 to 500 characters'],
  ])('is refused %s', async (_, key, value, message) => {
    await expect(set(key, value)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(message) as string,
    });
  });

  it('is listed by the prefix of its key, a page at a time', async () => {
    for (const key of ['b', 'a2', 'a%', 'a1', 'a_']) await set(key, key);
    const first = await room.list('a', { limit: 2 });
    expect(first).toMatchObject({
      entries: [{ key: 'a%' }, { key: 'a1', value: 'a1' }],
      more: true,
    });
    const next = await room.list('a', { limit: 2, after: 'a1' });
    expect(next).toMatchObject({ entries: [{ key: 'a2' }, { key: 'a_' }], more: false });
  });

  it('is left for the next page when a list has 10 MB', async () => {
    const big = 'x'.repeat(262_000);
    for (let n = 10; n < 55; n += 1) await set(`k${n}`, big);
    const { entries, more } = await room.list('k', { limit: 1_000 });
    expect([(entries as JsonObject[]).length, more]).toEqual([41, true]);
    const rest = await room.list('k', { limit: 1_000, after: 'k50' });
    expect([(rest['entries'] as JsonObject[]).length, rest['more']]).toEqual([4, false]);
  });
});

describe('a number', () => {
  it('is counted by all at once, with every digit', async () => {
    await Promise.all(Array.from({ length: 20 }, () => increment('n', '1')));
    expect(await increment('n', '-0.5')).toEqual({ value: 19.5 });
    await set('big', parseJson('9007199254740993'));
    expect(JSON.stringify(await increment('big', '0.1'))).toBe('{"value":9007199254740993.1}');
  });

  it('counts once when the step is tried again', async () => {
    const key = randomUUID();
    const one: StoreChange = { kind: 'increment', key: 'n', by: '1' };
    const answers = await Promise.all([room.change(key, one), room.change(key, one)]);
    expect(answers).toEqual([{ value: 1 }, { value: 1 }]);
    await increment('n', '1');
    expect(await room.change(key, one)).toEqual({ value: 1 });
    expect(await room.get('n')).toMatchObject({ value: 2 });
  });

  it('is not made of what is none, and the key of a failed try is free', async () => {
    await set('n', '5');
    const key = randomUUID();
    const one: StoreChange = { kind: 'increment', key: 'n', by: '1' };
    await expect(room.change(key, one)).rejects.toThrow('is no number');
    await set('n', 5);
    expect(await room.change(key, one)).toEqual({ value: 6 });
  });

  it('keeps the time of a counter that is there', async () => {
    await increment('n', '1', { expiresInMs: 60_000 });
    const before = await room.get('n');
    await increment('n', '1', { expiresInMs: 3_600_000 });
    expect((await room.get('n'))['expires_at']).toBe(before['expires_at']);
  });
});

describe('a value that is set if it is as expected', () => {
  const swap = (key: string, value: JsonValue, expected?: JsonValue) =>
    change({ kind: 'compare-and-set', key, value, expected });

  it('is set by exactly one of many', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => swap('lock', n)));
    expect(all.filter(({ done }) => done === true)).toHaveLength(1);
  });

  it('is compared by value', async () => {
    await set('k', { a: 1, b: [2] });
    expect(await swap('k', 'new', { b: [2.0], a: 1 })).toEqual({ done: true, value: 'new' });
    expect(await swap('k', 'newer', 'old')).toEqual({ done: false, value: 'new' });
    expect(await swap('k', 'newer')).toEqual({ done: false, value: 'new' });
    expect(await swap('none', 1, null)).toEqual({ done: false, value: null });
  });
});

describe('rows of a table', () => {
  const put = (data: JsonObject, key?: string, table = 'people') =>
    change({ kind: 'put-row', table, key, data });
  const find = (where: JsonObject = {}, key?: string, page = { limit: 100 }) =>
    room.findRows('people', { key, where }, page);
  const names = ({ rows }: JsonObject) =>
    (rows as JsonObject[]).map(({ data }) => (data as JsonObject)['name']);

  it('are added, replaced by their key, found and deleted', async () => {
    const ada = await put({ name: 'Ada', tags: ['a', 'b'], age: 36 }, 'ada');
    expect(ada).toEqual({ id: expect.any(String) as string, created: true });
    await put({ name: 'Bob', tags: ['b'] });
    await put({ name: 'Eve' }, undefined, 'others');
    expect(await put({ name: 'Ada L.', tags: ['b'] }, 'ada')).toEqual({ ...ada, created: false });
    expect(names(await find())).toEqual(['Ada L.', 'Bob']);
    expect(names(await find({ tags: ['b'], name: 'Bob' }))).toEqual(['Bob']);
    expect(names(await find({}, 'ada'))).toEqual(['Ada L.']);
    expect(names(await find({ name: "' OR true --" }))).toEqual([]);
    const gone = await change({ kind: 'delete-rows', table: 'people', where: { tags: ['b'] } });
    expect(gone).toEqual({ deleted: 2 });
    expect(await room.findRows('others', { where: {} }, { limit: 1 })).toMatchObject({
      more: false,
    });
  });

  it('come a page at a time', async () => {
    for (const name of ['a', 'b', 'c']) await put({ name });
    const first = await find({}, undefined, { limit: 2 });
    expect([names(first), first['more']]).toEqual([['a', 'b'], true]);
    const after = (first['rows'] as { id: string }[])[1]!.id;
    const rest = await room.findRows('people', { where: {} }, { limit: 2, after });
    expect([names(rest), rest['more']]).toEqual([['c'], false]);
  });

  it('are refused with what could not be searched', async () => {
    await expect(put({ name: 'a\0b' })).rejects.toThrow('NUL');
    expect(await put({ name: 'a\\u0000' })).toMatchObject({ created: true });
    expect(names(await find({ name: 'a\\u0000' }))).toEqual(['a\\u0000']);
  });
});

describe('a workspace that keeps all it may', () => {
  it('is told so, and may still change what is there', async () => {
    await server.pool.query(
      `INSERT INTO store_entries (workspace_id, key, value, updated_at)
       SELECT $1, 'k' || n, '1', now() FROM generate_series(1, 100000) AS n`,
      [workspace],
    );
    await expect(set('new', 1)).rejects.toMatchObject({
      code: 'ACTION_LIMIT',
      message:
        'The action at the store was ended: the workspace keeps 100000 entries, which is the most.',
      hint: 'Delete keys that are not needed any more, or let them expire.',
    });
    expect(await increment('k1', '1')).toEqual({ value: 2 });
    expect(await room.get('new')).toMatchObject({ found: false });
  });
});

describe('a flow', () => {
  it('keeps a counter from one run to the next', async () => {
    const count = {
      id: 'count',
      kind: 'action',
      action: 'store.increment',
      input: { key: 'orders' },
    };
    const flow = await server.flow({ name: 'Counting', steps: [count] });
    for (const value of [1, 2]) {
      const run = await server.until(await server.start(flow));
      expect(run).toMatchObject({ status: 'succeeded', attempts: [{ output: { value } }] });
    }
  });
});
