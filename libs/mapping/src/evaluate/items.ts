import {
  isBuiltMapping,
  isJsonObject,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type JsonObject,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { PATH_LIMITS } from '../path/path-limits.ts';
import type { Work } from '../work.ts';
import { cannotBecome } from './convert.ts';

/** What an item is called where the mapping does not say. */
export const ITEM = 'item';

/** What one item costs beside its mappings, as so many values that a path looks at. */
const WORK_AN_ITEM = 1;

/**
 * The items that a loop goes through: those of a list, or `{ key, value }` for each member of an object.
 * `source` names in the error where the value is from. Throws CONVERSION_FAILED for any other value.
 */
export function itemsOf(value: JsonValue, source: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) throw cannotBecome(value, source, 'list', NO_LIST);
  return Object.keys(value).map((key) => ({ key, value: value[key] ?? null }));
}

const NO_LIST =
  'Go through a list or an object. With "empty": "missing", null counts as nothing there.';

/** Pays for going through items, so that loops inside loops stay bounded. */
export function spendOnItems(items: number, workAnItem: number, work: Work): void {
  work.spend((items * (WORK_AN_ITEM + workAnItem)) / PATH_LIMITS.visits);
}

/** What mappings see inside of a loop: all that is seen around it, with the item and its number. */
export function itemScope(
  data: JsonValue,
  name: string,
  item: JsonValue,
  index: number,
): JsonObject {
  return isJsonObject(data) ? { ...data, [name]: item, index } : { [name]: item, index };
}

/** Gives the scope of one item after another. */
export type Scopes = (item: JsonValue, index: number) => JsonObject;

/**
 * The scopes of a loop. They are one object that changes, as to copy what is around for each item takes
 * longer than most mappings do, unless `kept` says that the scope itself can become a part of the result.
 */
export function scopesOf(data: JsonValue, name: string, kept: boolean, work: Work): Scopes {
  const members = isJsonObject(data) ? Object.keys(data).length : 0;
  const pay = (): void => {
    work.spend(members / PATH_LIMITS.visits);
  };
  pay();
  if (kept) {
    return (item, index) => {
      pay();
      return itemScope(data, name, item, index);
    };
  }
  const scope = itemScope(data, name, null, 0);
  return (item, index) => {
    scope[name] = item;
    scope['index'] = index;
    return scope;
  };
}

/** True for a mapping that can give the whole data: `$` does, and a helper that is given `this`. */
export function givesWhole(mapping: unknown): boolean {
  if (typeof mapping !== 'object' || mapping === null) return false;
  if (isPathMapping(mapping)) return mapping.$path.trim() === '$';
  if (isTemplateMapping(mapping)) return mapping.as === 'json';
  return Object.values(mapping).some(givesWhole);
}

/** Characters of a path that are followed in the time it takes to look at one value. */
const PATH_CHARACTERS = 32;

/**
 * What evaluating a mapping or condition costs at least, as so many values that a path looks at; 0 for
 * constants. Measured: 30 to 60 ns each, most of it in making objects.
 */
export function partsOf(part: unknown): number {
  if (typeof part !== 'object' || part === null || isLiteralMapping(part)) return 0;
  if (isPathMapping(part)) return 1 + Math.floor(part.$path.length / PATH_CHARACTERS);
  if (isTemplateMapping(part)) return 1;
  const made = Array.isArray(part) || isBuiltMapping(part) ? 0 : 1;
  return Object.values(part).reduce((sum: number, one) => sum + made + partsOf(one), 1);
}

/** Where a value is from, for errors. */
export function sourceOf(mapping: Mapping, key: string): string {
  if (isPathMapping(mapping)) return mapping.$path;
  return isTemplateMapping(mapping) ? 'the template' : key;
}
