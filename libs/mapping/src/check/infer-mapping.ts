import {
  isBuiltMapping,
  isExactNumber,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  type Mapping,
  type Missing,
  type PathMapping,
  type TemplateMapping,
} from '@millrace/model';
import { templateUses } from '../template/compiled-template.ts';
import { compilePath } from '../path/compiled-path.ts';
import { parsePath } from '../path/path-syntax.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import type { shareOf } from '../schema/data-schema.ts';
import { schemaWith, typesOf, UNKNOWN, type DataSchema } from '../schema/data-schema.ts';
import { mergeSchemas, mixSchemas } from '../schema/merge-schema.ts';
import { constant, emptyShare, withoutEmpty } from '../schema/narrow-schema.ts';
import { inferBuilt } from './infer-built.ts';
import { readMany, readSteps, schemaSteps, type SchemaReading } from '../schema/read-schema.ts';

/** What a mapping gives. */
export interface Given {
  schema: DataSchema;
  /** The share of the cases in which it gives something. */
  share: number;
}

/**
 * What a mapping gives for data of a schema, where it gives something at all: runs that fail at it do
 * not come to what follows. Never throws; what cannot be read gives the unknown.
 */
export function inferMapping(mapping: Mapping, scope: DataSchema, missing: Missing): Given {
  if (Array.isArray(mapping)) return inferList(mapping, scope, missing);
  if (typeof mapping !== 'object' || mapping === null || isExactNumber(mapping)) {
    return { schema: constant([mapping]), share: 1 };
  }
  if (isPathMapping(mapping) || isTemplateMapping(mapping)) {
    const reading = isPathMapping(mapping)
      ? readMapping(scope, mapping)
      : readTemplate(scope, mapping.$template);
    if (reading === undefined) return { schema: UNKNOWN, share: 1 };
    const { schema: found, share } = filled(reading, mapping);
    const { as } = mapping;
    const schema = as === undefined ? found : convertSchema(found, as).schema;
    return substituted(schema, share, mapping.missing ?? missing);
  }
  if (isLiteralMapping(mapping)) return { schema: constant([mapping.$literal]), share: 1 };
  if (isBuiltMapping(mapping)) return inferBuilt(mapping, scope, missing, inferMapping);
  return { schema: inferMembers(mapping, scope, missing), share: 1 };
}

/** The object that named mappings give. */
export function inferMembers(
  members: Readonly<Record<string, Mapping>>,
  scope: DataSchema,
  missing: Missing,
): DataSchema {
  const given = Object.entries(members).map(([key, member]) => {
    const { schema, share } = inferMapping(member, scope, missing);
    return [key, { ...schema, present: share }] as const;
  });
  return schemaWith({ types: { object: 1 }, members: new Map(given) });
}

/** What a path mapping finds, before it is converted; undefined when it cannot be read. */
export function readMapping(
  scope: DataSchema,
  { $path, take }: PathMapping,
): SchemaReading | undefined {
  const reading = readPath(scope, $path);
  if (reading === undefined || take === undefined || isSingular($path)) return reading;
  return { ...reading, schema: reading.schema.items ?? UNKNOWN };
}

/** What is left of a reading where null and empty text count as missing. */
export function filled({ schema, share }: Given, { empty }: PathMapping | TemplateMapping): Given {
  const gone = empty === undefined ? 0 : emptyShare(schema);
  if (gone <= 0) return { schema, share };
  return gone >= 1
    ? { schema: UNKNOWN, share: 0 }
    : { schema: withoutEmpty(schema), share: share * (1 - gone) };
}

/** True for a path that can select one value at most, or cannot be read. */
export function isSingular(path: string): boolean {
  try {
    return compilePath(path).singular;
  } catch {
    return true;
  }
}

/** What a path finds; undefined when it cannot be read. */
export function readPath(scope: DataSchema, path: string): SchemaReading | undefined {
  try {
    const { steps } = compilePath(path);
    return steps === undefined ? readMany(scope, path) : readSteps(scope, steps);
  } catch {
    return undefined;
  }
}

/** What one place of a template reads; items of a loop where it goes through them. */
export function readUse(scope: DataSchema, path: string): SchemaReading | undefined {
  try {
    const steps = schemaSteps(parsePath(path));
    return steps === undefined ? undefined : readSteps(scope, steps);
  } catch {
    return undefined;
  }
}

/** The only variable of a template that holds nothing else. */
export function onlyVariable(template: string): string | undefined {
  if (!/^\{\{\{?[^{}#/!&>(]+\}\}\}?$/.test(template)) return undefined;
  const [use, ...more] = usesOf(template);
  return use?.inside === 'output' && more.length === 0 ? use.path : undefined;
}

export function usesOf(template: string): ReturnType<typeof templateUses> {
  try {
    return templateUses(template);
  } catch {
    return [];
  }
}

function readTemplate(
  scope: DataSchema,
  template: string,
): Pick<SchemaReading, 'schema' | 'share'> | undefined {
  const only = onlyVariable(template);
  const alone = only === undefined ? undefined : readUse(scope, only);
  if (alone !== undefined) return { schema: printed(alone.schema), share: alone.share };
  const uses = usesOf(template).filter((use) => !use.optional);
  const shares = uses.map((use) => readUse(scope, use.path)?.share ?? 1);
  const isText = !template.includes('{{');
  const schema = isText ? constant([template]) : schemaWith({ types: { string: 1 } });
  return { schema, share: Math.min(1, ...shares) };
}

/** Values as a template prints them. */
function printed(schema: DataSchema): DataSchema {
  const types = typesOf(schema);
  if (types.length === 1 && types[0] === 'string' && !schema.open) return schema;
  return schemaWith({ count: schema.count, types: { string: 1 } });
}

function inferList(list: readonly Mapping[], scope: DataSchema, missing: Missing): Given {
  const given = list.map((member) => inferMapping(member, scope, missing));
  const items = given.map(({ schema }) => schema);
  const schema = schemaWith({
    types: { list: 1 },
    items: items.length === 0 ? undefined : mergeSchemas(items),
    filled: given.map(({ share }) => share),
  });
  return { schema, share: 1 };
}

/** What comes out when a share of the data has something there. */
function substituted(schema: DataSchema, share: number, missing: Missing): Given {
  if (missing === 'omit') return { schema, share };
  if (share >= 1 || missing === 'error') return { schema, share: 1 };
  const other = constant([missing === 'null' ? null : missing.default]);
  return { schema: share === 0 ? other : mixSchemas(schema, other, share), share: 1 };
}

/** True when every value that is known of is of one of these types. */
export function isAlways(schema: DataSchema, ...types: Parameters<typeof shareOf>[1][]): boolean {
  const known = typesOf(schema);
  return !schema.open && known.length > 0 && known.every((type) => types.includes(type));
}
