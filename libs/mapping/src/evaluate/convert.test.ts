import type { Conversion, JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { convert } from './convert.ts';

const LIST: JsonValue = [1];

describe('conversions', () => {
  it.each<[Conversion, JsonValue, JsonValue]>([
    ['string', 'x', 'x'],
    ['string', 54.5, '54.5'],
    ['string', true, 'true'],
    ['number', '54.53', 54.53],
    ['number', '-7', -7],
    ['number', '1e3', 1000],
    ['number', '007', 7],
    ['number', 5, 5],
    ['boolean', true, true],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', false, false],
    ['json', '{"a":[1,null]}', { a: [1, null] }],
    ['json', LIST, LIST],
    ['json', null, null],
    ['json', 5, 5],
    ['json', 'null', null],
    ['date', '2026-11-21', '2026-11-21'],
    ['date', '2026-11-21T10:30', '2026-11-21T10:30:00.000Z'],
    ['date', '2026-11-21T10:30:15', '2026-11-21T10:30:15.000Z'],
    ['date', '2026-11-21 10:30:15.123456Z', '2026-11-21T10:30:15.123Z'],
    ['date', '2026-11-21T10:30:15+02:00', '2026-11-21T08:30:15.000Z'],
    ['date', '2026-11-21T10:30:15-0530', '2026-11-21T16:00:15.000Z'],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '1785578400.000200', '2026-08-01T10:00:00.000Z'],
    ['date', '1700000000', '2023-11-14T22:13:20.000Z'],
    ['date', '1700000000123', '2023-11-14T22:13:20.123Z'],
    ['date', 'Sat, 21 Nov 2026 10:30:15 +0100', '2026-11-21T09:30:15.000Z'],
    ['date', '1 Jan 2026 00:00 EST', '2026-01-01T05:00:00.000Z'],
    ['date', 'Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['date', 'Thu, 1 Jan 2026 12:00:00 -0800 (PST)', '2026-01-01T20:00:00.000Z'],
    ['date', 1_700_000_000, '2023-11-14T22:13:20.000Z'],
    ['date', 1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
  ])('to %s: %j becomes %j', (conversion, value, converted) => {
    expect(convert(value, conversion, '$.a')).toEqual(converted);
  });

  it.each<[Conversion, JsonValue]>([
    ['string', null],
    ['string', LIST],
    ['string', {}],
    ['string', Infinity],
    ['number', ''],
    ['number', ' '],
    ['number', 'abc'],
    ['number', '1,5'],
    ['number', '0x10'],
    ['number', ' 5'],
    ['number', '1e9999'],
    ['number', '9'.repeat(1001)],
    ['number', 'Infinity'],
    ['number', Infinity],
    ['number', true],
    ['number', null],
    ['number', ['5']],
    ['boolean', 1],
    ['boolean', 'yes'],
    ['boolean', 'TRUE'],
    ['boolean', null],
    ['json', '{a:1}'],
    ['json', ''],
    ['date', '2026-02-30'],
    ['date', '2026-13-01'],
    ['date', '2026-11-21T25:00'],
    ['date', '2026-11-21T10:00+25:00'],
    ['date', '2026-11-21T10:00+01:75'],
    ['date', 'tomorrow'],
    ['date', '21.11.2026'],
    ['date', '20261121'],
    ['date', '2026'],
    ['date', '17000000001'],
    ['date', '1700000000123456'],
    ['date', '-170000000'],
    ['date', '30 Feb 2026 10:00 GMT'],
    ['date', '1 Foo 2026 10:00 GMT'],
    ['date', '1 Jan 2026 25:00 GMT'],
    ['date', '1 Jan 2026 10:00'],
    ['date', '1 Jan 2026 10:00 CET'],
    ['date', '1 Jan 2026 10:00 +9900'],
    ['date', 9e15],
    ['date', NaN],
    ['date', true],
  ])('to %s: %j is refused', (conversion, value) => {
    expect(() => convert(value, conversion, '$.a')).toThrow(
      expect.objectContaining({
        code: 'CONVERSION_FAILED',
        details: { path: '$.a', type: conversion },
      }),
    );
  });

  it.each<[JsonValue, string]>([
    ['abc', 'The value "abc" of $.total cannot become a number.'],
    [[1, 2], 'The value (a list of 2) of $.total cannot become a number.'],
    [{ a: 1 }, 'The value (an object) of $.total cannot become a number.'],
    [null, 'The value null of $.total cannot become a number.'],
  ])('says which value of which path: %j', (value, message) => {
    expect(() => convert(value, 'number', '$.total')).toThrow(message);
  });

  it('cuts a long value in the message', () => {
    expect(() => convert('x'.repeat(100_000), 'number', '$.a')).toThrow(/^.{1,200}$/);
  });

  it('refuses JSON text that nests too deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => convert(deep, 'json', '$.a')).toThrow(
      expect.objectContaining({ code: 'DATA_TOO_DEEP' }),
    );
  });

  it('keeps a __proto__ member of JSON text as data', () => {
    const value = convert('{"__proto__":{"admin":true}}', 'json', '$.a');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
  });
});
