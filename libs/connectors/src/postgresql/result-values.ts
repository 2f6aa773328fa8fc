import { nestsWithin, numberOfText, parseJson, type JsonValue } from '@millrace/connector-kit';
import { itemsOfArray, type ArrayItems } from './array-text.ts';

type Parse = (text: string) => JsonValue;

/** OIDs of types, from the catalogue pg_type; they never change. */
const BOOL = 16;
const SCALARS = new Map<number, Parse>([
  [BOOL, (text) => text === 't'],
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid): [number, Parse] => [oid, numberIn]),
  ...[114, 3802].map((oid): [number, Parse] => [oid, jsonIn]),
  [1114, (text) => text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T')],
  [1184, instantIn],
]);

/** The type of an array's items, for those whose items are not text. */
const ITEMS: ReadonlyMap<number, number> = new Map([
  [1000, BOOL],
  [1005, 21],
  [1007, 23],
  [1016, 20],
  [1028, 26],
  [1021, 700],
  [1022, 701],
  [1231, 1700],
  [199, 114],
  [3807, 3802],
  [1115, 1114],
  [1185, 1184],
]);

/** Arrays of text, names, UUIDs, dates, times and bytes. */
const TEXT_ARRAYS = new Set([1009, 1001, 1002, 1003, 1014, 1015, 1182, 1183, 2951]);

const DEEPEST = 64;

/**
 * Reads values as JSON: numbers with all their digits, JSON as such, arrays as lists, times as ISO 8601,
 * all else as the text PostgreSQL writes. NaN and infinity are no numbers of JSON and stay text.
 */
export const RESULT_TYPES = { getTypeParser: (oid: number): Parse => parserOf(oid) };

function parserOf(oid: number): Parse {
  const scalar = SCALARS.get(oid);
  if (scalar !== undefined) return scalar;
  const item = TEXT_ARRAYS.has(oid) ? asText : SCALARS.get(ITEMS.get(oid) ?? 0);
  return item === undefined ? asText : (text) => itemsIn(text, item);
}

function asText(text: string): JsonValue {
  return text;
}

function numberIn(text: string): JsonValue {
  return numberOfText(text) ?? text;
}

/** Numbers of jsonb may be longer than what is read here, and values nested deeper: they stay text. */
function jsonIn(text: string): JsonValue {
  try {
    const value = parseJson(text);
    return nestsWithin(value, DEEPEST) ? value : text;
  } catch {
    return text;
  }
}

/** The session's time zone is UTC. */
function instantIn(text: string): JsonValue {
  return text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/, '$1T$2Z');
}

function itemsIn(text: string, item: Parse): JsonValue {
  const items = itemsOfArray(text);
  return items === undefined ? text : read(items, item);
}

function read(items: ArrayItems, item: Parse): JsonValue[] {
  return items.map((one) => {
    if (one === null) return null;
    return typeof one === 'string' ? item(one) : read(one, item);
  });
}
