import type { Random } from '../chaos/random.ts';

/**
 * Names of members: those of orders, and those that have broken other products. None starts with a
 * backslash: once Node 24 has read one that is a backslash, JSON.parse takes other escaped names for
 * it (nodejs/node#63785), and the same text no longer gives the same data.
 */
const KEYS = [
  ...['a', 'b', 'c', 'id', 'name', 'sku', 'total', 'email', 'items', 'first_name', 'key', 'value'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length'],
  ...['__lookupGetter__', '__defineSetter__', 'toJSON', 'toHTML', 'then', 'size', 'get', 'call'],
  ...['helperMissing', 'blockHelperMissing', 'each', 'if', 'this', 'lookup', 'log', '$path', 'as'],
  ...['', ' ', '0', '-1', '1e3', '$', '@', '*', '..', 'a.b', "it's", '"', '[0]', '~1', '?'],
  ...['ключ', '😀', '\ud800', '\udc00x', '\0', '\n', '\u2028', 'İ', 'ẞ', 'e\u0301', '\u202e'],
];

const TEXTS = [
  ...['', ' ', 'a', 'Ada', 'ada@example.org', '12', '-7.5', '1e3', '0x10', 'true', 'null', 'NaN'],
  ...['2026-11-21', '2026-11-21T10:30:00Z', '2026-02-30', '0000-01-01', '+275760-09-13T00:00:00Z'],
  ...['2026-03-29T02:30', 'Europe/Vienna', 'de-AT', 'EUR', 'yyyy-MM-dd', 'sha256', '💥', '٣', 'ﬁ'],
  ...['{{a}}', '{{constructor.constructor}}', '${7*7}', '<b title="x">&\'`=</b>', '","admin":true'],
  ...["'] | $..secret", 'a\r\nX: 1', '../../admin', '(a+)+$', '(.*a){25}', '[', '\\', '%', '%zz'],
  ...['\ud800', 'x\udfff', '\0', '\u2028', 'İİ', 'ßẞ', '{"a":[1]}', '{"__proto__":{"x":1}}', '[[['],
  ...['globalThis.PWN=1', 'aGVsbG8=', '=HYPERLINK("x")', ',', ';', '-', '\t', 'e\u0301', '👩‍👩‍👧'],
];

const NUMBERS = [
  ...['0', '-0', '1', '-1', '2', '3', '0.5', '1.005', '10', '100', '128', '1024', '65536', '1e5'],
  ...['1e15', '9007199254740991', '9007199254740993', '12345678901234567890', '1e21', '1e-7'],
  ...[
    '1e400',
    '-1e400',
    '1e-400',
    '12345678901234567.89',
    '0.12345678901234567891',
    '5e-324',
    '1.7976931348623157e308',
    '1700000000',
    '-62135596800',
  ],
];

/** A handful of names that the data and what reads it share, so that much is found. */
export function namesFor(random: Random): string[] {
  return Array.from({ length: random.between(2, 6) }, () => random.pick(KEYS));
}

/** One of the names mostly, else any. */
export function someName(random: Random, names: readonly string[]): string {
  return random.chance(0.85) ? random.pick(names) : random.pick(KEYS);
}

export function someText(random: Random): string {
  const text = random.pick(TEXTS);
  return random.chance(0.1) ? text + random.pick(TEXTS) : text;
}

/** A number as JSON writes it; some have more digits than a double, or lie beyond it. */
export function someNumber(random: Random): string {
  return random.chance(0.7) ? random.pick(NUMBERS) : String(random.between(-20, 60));
}
