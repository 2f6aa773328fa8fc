import {
  isJsonNumber,
  isPathMapping,
  numberOfText,
  type Comparison,
  type Conversion,
  type Mapping,
} from '@millrace/model';
import { convertSchema } from '../schema/convert-schema.ts';
import { typesOf, type DataSchema, type JsonType } from '../schema/data-schema.ts';
import type { MappingPlace } from './flow-facts.ts';
import { inferMapping, isAlways } from './infer-mapping.ts';

/** A comparison, where it stands, and what is known of its sides. */
export interface Compared {
  place: MappingPlace;
  comparison: Comparison;
  left: DataSchema;
  right: DataSchema;
}

/** Operators that put values in order: only numbers help there. */
const ORDERS: ReadonlySet<string> = new Set([
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
]);

/** Reports sides of types that do not go together, with the conversion that helps. */
export function reportTypes(compared: Compared, reason: string, share = 1): void {
  const { place, comparison } = compared;
  const { report, field, label } = place;
  const fixed = fixes(compared).find(({ schema }) => schema !== undefined);
  report.add({
    kind: 'condition_type',
    severity: share >= 1 ? 'error' : 'warning',
    field,
    ...(isPathMapping(comparison.left) && { path: comparison.left.$path }),
    message: `${label}: ${reason}${share < 1 ? ` (${report.inEvents(share)})` : ''}.`,
    hint: fixed === undefined ? 'Compare with a value of the same type.' : `${fixed.label}.`,
    ...(share < 1 && { share }),
    ...(fixed !== undefined && report.fix(fixed.label, field, fixed.comparison)),
  });
}

interface FixedComparison {
  label: string;
  comparison: Comparison;
  /** Set when the sides go together then. */
  schema: DataSchema | undefined;
}

function fixes(compared: Compared): FixedComparison[] {
  const { comparison, left, right } = compared;
  const { op } = comparison;
  const wanted = WANTED.get(op);
  if (wanted !== undefined) return isRead(left, wanted) ? [] : [converted(compared, wanted)];
  if (op === 'has_key') return [];
  if (op === 'longer_than' || op === 'shorter_than') return lengths(compared);
  if (op === 'contains' || op === 'not_contains') {
    return [isAlways(left, 'string') ? written(compared) : converted(compared, 'string')];
  }
  if ((op === 'one_of' || op === 'not_one_of') && isAlways(right, 'string', 'number', 'boolean')) {
    const list = { ...comparison, right: [comparison.right ?? null] };
    return [{ label: 'Compare with a list of one', comparison: list, schema: left }];
  }
  const numbers = wantedNumber(compared);
  return [...(numbers === undefined ? [] : [numbers]), ...madeEqual(compared)];
}

/** The only conversion of the left side that helps, by operator. */
const WANTED: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['is_true', 'boolean'],
  ['is_false', 'boolean'],
  ['before', 'date'],
  ['after', 'date'],
  ['starts_with', 'string'],
  ['ends_with', 'string'],
  ['matches', 'string'],
  ['not_matches', 'string'],
]);

/** True when the left side is right already, so that converting it changes nothing. */
function isRead(left: DataSchema, wanted: Conversion): boolean {
  if (wanted === 'date') return isAlways(left, 'string') && left.texts?.['as date'] === 1;
  return wanted === 'string' && isAlways(left, 'string');
}

/** A length is a number. */
function lengths({ comparison, left, right }: Compared): FixedComparison[] {
  const { right: value } = comparison;
  if (typeof value !== 'string' || !isNumeric(right)) return [];
  const numeric = { ...comparison, right: Number(value) };
  return [{ label: `Compare with the number ${value}`, comparison: numeric, schema: left }];
}

/** One side as the other is; where it is put in order, only numbers help. */
function madeEqual(compared: Compared): FixedComparison[] {
  const { comparison, right } = compared;
  if (ORDERS.has(comparison.op)) return [];
  return [
    written(compared),
    ...(isAlways(right, 'boolean') ? [converted(compared, 'boolean')] : []),
    ...(isAlways(right, 'string') ? [converted(compared, 'string')] : []),
  ];
}

/** Both sides as numbers. */
function wantedNumber(compared: Compared): FixedComparison | undefined {
  const { comparison, left, right } = compared;
  const { right: value } = comparison;
  const number = typeof value === 'string' && isNumeric(right) ? numberOfText(value) : value;
  if (!isJsonNumber(number)) return undefined;
  const numeric: Comparison = { ...comparison, right: number };
  if (isAlways(left, 'number')) {
    return {
      label: `Compare with the number ${String(number)}`,
      comparison: numeric,
      schema: left,
    };
  }
  const { comparison: both, schema } = converted({ ...compared, comparison: numeric }, 'number');
  return { label: 'Convert it to a number', comparison: both, schema };
}

/** The left side converted, when all of its values can be. */
function converted({ comparison, place }: Compared, as: Conversion): FixedComparison {
  const left = withAs(comparison.left, as);
  const label = `Convert it to ${AS[as]}`;
  if (left === undefined) return { label, comparison, schema: undefined };
  const plain = inferMapping(comparison.left, place.scope, 'omit').schema;
  const { schema, refused } = convertSchema(plain, as);
  return { label, comparison: { ...comparison, left }, schema: refused > 0 ? undefined : schema };
}

const AS: Readonly<Record<Conversion, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'yes or no',
  json: 'JSON',
  date: 'a date',
};

function withAs(mapping: Mapping, as: Conversion): Mapping | undefined {
  return isPathMapping(mapping) && mapping.as === undefined ? { ...mapping, as } : undefined;
}

/** The constant on the right written as the left side's type. */
function written({ comparison, left }: Compared): FixedComparison {
  const { right } = comparison;
  const isScalar = isJsonNumber(right) || typeof right === 'boolean';
  const text = isScalar && isAlways(left, 'string') ? String(right) : undefined;
  const flag = (right === 'true' || right === 'false') && isAlways(left, 'boolean');
  const value = flag ? right === 'true' : (text ?? null);
  const schema = flag || text !== undefined ? left : undefined;
  const label = `Compare with ${JSON.stringify(value)}`;
  return { label, comparison: { ...comparison, right: value }, schema };
}

/** True for texts that all are numbers. */
export function isNumeric(schema: DataSchema): boolean {
  return isAlways(schema, 'string') && schema.texts?.['as number'] === 1;
}

/** Both sides in words. */
export function sides(left: DataSchema, right: DataSchema): string {
  return `${named(left)} and ${named(right)}`;
}

/** What values are, in words. */
export function named(schema: DataSchema): string {
  return typesOf(schema)
    .map((type) => NAMES[type])
    .join(' or ');
}

const NAMES: Readonly<Record<JsonType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'yes or no',
  null: 'null',
  list: 'a list',
  object: 'an object',
};
