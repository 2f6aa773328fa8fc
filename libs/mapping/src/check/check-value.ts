import {
  fixedChoices,
  isJsonNumber,
  isPathMapping,
  isTemplateMapping,
  nearest,
  numberOfText,
  type Conversion,
  type Field,
  type FieldType,
  type JsonNumber,
  type Mapping,
} from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { isWeak, shareOf, typesOf, type DataSchema, type JsonType } from '../schema/data-schema.ts';
import { emptyShare } from '../schema/narrow-schema.ts';
import type { TextTrait } from '../schema/text-facts.ts';
import type { MappingPlace } from './flow-facts.ts';
import { inferMapping, isSingular, onlyVariable } from './infer-mapping.ts';

/** What a type of field takes. */
interface Wanted {
  types: readonly JsonType[];
  /** In words, behind "it takes". */
  words: string;
  /** What a text has to look like. */
  trait?: TextTrait;
  /** The conversion that may make it fit. */
  as?: Conversion;
}

const TEXT: Wanted = { types: ['string'], words: 'text', as: 'string' };
const ANY: Wanted = {
  types: ['string', 'number', 'boolean', 'null', 'list', 'object'],
  words: 'any value',
};

/** One rule a field type, as the input of an action is checked before its call. */
const WANTED: Readonly<Record<FieldType, Wanted>> = {
  string: TEXT,
  text: TEXT,
  html: TEXT,
  markdown: TEXT,
  secret: TEXT,
  email: { ...TEXT, words: 'an e-mail address', trait: 'email field' },
  url: { ...TEXT, words: 'a full address such as https://example.com', trait: 'url field' },
  date: {
    types: ['string'],
    words: 'a date such as 2026-11-21',
    trait: 'date field',
    as: 'date',
  },
  datetime: { ...TEXT, words: 'a time such as 2026-11-21T08:00:00Z' },
  time: { ...TEXT, words: 'a time such as 08:00' },
  choice: { ...TEXT, words: 'one of its choices' },
  number: { types: ['number'], words: 'a number', as: 'number' },
  integer: { types: ['number'], words: 'a whole number', as: 'number' },
  boolean: { types: ['boolean'], words: 'yes or no', as: 'boolean' },
  list: { types: ['list'], words: 'a list' },
  object: { types: ['object'], words: 'named values' },
  map: { types: ['object'], words: 'named values' },
  union: { types: ['object'], words: 'named values' },
  file: { types: ['object'], words: 'a file' },
  json: ANY,
};

/** Ids that the account defines are numbers at some applications. */
const ID: Wanted = { types: ['string', 'number'], words: 'an id', as: 'string' };

function wantedOf(field: Field): Wanted {
  const isId = field.type === 'choice' && !Array.isArray(field.choices);
  return isId && field.pattern === undefined ? ID : WANTED[field.type];
}

/** A value on its way into a field. */
interface Arriving {
  place: MappingPlace;
  mapping: Mapping;
  schema: DataSchema;
  field: Field;
}

/** What of the values a mapping gives does not fit the field they are for. */
export function checkValue(
  place: MappingPlace,
  mapping: Mapping,
  schema: DataSchema,
  field: Field,
): void {
  const arriving = { place, mapping, schema, field };
  checkEmpty(arriving);
  const wanted = wantedOf(field);
  const bad = typesOf(schema).filter((type) => type !== 'null' && !wanted.types.includes(type));
  if (bad.length > 0) return reportType(arriving, wanted, bad);
  if (wanted.trait !== undefined) checkLook(arriving, wanted, wanted.trait);
  if (field.type === 'choice') checkChoice(arriving);
  if (field.type === 'integer') checkWhole(arriving);
  if (field.type === 'list') checkItems(arriving);
}

/** Null and empty text count as nothing, save for JSON. */
function checkEmpty({ place, mapping, schema, field }: Arriving): void {
  if (field.required !== true || field.default !== undefined || field.type === 'json') return;
  const empty = emptyShare(schema);
  if (empty <= 0 || isConstant(mapping)) return;
  const { report, label } = place;
  report.add({
    kind: 'value_sometimes_empty',
    severity: empty >= 1 && !isWeak(schema) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping), share: empty },
    message: `${label} is required, but the value is null or empty ${report.inEvents(empty)}.`,
    hint: 'Choose another value, or filter such events before this step.',
  });
}

