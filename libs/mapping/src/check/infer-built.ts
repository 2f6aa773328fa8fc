import {
  isEachMapping,
  isEntriesMapping,
  isMergeMapping,
  type BuiltMapping,
  type Condition,
  type Mapping,
  type Missing,
  type MergeMapping,
} from '@millrace/model';
import { ITEM } from '../evaluate/items.ts';
import { schemaWith, shareOf, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { mergeSchemas } from '../schema/merge-schema.ts';
import { narrowSchema } from '../schema/narrow-schema.ts';
import type { Given } from './infer-mapping.ts';

type Infer = (mapping: Mapping, scope: DataSchema, missing: Missing) => Given;

/** What a form gives that builds a value out of other mappings: as {@link Infer} does for those. */
export function inferBuilt(
  mapping: BuiltMapping,
  scope: DataSchema,
  missing: Missing,
  infer: Infer,
): Given {
  if (isEachMapping(mapping)) {
    const source = infer(mapping.$each, scope, missing);
    const inside = scopeOfLoop(scope, source.schema, mapping.as, mapping.where);
    const items = infer(mapping.do, inside, missing).schema;
    return { schema: schemaWith({ types: { list: 1 }, items }), share: source.share };
  }
  if (isEntriesMapping(mapping)) {
    const { share } = infer(mapping.$object, scope, missing);
    return { schema: schemaWith({ types: { object: 1 }, open: true }), share };
  }
  if (isMergeMapping(mapping))
    return { schema: inferMerge(mapping, scope, missing, infer), share: 1 };
  return { schema: UNKNOWN, share: 1 };
}

function inferMerge(
  { $merge }: MergeMapping,
  scope: DataSchema,
  missing: Missing,
  infer: Infer,
): DataSchema {
  const members = new Map<string, DataSchema>();
  let open = false;
  for (const part of $merge) {
    const { schema, share } = infer(part, scope, missing);
    open ||= schema.open || shareOf(schema, 'object') < 1;
    for (const [key, member] of schema.members) {
      const before = members.get(key);
      const present = member.present * share;
      if (present >= 1 || before === undefined) members.set(key, { ...member, present });
      else {
        const both = mergeSchemas([before, member]);
        members.set(key, { ...both, present: Math.max(before.present, present) });
      }
    }
  }
  return schemaWith({ types: { object: 1 }, members, open });
}

const TEXT = schemaWith({ types: { string: 1 } });
const WHOLE = schemaWith({ types: { number: 1 }, whole: 1 });

/** What mappings see inside of a loop over values of a schema. */
export function scopeOfLoop(
  scope: DataSchema,
  source: DataSchema,
  name: string = ITEM,
  where?: Condition,
): DataSchema {
  const members = new Map(scope.members);
  members.set(name, itemOf(source)).set('index', WHOLE);
  const inside = { ...scope, members };
  return where === undefined ? inside : narrowSchema(inside, where, true);
}

/** An item of a list, or a `{ key, value }` of an object. */
function itemOf(source: DataSchema): DataSchema {
  if (source.open) return UNKNOWN;
  const [inList, inObject] = [shareOf(source, 'list'), shareOf(source, 'object')];
  if (inList > 0 && inObject > 0) return UNKNOWN;
  if (inList > 0) return source.items ?? UNKNOWN;
  if (inObject <= 0) return UNKNOWN;
  const values = [...source.members.values()];
  const value = values.length === 0 ? UNKNOWN : { ...mergeSchemas(values), present: 1 };
  const members = new Map([
    ['key', TEXT],
    ['value', value],
  ]);
  return schemaWith({ types: { object: 1 }, members });
}
