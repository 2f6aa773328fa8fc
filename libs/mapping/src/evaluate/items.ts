import {
  isJsonObject,
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
const WORK_AN_ITEM = 4;

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
export function spendOnItems(items: number, workAnItem: number, data: JsonValue, work: Work): void {
  const scope = isJsonObject(data) ? Object.keys(data).length : 0;
  work.spend((items * (WORK_AN_ITEM + workAnItem + scope)) / PATH_LIMITS.visits);
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

/** Paths, templates and values of a mapping or condition: what evaluating it costs at least. */
export function partsOf(part: unknown): number {
  if (typeof part !== 'object' || part === null || '$literal' in part) return 1;
  return Object.values(part).reduce((sum: number, member) => sum + partsOf(member), 1);
}

/** Where a value is from, for errors. */
export function sourceOf(mapping: Mapping, key: string): string {
  if (isPathMapping(mapping)) return mapping.$path;
  return isTemplateMapping(mapping) ? 'the template' : key;
}
