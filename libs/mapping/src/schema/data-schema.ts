import type { jsonTypeOf, JsonValue } from '@millrace/model';
import type { TextFacts } from './text-facts.ts';

export type JsonType = ReturnType<typeof jsonTypeOf>;

/**
 * What is known of the values at one place of the data: learned from samples, or declared. Shares are
 * from 0 to 1. Immutable.
 */
export interface DataSchema {
  /** Values seen here; 0 where nothing was seen and the rest is declared or computed. */
  readonly count: number;
  /** The share of the objects around it that have it; 1 for the root and for items of lists. */
  readonly present: number;
  /** The share of values that are of a type. They sum up to 1, or are empty when no type is known. */
  readonly types: Readonly<Partial<Record<JsonType, number>>>;
  /** True when there may be members, items or types that are not described. */
  readonly open: boolean;
  /** What the texts look like; absent when there are none or nothing is known of them. */
  readonly texts?: TextFacts | undefined;
  /** Every text that was seen with its count, when they are few; absent otherwise. */
  readonly values?: ReadonlyMap<string, number> | undefined;
  /** True when the values listed are all there can be: a constant, or what a condition let through. */
  readonly exact: boolean;
  /** The share of the numbers that are whole; absent when nothing is known of them. */
  readonly whole?: number | undefined;
  /** A few different scalars, texts cut short. */
  readonly examples: readonly JsonValue[];
  /** The members of objects, by name, in order of appearance. */
  readonly members: ReadonlyMap<string, DataSchema>;
  /** The items of all lists, merged. */
  readonly items?: DataSchema | undefined;
  /** The share of the lists that have an item at each of the first positions. */
  readonly filled: readonly number[];
}

/** The bounds of a learned schema. */
export const SCHEMA_LIMITS = {
  /** Places in all. */
  places: 2_000,
  depth: 12,
  /** Items of one list that are looked at. */
  items: 100,
  examples: 5,
  /** Different texts of a place that are told apart. */
  values: 24,
  /** Longest text that is kept as a value or example, in UTF-16 units. */
  text: 120,
  /** Positions of a list that are counted. */
  positions: 16,
} as const;

/** Fewer samples than this show a type, but not what is always there. */
const FEW_SAMPLES = 3;

const NO_MEMBERS: ReadonlyMap<string, DataSchema> = new Map();

/** A schema with the given facts and nothing else known. */
export function schemaWith(facts: Partial<DataSchema>): DataSchema {
  return {
    count: 0,
    present: 1,
    types: {},
    open: false,
    exact: false,
    examples: [],
    members: NO_MEMBERS,
    filled: [],
    ...facts,
  };
}

/** Anything may be here. */
export const UNKNOWN: DataSchema = schemaWith({ open: true });

/** The share of the values that are of a type. */
export function shareOf(schema: DataSchema, type: JsonType): number {
  return schema.types[type] ?? 0;
}

/** The types that were seen, most frequent first; empty when none is known. */
export function typesOf(schema: DataSchema): JsonType[] {
  return TYPES.filter((type) => shareOf(schema, type) > 0).sort(
    (a, b) => shareOf(schema, b) - shareOf(schema, a),
  );
}

const TYPES = ['string', 'number', 'boolean', 'null', 'list', 'object'] as const;

/** True when so little was seen that what is there every time may be chance. */
export function isWeak(schema: DataSchema): boolean {
  return schema.count < FEW_SAMPLES;
}
