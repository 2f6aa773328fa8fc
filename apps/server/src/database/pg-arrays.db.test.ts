import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDataError, isLockTimeout } from './data-error.ts';
import { createPool } from './pool.ts';
import { testDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  boolArray,
  bytesArray,
  floatArray,
  intArray,
  textArray,
  timeArray,
  uuidArray,
} from './pg-arrays.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, () => undefined);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The elements as PostgreSQL understood them, read back one by one as pg reads columns. */
async function readBack(type: string, list: Buffer): Promise<unknown[]> {
  const { rows } = await pool.query<{ value: unknown }>(
    `SELECT value FROM unnest($1::${type}[]) WITH ORDINALITY AS given (value, n) ORDER BY n`,
    [list],
  );
  return rows.map(({ value }) => value);
}

describe('a list as PostgreSQL reads it', () => {
  it('of ids', async () => {
    const ids = [
      '00000000-0000-0000-0000-000000000000',
      null,
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      '0193525a-3c47-7abc-8def-0123456789ab',
    ];
    expect(await readBack('uuid', uuidArray(ids))).toEqual(ids);
  });

  it('of whole numbers', async () => {
    const values = [0, 1, -1, null, 2_147_483_647, -2_147_483_648];
    expect(await readBack('integer', intArray(values))).toEqual(values);
  });

  it('of numbers', async () => {
    const values = [0, 0.1, -1e300, 5e-324, null, Number.MAX_SAFE_INTEGER, Infinity, NaN];
    expect(await readBack('float8', floatArray(values))).toEqual(values);
  });

  it('of yes and no', async () => {
    expect(await readBack('boolean', boolArray([true, false, true]))).toEqual([true, false, true]);
  });

  it('of instants: before 1970 and 2000, with milliseconds, and far ahead', async () => {
    const instants = [
      '1999-12-31T23:59:59.999Z',
      '2000-01-01T00:00:00.000Z',
      '2000-01-01T00:00:00.001Z',
      '1969-07-20T20:17:40.123Z',
      '0001-01-01T00:00:00.000Z',
      '2026-11-21T10:57:33.817Z',
      '2262-04-11T23:47:16.854Z',
      '9999-12-31T23:59:59.999Z',
    ].map((text) => new Date(text));
    const values = [...instants, null];
    expect(await readBack('timestamptz', timeArray(values))).toEqual(values);
    const { rows } = await pool.query<{ text: string }>(
      `SELECT to_char(unnest AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS text
       FROM unnest($1::timestamptz[])`,
      [timeArray([new Date('1987-06-05T04:03:02.001Z')])],
    );
    expect(rows[0]?.text).toBe('1987-06-05T04:03:02.001000');
  });

  it('of texts: empty, with quotes and braces, in every script, up to the last character', async () => {
    const values = [
      '',
      null,
      'NULL',
      '{"a","b"}',
      'it\'s \\ "quoted", {braced}',
      'Grüße, 日本, \u{1F9E1}',
      '\u{10FFFF}',
      '\u0001\r\n\t',
      'x'.repeat(100_000),
    ];
    expect(await readBack('text', textArray(values))).toEqual(values);
  });

  it('of bytes, every one of them, and none at all', async () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const values = [every, Buffer.alloc(0), null, Buffer.alloc(300_000, 0), new Uint8Array([1, 2])];
    expect(await readBack('bytea', bytesArray(values))).toEqual(
      values.map((value) => (value === null ? null : Buffer.from(value))),
    );
  });

  it('of nothing, of one, and of nulls only', async () => {
    const lists: [string, (values: null[]) => Buffer][] = [
      ['uuid', uuidArray],
      ['integer', intArray],
      ['float8', floatArray],
      ['timestamptz', timeArray],
      ['text', textArray],
      ['bytea', bytesArray],
    ];
    for (const [type, write] of lists) {
      expect([type, await readBack(type, write([]))]).toEqual([type, []]);
      expect([type, await readBack(type, write([null]))]).toEqual([type, [null]]);
      expect([type, await readBack(type, write([null, null]))]).toEqual([type, [null, null]]);
    }
    expect(await readBack('boolean', boolArray([]))).toEqual([]);
  });

  it('of ten thousand, with every element in its place', async () => {
    const values = Array.from({ length: 10_000 }, (_, index) =>
      index % 7 === 0 ? null : 'e'.repeat(index % 50) + String(index),
    );
    expect(await readBack('text', textArray(values))).toEqual(values);
  });
});

describe('a text that PostgreSQL cannot hold', () => {
  it('is refused as data, so that one such text does not stop the others', async () => {
    const error: unknown = await pool
      .query('SELECT unnest($1::text[])', [textArray(['fine', 'a\u0000b'])])
      .catch((reason: unknown) => reason);
    expect([isDataError(error), isLockTimeout(error)]).toEqual([true, false]);
  });

  it('that is not well-formed is stored with a mark in place of what is wrong', async () => {
    expect(await readBack('text', textArray(['a\ud800b']))).toEqual(['a\ufffdb']);
  });
});

describe('errors of the database', () => {
  it('are told apart: data, a lock that is not free, everything else', async () => {
    const errorOf = (sql: string): Promise<unknown> =>
      pool.query(sql).then(
        () => undefined,
        (error: unknown) => error,
      );
    const holder = await pool.connect();
    await holder.query('BEGIN; LOCK TABLE flows IN ACCESS EXCLUSIVE MODE');
    const locked = await errorOf("SET lock_timeout = '20ms'; SELECT count(*) FROM flows");
    await holder.query('ROLLBACK');
    holder.release();
    const conflict = await errorOf(
      "INSERT INTO schema_migrations (id, timestamp, name) SELECT id, 1, 'x' FROM schema_migrations",
    );
    const divided = await errorOf('SELECT 1 / 0');
    const wrong = await errorOf('SELECT nothing FROM nowhere');
    const seen = [locked, conflict, divided, wrong, new Error('x'), undefined];
    expect(seen.map((error) => [isDataError(error), isLockTimeout(error)])).toEqual([
      [false, true],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });
});