function reportType(arriving: Arriving, wanted: Wanted, bad: readonly JsonType[]): void {
  const { place, mapping, schema } = arriving;
  const { report, label } = place;
  const share = bad.reduce((sum, type) => sum + shareOf(schema, type), 0);
  const [type = 'null'] = bad;
  const fixed = fixedType(arriving, wanted);
  const often = isConstant(mapping) || share >= 1 ? '' : ` ${report.inEvents(share)}`;
  report.add({
    kind: 'wrong_type',
    severity: share >= 1 && (isConstant(mapping) || !isWeak(schema)) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping) },
    ...(isConstant(mapping) ? {} : { share }),
    message: `${label} takes ${wanted.words}; this is ${TYPE_NAMES[type]}${often}.`,
    hint: fixed === undefined ? HINTS[type] : `${fixed.label}.`,
    ...(fixed !== undefined && report.fix(fixed.label, place.field, fixed.mapping)),
  });
}

const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'yes or no',
  null: 'null',
  list: 'a list',
  object: 'an object',
};

const HINTS: Readonly<Record<JsonType, string>> = {
  string: 'Choose another value, or convert it.',
  number: 'Choose another value, or convert it.',
  boolean: 'Choose another value, or convert it.',
  null: 'Choose another value.',
  list: 'Choose one item of the list, or join it in a template.',
  object: 'Choose a value inside of it.',
};

interface FixedMapping {
  label: string;
  mapping: Mapping;
}

/** The mapping changed so that all values fit: converted, the first item, or as the only item. */
function fixedType(arriving: Arriving, wanted: Wanted): FixedMapping | undefined {
  return candidates(arriving, wanted).find(({ mapping }) => fits(arriving, mapping, wanted));
}

function candidates({ mapping, field }: Arriving, { as }: Wanted): FixedMapping[] {
  if (isPathMapping(mapping)) {
    const found: FixedMapping[] = [];
    const { $path: path } = mapping;
    if (as !== undefined) {
      const label = `Convert it to ${as === 'string' ? 'text' : as}`;
      found.push({ label, mapping: { ...mapping, as } });
    }
    if (mapping.take === undefined && !isSingular(path)) {
      found.push({ label: 'Take the first value found', mapping: { ...mapping, take: 'first' } });
    }
    const first = path.includes('[*]') ? path.replaceAll('[*]', '[0]') : `${path}[0]`;
    found.push({ label: 'Take the first item', mapping: { ...mapping, $path: first } });
    const list = { label: 'Send it as a list of one', mapping: [mapping] };
    return field.type === 'list' ? [...found, list] : found;
  }
  const only = isTemplateMapping(mapping) ? onlyVariable(mapping.$template) : undefined;
  if (only !== undefined) {
    const plain = { label: 'Take the value itself', mapping: { $path: only } };
    return as === undefined
      ? [plain]
      : [plain, { label: `Convert it to ${as}`, mapping: { $path: only, as } }];
  }
  return typeof mapping === 'string' || isJsonNumber(mapping) ? literals(mapping) : [];
}

/** A constant of the wrong type, written as the right one. */
function literals(value: string | JsonNumber): FixedMapping[] {
  const other = typeof value === 'string' ? literalOf(value) : String(value);
  if (other === undefined) return [];
  return [{ label: `Write ${JSON.stringify(other)}`, mapping: other }];
}

function literalOf(text: string): JsonNumber | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? numberOfText(text) : undefined;
}

/** True when every value that is known of fits after the change. */
function fits({ place, field }: Arriving, mapping: Mapping, wanted: Wanted): boolean {
  const { schema, share } = inferMapping(mapping, place.scope, 'omit');
  const types = typesOf(schema);
  if (types.length === 0 || share <= 0 || schema.open) return false;
  if (!types.every((type) => wanted.types.includes(type))) return false;
  if (field.type === 'list' && field.items !== undefined) return itemsFit(schema, field.items);
  if (!looksRight(schema, field, wanted)) return false;
  if (!isPathMapping(mapping) || mapping.as === undefined) return true;
  const { as, ...plain } = mapping;
  return convertSchema(inferMapping(plain, place.scope, 'omit').schema, as).refused === 0;
}

function looksRight({ texts, values }: DataSchema, field: Field, { trait }: Wanted): boolean {
  if (trait !== undefined && texts !== undefined) return texts[trait] + texts.empty >= 1;
  const choices = fixedChoices(field).map(({ value }) => value);
  return choices.length === 0 || [...(values?.keys() ?? [])].every((one) => choices.includes(one));
}

function itemsFit({ items }: DataSchema, field: Field): boolean {
  const { types } = wantedOf(field);
  return items !== undefined && typesOf(items).every((type) => types.includes(type));
}

