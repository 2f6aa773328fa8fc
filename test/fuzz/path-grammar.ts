import type { Random } from '../chaos/random.ts';
import { someName, someNumber, someText } from './words.ts';

const FIRST = [
  '$.trigger.body',
  '$.trigger.body.line_items',
  '$.trigger.body.billing',
  '$.trigger.body.meta_data',
];
const NAMED = /^[A-Za-z_\u{80}-\u{D7FF}][\w\u{80}-\u{D7FF}]*$/u;
const PATTERNS = [
  'a.*',
  '[a-z]+',
  '(a+)+b',
  '(.*a){25}',
  '^x',
  'a{1000}{1000}',
  '(',
  '\\p{Lu}',
  '.',
];

/** A path by the grammar of RFC 9535, filters and functions included. */
export function somePath(random: Random, names: readonly string[]): string {
  const start = random.chance(0.1) ? random.pick(FIRST) : '$';
  return start + segments(random, names, random.chance(0.02) ? 40 : 5, 2);
}

function segments(random: Random, names: readonly string[], most: number, filters: number): string {
  let text = '';
  for (let left = random.between(0, most); left > 0; left -= 1) {
    text += segment(random, names, filters);
  }
  return text;
}

function segment(random: Random, names: readonly string[], filters: number): string {
  const dots = random.chance(0.12) ? '..' : '';
  const name = someName(random, names);
  if (random.chance(0.1)) return `${dots === '' ? '.' : dots}*`;
  if (random.chance(0.5) && NAMED.test(name)) return `${dots === '' ? '.' : dots}${name}`;
  const count = random.chance(0.8) ? 1 : random.between(2, 5);
  const all = Array.from({ length: count }, () => selector(random, names, filters));
  return `${dots}[${all.join(random.pick([',', ', ', ' ,']))}]`;
}

function selector(random: Random, names: readonly string[], filters: number): string {
  const which = random.between(0, 9);
  if (which < 4) return quoted(random, someName(random, names));
  if (which < 5) return '*';
  if (which < 7) return index(random);
  if (which < 8)
    return `${bound(random)}:${bound(random)}${random.chance(0.5) ? `:${bound(random)}` : ''}`;
  return filters === 0 ? index(random) : `?${logical(random, names, 3, filters - 1)}`;
}

function bound(random: Random): string {
  return random.chance(0.3) ? '' : index(random);
}

function index(random: Random): string {
  return random.chance(0.9)
    ? String(random.between(-4, 6))
    : random.pick(['9007199254740991', '-9007199254740991', '9007199254740992', '-0', '01', '1e3']);
}

function quoted(random: Random, text: string): string {
  const double = JSON.stringify(text);
  if (random.chance(0.5)) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function logical(random: Random, names: readonly string[], depth: number, filters: number): string {
  const which = depth === 0 ? 9 : random.between(0, 9);
  const inner = () => logical(random, names, depth - 1, filters);
  if (which === 0) return `${inner()} && ${inner()}`;
  if (which === 1) return `${inner()}||${inner()}`;
  if (which === 2) return `(${inner()})`;
  if (which === 3) return `!(${inner()})`;
  if (which === 4) return `${random.chance(0.3) ? '!' : ''}${query(random, names, filters)}`;
  if (which === 5) return test(random, names, filters);
  const operator = random.pick(['==', '!=', '<', '<=', '>', '>=']);
  return `${comparable(random, names, filters)} ${operator} ${comparable(random, names, filters)}`;
}

function query(random: Random, names: readonly string[], filters: number): string {
  return random.pick(['@', '@', '@', '$']) + segments(random, names, 2, filters);
}

function singular(random: Random, names: readonly string[]): string {
  const steps = Array.from({ length: random.between(0, 2) }, () =>
    random.chance(0.8) ? `[${quoted(random, someName(random, names))}]` : `[${index(random)}]`,
  );
  return random.pick(['@', '@', '$']) + steps.join('');
}

function comparable(random: Random, names: readonly string[], filters: number): string {
  const which = random.between(0, 9);
  if (which < 4) return singular(random, names);
  if (which < 6) return quoted(random, someText(random));
  if (which < 7) return someNumber(random);
  if (which < 8) return random.pick(['true', 'false', 'null']);
  const called = random.pick(['length', 'count', 'value', 'length']);
  const argument = called === 'length' ? singular(random, names) : query(random, names, filters);
  return `${called}(${argument})`;
}

function test(random: Random, names: readonly string[], filters: number): string {
  const called = random.pick(['match', 'search', 'search', 'count', 'nope']);
  const pattern = random.chance(0.8)
    ? quoted(random, random.pick(PATTERNS))
    : singular(random, names);
  const subject = random.chance(0.9) ? singular(random, names) : query(random, names, filters);
  return `${called}(${subject}, ${pattern})`;
}
