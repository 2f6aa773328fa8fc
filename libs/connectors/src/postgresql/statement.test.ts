import { CallInDoubt, parseJson, type JsonValue } from '@millrace/connector-kit';
import { describe, expect, it } from 'vitest';
import { itemsOfArray } from './array-text.ts';
import { parameterOf, type ColumnKind } from './parameters.ts';
import { postgresFailure } from './postgres-failure.ts';
import { RESULT_TYPES } from './result-values.ts';
import { insertOf, tableOf, type RowsRequest } from './statement.ts';

const kinds = new Map<string, ColumnKind>();
const request = (change: Partial<RowsRequest>): RowsRequest => ({
  action: 'Insert rows',
  table: 'orders',
  rows: [{ id: 1 }],
  returning: [],
  ...change,
});

describe('an insert of rows', () => {
  it('quotes names, binds values, and leaves out what a row leaves out', () => {
    const rows = [{ id: 1, 'a"b': "x'); DROP TABLE orders; --" }, { id: 2 }];
    expect(insertOf(request({ table: 'shop.orders', rows, returning: ['id'] }), kinds)).toEqual({
      text: 'INSERT INTO "shop"."orders" ("id", "a""b") VALUES ($1, $2), ($3, DEFAULT) RETURNING "id"',
      values: ['1', "x'); DROP TABLE orders; --", '2'],
    });
  });

  it('updates what is there by its key, and never sets it to a default by the way', () => {
    const rows = [{ email: 'a@b.c', name: 'Ada' }];
    expect(insertOf(request({ rows, key: ['email'] }), kinds).text).toBe(
      'INSERT INTO "orders" ("email", "name") VALUES ($1, $2) ON CONFLICT ("email") DO UPDATE SET "name" = EXCLUDED."name"',
    );
    const uneven = [...rows, { email: 'b@b.c' }];
    expect(() => insertOf(request({ rows: uneven, key: ['email'] }), kinds)).toThrow(
      'Row 2 has no "name"',
    );
    expect(() => insertOf(request({ rows, key: ['id'] }), kinds)).toThrow('key column "id"');
  });

  it.each([
    ['a.b.c', 'it takes name or schema.name'],
    ['', 'no name of a table'],
    ['x'.repeat(64), '1 to 63 bytes'],
    ['a\0b', 'no name of a table'],
  ])('refuses the table %j', (table, reason) => {
    expect(() => tableOf('Insert rows', table)).toThrow(reason);
  });

  it('refuses rows without columns, and more values than the protocol counts', () => {
    expect(() => insertOf(request({ rows: [{}] }), kinds)).toThrow('Rows have no columns');
    const wide = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`c${n}`, n]));
    const rows = Array.from({ length: 100 }, () => wide);
    expect(() => insertOf(request({ rows }), kinds)).toThrow('more than 65535 values');
  });
});

describe('a connection that breaks off', () => {
  const call = { app: 'PostgreSQL', connection: 'Shop', limit: '30s' };
  const broken = new Error('Connection terminated unexpectedly');

  it('leaves a change in doubt only while it is committed', () => {
    expect(postgresFailure(broken, { ...call, isCommitting: true })).toBeInstanceOf(CallInDoubt);
    expect(postgresFailure(broken, { ...call, isCommitting: false })).toMatchObject({
      code: 'CALL_UNAVAILABLE',
    });
  });
});

describe('a value that is bound', () => {
  it.each([
    ['12345678901234567890.10', undefined, '12345678901234567890.10'],
    ['true', undefined, 'true'],
    ['null', 'json', null],
    ['"a"', undefined, 'a'],
    ['"a"', 'json', '"a"'],
    ['[1, "b", null]', undefined, ['1', 'b', null]],
    ['[1, "b"]', 'json', '[1,"b"]'],
    ['[1, "b"]', 'other', '[1,"b"]'],
    ['[{"a": 12345678901234567890}]', undefined, '[{"a":12345678901234567890}]'],
    ['[[1], [2]]', 'array', [['1'], ['2']]],
    ['{"a": [1]}', undefined, '{"a":[1]}'],
  ] as [string, ColumnKind | undefined, unknown][])('%s for %s', (json, kind, sent) => {
    expect(parameterOf(parseJson(json), kind)).toEqual(sent);
  });
});

describe('a value that comes back', () => {
  it.each<[number, string, string]>([
    [16, 't', 'true'],
    [20, '9223372036854775807', '9223372036854775807'],
    [1700, '12345678901234567890.1234567890', '12345678901234567890.1234567890'],
    [1700, 'NaN', '"NaN"'],
    [701, '0.1', '0.1'],
    [3802, '{"a": 12345678901234567890}', '{"a":12345678901234567890}'],
    [1184, '2026-11-27 20:00:00.5+00', '"2026-11-27T20:00:00.5Z"'],
    [1114, '2026-11-27 20:00:00', '"2026-11-27T20:00:00"'],
    [1184, 'infinity', '"infinity"'],
    [1016, '{1,NULL,9223372036854775807}', '[1,null,9223372036854775807]'],
    [1009, '{"a,b","NULL","q\\"\\\\",{x}}', '["a,b","NULL","q\\"\\\\",["x"]]'],
    [3807, '{"{\\"a\\": 1}"}', '[{"a":1}]'],
    [2950, 'a-b', '"a-b"'],
  ])('of type %i: %s', (oid, text, json) => {
    const value: JsonValue = RESULT_TYPES.getTypeParser(oid)(text);
    expect(JSON.stringify(value)).toBe(json);
  });

  it('stays text where it is no array', () => {
    expect(['', '{', '{a', '{a}b', '{{a}'].map(itemsOfArray)).toEqual(Array(5).fill(undefined));
    expect(itemsOfArray('[0:1]={a,b}')).toEqual(['a', 'b']);
    expect(itemsOfArray('{}')).toEqual([]);
  });
});