/** Texts that do not look like what the field takes. */
function checkLook(
  { place, mapping, schema, field }: Arriving,
  wanted: Wanted,
  trait: TextTrait,
): void {
  const { texts } = schema;
  if (texts === undefined || schema.open) return;
  const odd = shareOf(schema, 'string') * (1 - texts[trait] - texts.empty);
  if (odd <= 1e-9) return;
  const { report, label } = place;
  const sure = isConstant(mapping);
  const example = schema.examples.find((one) => typeof one === 'string' && one !== '');
  const canBeDate = field.type === 'date' && texts['as date'] + texts.empty >= 1;
  report.add({
    kind: 'format_mismatch',
    severity: sure || (odd >= 1 && !isWeak(schema)) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping) },
    ...(sure ? {} : { share: odd }),
    message: `${label} takes ${wanted.words}; ${odd >= 1 ? 'this' : `${report.inEvents(odd)} this`} is text such as ${shorten(JSON.stringify(example ?? ''), 60)}.`,
    hint: 'Choose another value, or filter such events before this step.',
    ...(canBeDate &&
      isPathMapping(mapping) &&
      report.fix('Convert it to a date', place.field, { ...mapping, as: 'date' })),
  });
}

/** Texts that are none of the choices. */
function checkChoice({ place, mapping, schema, field }: Arriving): void {
  const choices = fixedChoices(field).map(({ value }) => value);
  if (choices.length === 0) return;
  const seen = schema.values ?? new Map(textExamples(schema).map((text) => [text, 1]));
  const other = [...seen].filter(([text]) => text !== '' && !choices.includes(text));
  const [first] = other;
  if (first === undefined) return;
  const { report, label } = place;
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  const share = shareOf(schema, 'string') * (sum(other) / total);
  const sure = isConstant(mapping);
  const meant = sure ? nearest(first[0], choices) : undefined;
  const shown = other.slice(0, 3).map(([text]) => JSON.stringify(shorten(text, 40)));
  report.add({
    kind: 'value_not_allowed',
    severity: sure || (share >= 1 && !isWeak(schema)) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping) },
    ...(sure ? {} : { share }),
    message: `${label} does not have the choice ${shown.join(', ')}${sure ? '' : `, which comes ${report.inEvents(share)}`}.`,
    hint: `It takes one of ${shorten(choices.join(', '), 200)}.`,
    ...(meant !== undefined && report.fix(`Choose "${meant}"`, place.field, meant)),
  });
}

function textExamples({ examples }: DataSchema): string[] {
  return examples.filter((one) => typeof one === 'string');
}

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}

function checkWhole({ place, mapping, schema }: Arriving): void {
  const { whole } = schema;
  if (whole === undefined || whole >= 1 || shareOf(schema, 'number') === 0) return;
  const { report, label } = place;
  const share = shareOf(schema, 'number') * (1 - whole);
  report.add({
    kind: 'wrong_type',
    severity: isConstant(mapping) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping) },
    ...(isConstant(mapping) ? {} : { share }),
    message:
      `${label} takes a whole number; this has decimals ${isConstant(mapping) ? '' : report.inEvents(share)}`.trim() +
      '.',
    hint: 'Choose another value, or round it in a template.',
  });
}

/** The items of a list that comes as it is from the data. */
function checkItems({ place, mapping, schema, field }: Arriving): void {
  const { items } = schema;
  if (Array.isArray(mapping) || items === undefined || field.items === undefined) return;
  const wanted = WANTED[field.items.type];
  const bad = typesOf(items).filter((type) => !wanted.types.includes(type));
  const [type] = bad;
  if (type === undefined) return;
  const { report, label } = place;
  const share = bad.reduce((total, one) => total + shareOf(items, one), 0);
  report.add({
    kind: 'wrong_type',
    severity: share >= 1 && !isWeak(items) ? 'error' : 'warning',
    ...{ field: place.field, ...pathOfMapping(mapping), share },
    message: `${label} takes a list of which each item is ${wanted.words}; here items are ${TYPE_NAMES[type]}.`,
    hint:
      type === 'object'
        ? 'Choose a value inside of each item, as in …[*].name.'
        : 'Choose another list.',
  });
}

function isConstant(mapping: Mapping): boolean {
  return !isPathMapping(mapping) && !isTemplateMapping(mapping);
}

function pathOfMapping(mapping: Mapping): { path?: string } {
  return isPathMapping(mapping) ? { path: mapping.$path } : {};
}
