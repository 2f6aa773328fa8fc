import {
  isBuiltMapping,
  isEachMapping,
  isEncodeMapping,
  isEntriesMapping,
  isJsonObject,
  isLiteralMapping,
  isMergeMapping,
  isPathMapping,
  isTemplateMapping,
  type BuiltMapping,
  type Condition,
  type EachMapping,
  type EntriesMapping,
  type Mapping,
} from '@millrace/model';
import { compilePath } from '../path/compiled-path.ts';
import { MAX_DATA_DEPTH, tooDeep } from '../path/path-limits.ts';
import { rootPathsInFilters } from '../path/path-roots.ts';
import { compileTemplate } from '../template/compiled-template.ts';
import { ITEM } from './items.ts';
import { pathInside, type Bound } from './path-inside.ts';

/** One place where a mapping or condition reads the data. */
export interface MappingRead {
  /**
   * What it reads: a `$path` as written, a variable of a template as a path (members of its loops as
   * `[*]`). Of an item of `$each` or `$object` it is the path from the data: `$.input.tags[*].name`.
   */
  path: string;
  /** The keys and positions that lead to the `$path` or `$template` with it. */
  place: (string | number)[];
}

/**
 * Every path a mapping reads, each once: those of {@link mappingReads}. Throws what compiling a template
 * throws.
 */
export function referencedPaths(mapping: Mapping): string[] {
  return [...new Set(mappingReads(mapping).map(({ path }) => path))];
}

/**
 * Every place where a mapping reads the data, filters of paths and conditions of loops included. The
 * items of something computed, and `$.index`, are no part of the data and not listed. Throws what
 * compiling a template throws.
 */
export function mappingReads(mapping: Mapping): MappingRead[] {
  const reader = new Reader();
  reader.mapping(mapping, [], OUTSIDE, 0);
  return reader.found;
}

/** The same of a condition. */
export function conditionReads(condition: Condition): MappingRead[] {
  const reader = new Reader();
  reader.condition(condition, [], OUTSIDE, 0);
  return reader.found;
}

type Place = readonly (string | number)[];
type Names = ReadonlyMap<string, Bound>;
const OUTSIDE: Names = new Map();

class Reader {
  readonly found: MappingRead[] = [];

  mapping(mapping: Mapping, place: Place, names: Names, depth: number): void {
    if (depth > MAX_DATA_DEPTH) throw tooDeep();
    const inside = (member: Mapping, key: string | number): void => {
      this.mapping(member, [...place, key], names, depth + 1);
    };
    if (Array.isArray(mapping)) mapping.forEach(inside);
    else if (isPathMapping(mapping)) this.path(mapping.$path, place, names);
    else if (isTemplateMapping(mapping)) this.template(mapping.$template, place, names);
    else if (isBuiltMapping(mapping)) this.built(mapping, place, names, depth);
    else if (isJsonObject(mapping) && !isLiteralMapping(mapping)) {
      for (const [key, member] of Object.entries(mapping)) inside(member, key);
    }
  }

  condition(condition: Condition, place: Place, names: Names, depth: number): void {
    if (depth > MAX_DATA_DEPTH) throw tooDeep();
    const parts = (list: readonly Condition[], key: string): void => {
      list.forEach((one, index) => this.condition(one, [...place, key, index], names, depth + 1));
    };
    if ('all' in condition) return parts(condition.all, 'all');
    if ('any' in condition) return parts(condition.any, 'any');
    if ('not' in condition) {
      return this.condition(condition.not, [...place, 'not'], names, depth + 1);
    }
    this.mapping(condition.left, [...place, 'left'], names, depth + 1);
    if (condition.right === undefined) return;
    this.mapping(condition.right, [...place, 'right'], names, depth + 1);
  }

  private built(mapping: BuiltMapping, place: Place, names: Names, depth: number): void {
    const read = (member: Mapping, key: string, seen: Names = names): void => {
      this.mapping(member, [...place, key], seen, depth + 1);
    };
    if (isEachMapping(mapping)) {
      const seen = namesInside(mapping, mapping.$each, names);
      read(mapping.$each, '$each');
      read(mapping.do, 'do', seen);
      if (mapping.where === undefined) return;
      this.condition(mapping.where, [...place, 'where'], seen, depth + 1);
    } else if (isEntriesMapping(mapping)) {
      const seen = namesInside(mapping, mapping.$object, names);
      read(mapping.$object, '$object');
      read(mapping.key, 'key', seen);
      read(mapping.value, 'value', seen);
    } else if (isMergeMapping(mapping)) read(mapping.$merge, '$merge');
    else if (isEncodeMapping(mapping)) read(mapping.of, 'of');
    else {
      read(mapping.$pick, '$pick');
      read(mapping.key, 'key');
    }
  }

  private path(text: string, place: Place, names: Names): void {
    this.note(text, place, names);
    for (const path of rootPathsInFilters(text)) this.note(path, place, names);
  }

  private template(text: string, place: Place, names: Names): void {
    for (const path of compileTemplate(text).references) this.note(path, place, names);
  }

  private note(text: string, place: Place, names: Names): void {
    const path = pathInside(text, names);
    if (path !== undefined) this.found.push({ path, place: [...place] });
  }
}

/** What the names of a loop stand for. */
function namesInside(mapping: EachMapping | EntriesMapping, source: Mapping, outer: Names): Names {
  const name = isEachMapping(mapping) ? (mapping.as ?? ITEM) : ITEM;
  const names = new Map(outer);
  names.set(name, isPathMapping(source) ? itemsAt(source.$path, outer) : undefined);
  names.set('index', undefined);
  return names;
}

/** The path of the items that a path leads to: below one value, or each of the values it selects. */
function itemsAt(text: string, names: Names): Bound {
  const path = pathInside(text, names);
  if (path === undefined) return undefined;
  try {
    return compilePath(text).singular ? `${path}[*]` : path;
  } catch {
    return path;
  }
}
