import { schemaWith, SCHEMA_LIMITS, shareOf, UNKNOWN, type DataSchema } from './data-schema.ts';
import type { TextFacts } from './text-facts.ts';

/** Two schemas and how much of the values each stands for; the weights sum up to 1. */
interface Pair {
  a: DataSchema;
  b: DataSchema;
  ofA: number;
  ofB: number;
}

/** The schema of values of which a share, `ofA`, are like `a` and the rest like `b`. */
export function mixSchemas(a: DataSchema, b: DataSchema, ofA: number): DataSchema {
  const pair: Pair = { a, b, ofA, ofB: 1 - ofA };
  return schemaWith({
    count: a.count + b.count,
    present: a.present * pair.ofA + b.present * pair.ofB,
    open: a.open || b.open,
    types: mixTypes(pair),
    texts: mixTexts(pair),
    values: mixValues(pair),
    exact: a.exact && b.exact,
    whole: mixWhole(pair),
    examples: [...new Set([...a.examples, ...b.examples])].slice(0, SCHEMA_LIMITS.examples),
    members: mixMembers(pair),
    items: mixItems(pair),
    filled: mixFilled(pair),
  });
}

/** Merging more than this says little and takes long: the rest counts as unknown. */
const MOST_MERGED = 64;

/** The schema of values of any of these; UNKNOWN for none. Each weighs as much as was seen of it. */
export function mergeSchemas(schemas: readonly DataSchema[]): DataSchema {
  const all = [...new Set(schemas)];
  const [first, ...rest] = all.slice(0, MOST_MERGED);
  if (first === undefined) return UNKNOWN;
  if (all.length > MOST_MERGED) return { ...mergeSchemas(all.slice(0, MOST_MERGED)), open: true };
  return rest.reduce((merged, one) => {
    const total = merged.count + one.count;
    return mixSchemas(merged, one, total === 0 ? 0.5 : merged.count / total);
  }, first);
}

/** The weights among the values of one type. */
function weigh({ a, b, ofA, ofB }: Pair, type: 'string' | 'number' | 'object' | 'list'): number {
  const inA = shareOf(a, type) * ofA;
  const inB = shareOf(b, type) * ofB;
  return inA + inB === 0 ? 0.5 : inA / (inA + inB);
}

function weighted(a: number, b: number, ofA: number): number {
  return a * ofA + b * (1 - ofA);
}

function mixWhole(pair: Pair): number | undefined {
  const { a, b } = pair;
  if (shareOf(b, 'number') === 0) return a.whole;
  if (shareOf(a, 'number') === 0) return b.whole;
  if (a.whole === undefined || b.whole === undefined) return undefined;
  return weighted(a.whole, b.whole, weigh(pair, 'number'));
}

function mixTypes({ a, b, ofA, ofB }: Pair): DataSchema['types'] {
  const types = new Set([...keysOf(a.types), ...keysOf(b.types)]);
  return Object.fromEntries(
    [...types].map((type) => [type, shareOf(a, type) * ofA + shareOf(b, type) * ofB]),
  );
}

function keysOf<Key extends string>(record: Readonly<Partial<Record<Key, number>>>): Key[] {
  const keys: Key[] = [];
  for (const key in record) if (Object.hasOwn(record, key)) keys.push(key);
  return keys;
}

function mixTexts(pair: Pair): TextFacts | undefined {
  const { a, b } = pair;
  const ofA = weigh(pair, 'string');
  if (ofA === 1 || shareOf(b, 'string') === 0) return a.texts;
  if (ofA === 0 || shareOf(a, 'string') === 0) return b.texts;
  if (a.texts === undefined || b.texts === undefined) return undefined;
  const mixed = { ...a.texts };
  for (const trait of keysOf(a.texts)) mixed[trait] = weighted(a.texts[trait], b.texts[trait], ofA);
  return mixed;
}

function mixValues({ a, b }: Pair): DataSchema['values'] {
  if (shareOf(b, 'string') === 0) return a.values;
  if (shareOf(a, 'string') === 0) return b.values;
  if (a.values === undefined || b.values === undefined) return undefined;
  const values = new Map(a.values);
  for (const [text, seen] of b.values) values.set(text, (values.get(text) ?? 0) + seen);
  return values.size > SCHEMA_LIMITS.values ? undefined : values;
}

function mixMembers(pair: Pair): DataSchema['members'] {
  const { a, b } = pair;
  const ofA = weigh(pair, 'object');
  const members = new Map<string, DataSchema>();
  for (const key of new Set([...a.members.keys(), ...b.members.keys()])) {
    const [inA, inB] = [a.members.get(key), b.members.get(key)];
    if (inA === undefined || inB === undefined) {
      const [only, weight] = inA === undefined ? [inB, 1 - ofA] : [inA, ofA];
      if (only !== undefined) members.set(key, { ...only, present: only.present * weight });
    } else {
      const present = weighted(inA.present, inB.present, ofA);
      const share = present === 0 ? 0.5 : (inA.present * ofA) / present;
      members.set(key, { ...mixSchemas(inA, inB, share), present });
    }
  }
  return members;
}

function mixItems({ a, b }: Pair): DataSchema | undefined {
  if (a.items === undefined || b.items === undefined) return a.items ?? b.items;
  return mergeSchemas([a.items, b.items]);
}

function mixFilled(pair: Pair): number[] {
  const { a, b } = pair;
  const ofA = weigh(pair, 'list');
  const length = Math.max(a.filled.length, b.filled.length);
  return Array.from({ length }, (_, at) => weighted(a.filled[at] ?? 0, b.filled[at] ?? 0, ofA));
}
