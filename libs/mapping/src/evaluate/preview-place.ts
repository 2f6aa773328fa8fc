import {
  isAppError,
  isBuiltMapping,
  isEachMapping,
  isEntriesMapping,
  isJsonObject,
  isMergeMapping,
  isPickMapping,
  mappingForm,
  type AppError,
  type BuiltMapping,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { MAX_DATA_DEPTH } from '../path/path-limits.ts';
import { Work } from '../work.ts';
import { evaluateMapping } from './evaluate.ts';
import { ITEM, itemScope, itemsOf } from './items.ts';

/** A part of a mapping and the keys that lead to it. */
export interface FaultyMember {
  member: Mapping;
  place: (string | number)[];
}

/** The first path, template or form of a mapping that fails with this error when it stands alone. */
export function faultyMember(
  mapping: Mapping,
  data: JsonValue,
  error: AppError,
): FaultyMember | undefined {
  return new Search(error).in(mapping, data, 0);
}

class Search {
  private readonly error: AppError;
  /** For all of the search: it tries parts again and again. */
  private readonly work = new Work();

  constructor(error: AppError) {
    this.error = error;
  }

  in(mapping: Mapping, data: JsonValue, depth: number): FaultyMember | undefined {
    const form = mappingForm(mapping);
    if (form === 'path' || form === 'template') return this.itself(mapping, data);
    if (depth > MAX_DATA_DEPTH) return undefined;
    if (isBuiltMapping(mapping)) {
      return this.built(mapping, data, depth + 1) ?? this.itself(mapping, data);
    }
    if (form !== 'list' && form !== 'object') return undefined;
    for (const [key, member] of membersOf(mapping)) {
      const found = this.at(key, member, data, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private at(
    key: string | number,
    member: Mapping,
    data: JsonValue,
    depth: number,
  ): FaultyMember | undefined {
    const found = this.in(member, data, depth);
    return found && { ...found, place: [key, ...found.place] };
  }

  private built(mapping: BuiltMapping, data: JsonValue, depth: number): FaultyMember | undefined {
    const at = (key: string, member: Mapping) => this.at(key, member, data, depth);
    if (isEachMapping(mapping)) {
      const { $each, do: result, as } = mapping;
      return at('$each', $each) ?? this.loop($each, [['do', result]], as, data, depth);
    }
    if (isEntriesMapping(mapping)) {
      const { $object, key, value } = mapping;
      const inside: [string, Mapping][] = [
        ['key', key],
        ['value', value],
      ];
      return at('$object', $object) ?? this.loop($object, inside, undefined, data, depth);
    }
    if (isMergeMapping(mapping)) return at('$merge', mapping.$merge);
    if (isPickMapping(mapping)) return at('$pick', mapping.$pick) ?? at('key', mapping.key);
    return at('of', mapping.of);
  }

  /** Looks into the first item for which something inside of a loop fails. */
  private loop(
    source: Mapping,
    inside: readonly [string, Mapping][],
    name: string = ITEM,
    data: JsonValue,
    depth: number,
  ): FaultyMember | undefined {
    // An error of what is done in all is of no single item.
    if (this.error.code === 'MAPPING_LIMIT') return undefined;
    for (const [index, item] of this.itemsOf(source, data).entries()) {
      const scope = itemScope(data, name, item, index);
      for (const [key, member] of inside) {
        if (this.fails(member, scope)) return this.at(key, member, scope, depth);
      }
    }
    return undefined;
  }

  private itemsOf(source: Mapping, data: JsonValue): readonly JsonValue[] {
    try {
      return itemsOf(evaluateMapping(source, data, { work: this.work }) ?? [], '');
    } catch {
      return [];
    }
  }

  private itself(mapping: Mapping, data: JsonValue): FaultyMember | undefined {
    return this.fails(mapping, data) ? { member: mapping, place: [] } : undefined;
  }

  private fails(mapping: Mapping, data: JsonValue): boolean {
    try {
      evaluateMapping(mapping, data, { work: this.work });
      return false;
    } catch (error) {
      return isAppError(error) && error.message === this.error.message;
    }
  }
}

function membersOf(mapping: Mapping): [string | number, Mapping][] {
  if (Array.isArray(mapping)) return mapping.map((member, index) => [index, member]);
  return isJsonObject(mapping) ? Object.entries(mapping) : [];
}
