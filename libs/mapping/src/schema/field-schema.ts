import { fixedMembers, type ActionInfo, type Field, type FieldType } from '@millrace/model';
import { schemaWith, UNKNOWN, type DataSchema } from './data-schema.ts';
import { schemaOfSample } from './schema-learner.ts';

type SchemaOf = (field: Field, sample: DataSchema | undefined) => DataSchema;

/** One rule a field type: a table, so a new type cannot be forgotten. */
const RULES: Readonly<Record<FieldType, SchemaOf>> = {
  string: text,
  text,
  html: text,
  markdown: text,
  secret: text,
  email: text,
  url: text,
  date: text,
  datetime: text,
  time: text,
  choice: text,
  number: () => schemaWith({ types: { number: 1 } }),
  integer: () => schemaWith({ types: { number: 1 }, whole: 1 }),
  boolean: () => schemaWith({ types: { boolean: 1 } }),
  list: ({ items }, sample) =>
    schemaWith({
      types: { list: 1 },
      items: items === undefined ? UNKNOWN : schemaOfField(items, sample?.items),
    }),
  object: (field, sample) =>
    Array.isArray(field.fields) ? schemaOfFields(fixedMembers(field), sample) : anyObject(sample),
  map: (_, sample) => anyObject(sample),
  union: (_, sample) => anyObject(sample),
  file: (_, sample) => anyObject(sample),
  json: () => UNKNOWN,
};

/**
 * The schema of an object with these fields, as an action's manifest declares its output. A sample
 * adds what the fields leave open: the look of texts, and members that are not declared.
 */
export function schemaOfFields(fields: readonly Field[], sample?: DataSchema): DataSchema {
  const members = new Map(sample?.members);
  for (const field of fields) members.set(field.key, schemaOfField(field, members.get(field.key)));
  return schemaWith({ types: { object: 1 }, members });
}

/** What an action puts out, by its manifest; a sample alone where it declares nothing. */
export function schemaOfOutput({ output, sample }: ActionInfo): DataSchema {
  const seen = schemaOfSample(sample.output);
  return output.length === 0 ? seen : schemaOfFields(output, seen);
}

function schemaOfField(field: Field, sample: DataSchema | undefined): DataSchema {
  return RULES[field.type](field, sample);
}

function anyObject(sample: DataSchema | undefined): DataSchema {
  return schemaWith({ types: { object: 1 }, open: true, members: sample?.members ?? new Map() });
}

function text(_: Field, sample: DataSchema | undefined): DataSchema {
  return schemaWith({ types: { string: 1 }, examples: sample?.examples ?? [] });
}
