import {
  AppError,
  isJsonNumber,
  MAX_LOOPS,
  type EachMapping,
  type EntriesMapping,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { BoundedCache } from '../bounded-cache.ts';
import { compileCondition } from '../condition/compile-condition.ts';
import { cannotBecome } from './convert.ts';
import {
  NO_FIELD,
  type Around,
  type Compile,
  type Evaluate,
  type Evaluation,
} from './evaluation.ts';
import { givesWhole, ITEM, itemsOf, partsOf, scopesOf, sourceOf, spendOnItems } from './items.ts';

/** `$each`: what is omitted for an item is left out, and with the list the whole. */
export function compileEach(
  mapping: EachMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  const inside = insideLoop(around);
  const loop = compileItems(mapping.$each, '$each', around, compile);
  const result = compile(mapping.do, { ...inside, rule: around.rule.member(0) });
  const where = mapping.where && compileCondition(mapping.where, inside, compile);
  const cost = partsOf(mapping.do) + partsOf(mapping.where);
  const name = mapping.as ?? ITEM;
  const kept = givesWhole(mapping.do);
  return (evaluation) => {
    const items = loop(evaluation, cost);
    if (items === undefined) return undefined;
    if (around.counted) evaluation.budget.count();
    const scopeFor = scopesOf(evaluation.data, name, kept, evaluation.work);
    const own = { ...evaluation };
    const results: JsonValue[] = [];
    for (const [index, item] of items.entries()) {
      own.data = scopeFor(item, index);
      if (where !== undefined && !where(own)) continue;
      const value = result(own);
      if (value !== undefined) results.push(value);
    }
    return results;
  };
}

/** `$object`: an item whose key or value is omitted is left out. */
export function compileEntries(
  mapping: EntriesMapping,
  around: Around,
  compile: Compile<Mapping>,
): Evaluate {
  const inside = insideLoop(around);
  const loop = compileItems(mapping.$object, '$object', around, compile);
  const keyed = compile(mapping.key, { ...inside, rule: NO_FIELD, counted: false });
  const valueAt = compileValues(mapping.value, inside, compile);
  const cost = partsOf(mapping.key) + partsOf(mapping.value);
  const source = sourceOf(mapping.key, 'key');
  const kept = givesWhole(mapping.value);
  return (evaluation) => {
    const items = loop(evaluation, cost);
    if (items === undefined) return undefined;
    if (around.counted) evaluation.budget.count();
    const scopeFor = scopesOf(evaluation.data, ITEM, kept, evaluation.work);
    const own = { ...evaluation };
    const members = new Map<string, JsonValue>();
    for (const [index, item] of items.entries()) {
      own.data = scopeFor(item, index);
      const key = keyed(own);
      if (key === undefined) continue;
      const text = keyText(key, source);
      const value = valueAt(text)(own);
      if (value === undefined) continue;
      if (around.counted) evaluation.budget.spend(text);
      members.set(text, value);
    }
    const allLeftOut = around.dialect.lenient && items.length > 0 && members.size === 0;
    // Defines own members, also one named __proto__.
    return allLeftOut ? undefined : Object.fromEntries(members);
  };
}

function insideLoop(around: Around): Around {
  const loops = around.loops + 1;
  if (loops > MAX_LOOPS) {
    throw new AppError('MAPPING_LIMIT', { limit: `${MAX_LOOPS} levels of $each and $object` });
  }
  return { ...around, loops };
}

type Items = (evaluation: Evaluation, cost: number) => readonly JsonValue[] | undefined;

/** The items, which are looked at and paid for; undefined when there is nothing to go through. */
function compileItems(
  mapping: Mapping,
  key: string,
  around: Around,
  compile: Compile<Mapping>,
): Items {
  const rule = { ...NO_FIELD, missing: around.rule.missing };
  const listed = compile(mapping, { ...around, rule, counted: false });
  const source = sourceOf(mapping, key);
  return (evaluation, cost) => {
    const value = listed(evaluation);
    if (value === undefined) return undefined;
    const items = itemsOf(value, source);
    spendOnItems(items.length, cost, evaluation.work);
    return items;
  };
}

/** Most members of one field whose values are compiled for their own rule. */
const MOST_RULES = 100;

/** The value for a key: what a field says of its members is known only when there is one. */
function compileValues(
  mapping: Mapping,
  around: Around,
  compile: Compile<Mapping>,
): (key: string) => Evaluate {
  if (around.rule === NO_FIELD) {
    const evaluate = compile(mapping, around);
    return () => evaluate;
  }
  const byKey = new BoundedCache<Evaluate>(MOST_RULES);
  const make = (key: string): Evaluate =>
    compile(mapping, { ...around, rule: around.rule.member(key) });
  return (key) => byKey.get(key, make);
}

function keyText(key: JsonValue, source: string): string {
  if (typeof key === 'string') return key;
  if (isJsonNumber(key) || typeof key === 'boolean') return String(key);
  throw cannotBecome(key, source, 'key', 'A key is text, a number, true or false.');
}
