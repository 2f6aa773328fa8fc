import type { Conversion } from '@millrace/model';
import { schemaWith, shareOf, typesOf, type DataSchema, type JsonType } from './data-schema.ts';
import type { TextTrait } from './text-facts.ts';

/** What a conversion makes of values. */
export interface Converted {
  schema: DataSchema;
  /** The share of the values that it refuses, as far as is known. */
  refused: number;
}

/** The share of the texts that a conversion takes; undefined where every text is taken. */
const TRAITS: Readonly<Record<Conversion, TextTrait | undefined>> = {
  string: undefined,
  number: 'as number',
  boolean: 'as boolean',
  json: 'as json',
  date: 'as date',
};

/** The types beside text that a conversion takes. */
const TAKES: Readonly<Record<Conversion, readonly JsonType[]>> = {
  string: ['number', 'boolean'],
  number: ['number'],
  boolean: ['boolean'],
  json: ['number', 'boolean', 'null', 'list', 'object'],
  date: ['number'],
};

const GIVES: Readonly<Record<Conversion, DataSchema>> = {
  string: schemaWith({ types: { string: 1 } }),
  number: schemaWith({ types: { number: 1 } }),
  boolean: schemaWith({ types: { boolean: 1 } }),
  json: schemaWith({ open: true }),
  date: schemaWith({
    types: { string: 1 },
    texts: {
      empty: 0,
      'as number': 0,
      'as boolean': 0,
      'as json': 0,
      'as date': 1,
      'date field': 1,
      'email field': 0,
      'url field': 0,
    },
  }),
};

/** What `as` gives for values of a schema, and how many of them it refuses. */
export function convertSchema(schema: DataSchema, as: Conversion): Converted {
  const { count } = schema;
  if (as === 'string' && isOnly(schema, 'string')) return { schema, refused: 0 };
  if (as === 'json' && shareOf(schema, 'string') === 0) return { schema, refused: 0 };
  const refused = typesOf(schema).reduce(
    (sum, type) => sum + shareOf(schema, type) * refusedOf(schema, type, as),
    0,
  );
  return { schema: { ...GIVES[as], count }, refused };
}

/** The share of the values of one type that a conversion refuses. */
function refusedOf(schema: DataSchema, type: JsonType, as: Conversion): number {
  if (type !== 'string') return TAKES[as].includes(type) ? 0 : 1;
  const trait = TRAITS[as];
  return trait === undefined || schema.texts === undefined ? 0 : 1 - schema.texts[trait];
}

function isOnly(schema: DataSchema, type: JsonType): boolean {
  return !schema.open && typesOf(schema).every((one) => one === type);
}
