import { isJsonObject, pairsWriter, type JsonValue, type Style } from '@millrace/connector-kit';
import { membersOf, printed, wrong } from './input-values.ts';

export type Pair = readonly [name: string, value: string];

const MOST_PAIRS = 10_000;
const DEEPEST = 20;

const STYLES: readonly Style[] = [
  ...(['repeat', 'comma', 'pipes', 'spaces'] as const),
  ...(['brackets', 'empty_brackets', 'dots', 'json'] as const),
];

/** Name and value pairs of an object in a style. Throws INPUT_INVALID and VALUE_UNWRITABLE. */
export function writePairs(
  field: string,
  value: JsonValue | undefined,
  style: JsonValue | undefined,
): Pair[] {
  const named = STYLES.find((one) => one === style);
  if (named === undefined) return pairsOf(field, value);
  return pairsWriter(named)(isJsonObject(value) ? value : {});
}

/**
 * Name and value pairs of an object, by one rule for queries and forms: a list gives its name once for
 * each value, also as `name[]` where the name is written so; members of objects, and items of lists
 * that hold objects or lists, are in brackets: `customer[name]`, `lines[0][id]`. null and nothing are
 * left out. Throws INPUT_INVALID.
 */
function pairsOf(field: string, value: JsonValue | undefined): Pair[] {
  const pairs: Pair[] = [];
  for (const [name, member] of membersOf(value)) addPairs(pairs, field, name, member, 0);
  return pairs;
}

function addPairs(
  pairs: Pair[],
  field: string,
  name: string,
  value: JsonValue,
  depth: number,
): void {
  if (depth > DEEPEST) throw wrong([field], `${field} is nested more than ${DEEPEST} deep.`);
  if (value === null) return;
  if (Array.isArray(value)) {
    const plain = value.every((item) => !Array.isArray(item) && !isJsonObject(item));
    const base = !plain && name.endsWith('[]') ? name.slice(0, -2) : name;
    for (const [index, item] of value.entries()) {
      addPairs(pairs, field, plain ? name : `${base}[${index}]`, item, depth + 1);
    }
  } else if (isJsonObject(value)) {
    for (const [key, member] of membersOf(value)) {
      addPairs(pairs, field, `${name}[${innerName(key)}`, member, depth + 1);
    }
  } else {
    if (pairs.length >= MOST_PAIRS)
      throw wrong([field], `${field} has more than ${MOST_PAIRS} values.`);
    pairs.push([name, printed(value)]);
  }
}

/** `tags[]` inside of `customer` is `customer[tags][]`. */
function innerName(key: string): string {
  return key.endsWith('[]') ? `${key.slice(0, -2)}][]` : `${key}]`;
}
