import { isPathMapping, type Comparison, type Conversion, type Mapping } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { shareOf, typesOf, type DataSchema, type JsonType } from '../schema/data-schema.ts';
import type { Verdict } from './check-condition.ts';
import type { MappingPlace } from './flow-facts.ts';
import { inferMapping, isAlways } from './infer-mapping.ts';
import { mistyped } from './nearest-path.ts';

/** Fewer different values than this, seen at least this often, are taken for all there are. */
const ENOUGH_SEEN = 5;

interface Compared {
  place: MappingPlace;
  comparison: Comparison;
  left: DataSchema;
  right: DataSchema;
}

type Rule = (compared: Compared) => Verdict;

/** What is checked of the types of both sides, by operator. One that is not listed takes any types. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['equals', checkEqual],
  ['not_equals', checkEqual],
  ['greater_than', checkOrder],
  ['greater_or_equal', checkOrder],
  ['less_than', checkOrder],
  ['less_or_equal', checkOrder],
  ['starts_with', checkTexts],
  ['ends_with', checkTexts],
  ['contains', checkContains],
  ['not_contains', checkContains],
  ['one_of', checkOneOf],
  ['is_true', checkBoolean],
  ['is_false', checkBoolean],
]);

/** Checks that two sides can be compared and that a constant is one the data can equal. */
export function checkComparison(
  place: MappingPlace,
  comparison: Comparison,
  left: DataSchema,
  right: DataSchema | undefined,
): Verdict {
  const known = typesOf(left).length > 0 && !left.open;
  const rule = known ? RULES.get(comparison.op) : undefined;
  return rule?.({ place, comparison, left, right: right ?? left });
}

function checkEqual(compared: Compared): Verdict {
  const { comparison, left, right } = compared;
  if (right.open || typesOf(right).length === 0) return undefined;
  const isNegated = comparison.op === 'not_equals';
  if (typesOf(right).every((type) => shareOf(left, type) === 0)) {
    if (isAlways(right, 'null')) return undefined;
    reportTypes(compared, `it is never equal: ${sides(left, right)}`);
    return isNegated ? 'always' : 'never';
  }
  const { right: value } = comparison;
  if (typeof value !== 'string') return undefined;
  return checkKnown(compared, value, isNegated);
}

/** A constant that is none of the values there can be, or a mistyped one of those that were seen. */
function checkKnown(compared: Compared, value: string, isNegated: boolean): Verdict {
  const { place, left } = compared;
  const { values } = left;
  if (values === undefined || values.has(value)) return undefined;
  const seen = [...values.values()].reduce((sum, count) => sum + count, 0);
  const meant =
    left.exact || (seen >= ENOUGH_SEEN && seen > values.size) || left.count <= 2
      ? mistyped(value, values.keys())
      : undefined;
  if (!left.exact && meant === undefined) return undefined;
  const { report, label, field } = place;
  const shown = [...values.keys()].slice(0, 4).map((one) => JSON.stringify(shorten(one, 40)));
  report.add({
    kind: 'condition_constant',
    severity: 'warning',
    field: [...field, 'right'],
    message: `${label}: the value is never ${JSON.stringify(shorten(value, 60))}; it is ${shown.join(', ')}.`,
    hint:
      meant === undefined
        ? 'Compare with a value that it can have.'
        : `Did you mean ${JSON.stringify(meant)}?`,
    ...(meant !== undefined &&
      report.fix(`Compare with ${JSON.stringify(meant)}`, [...field, 'right'], meant)),
  });
  return isNegated ? 'always' : 'never';
}

/** Numbers with numbers, texts with texts; texts that are numbers are put in order by their digits. */
function checkOrder(compared: Compared): Verdict {
  const { left, right } = compared;
  if (right.open || typesOf(right).length === 0) return undefined;
  const fitting = isAlways(right, 'number')
    ? 'number'
    : isAlways(right, 'string')
      ? 'string'
      : undefined;
  const bad = fitting === undefined ? 1 : 1 - shareOf(left, fitting);
  if (bad > 1e-9) {
    reportTypes(compared, `these cannot be compared: ${sides(left, right)}`, bad);
    return undefined;
  }
  if (fitting === 'string' && isNumeric(left) && isNumeric(right)) {
    reportTypes(compared, 'both are texts, so "9" is greater than "10"');
  }
  return undefined;
}

function checkTexts(compared: Compared): Verdict {
  const { left, right } = compared;
  const bad = 1 - Math.min(shareOf(left, 'string'), right.open ? 1 : shareOf(right, 'string'));
  if (bad > 1e-9)
    reportTypes(compared, `only texts start or end with something: ${sides(left, right)}`, bad);
  return undefined;
}

/** A text contains a text; a list contains an item that is equal. */
function checkContains(compared: Compared): Verdict {
  const { left, right } = compared;
  const bad = 1 - shareOf(left, 'list') - shareOf(left, 'string');
  if (bad > 1e-9) {
    reportTypes(compared, `only a text or a list contains something; this is ${named(left)}`, bad);
    return undefined;
  }
  if (right.open || typesOf(right).length === 0) return undefined;
  if (isAlways(left, 'string') && !isAlways(right, 'string')) {
    reportTypes(compared, `a text contains only texts; the right side is ${named(right)}`);
  }
  const { items } = left;
  const never =
    isAlways(left, 'list') &&
    items !== undefined &&
    !items.open &&
    typesOf(right).every((type) => shareOf(items, type) === 0);
  if (!never) return undefined;
  reportTypes(
    compared,
    `the list never contains it: its items are ${named(items)}, not ${named(right)}`,
  );
  return compared.comparison.op === 'contains' ? 'never' : 'always';
}

function checkOneOf(compared: Compared): Verdict {
  const { left, right, comparison } = compared;
  if (right.open || typesOf(right).length === 0) return undefined;
  if (!isAlways(right, 'list')) {
    reportTypes(compared, `"one of" compares with a list; the right side is ${named(right)}`);
    return undefined;
  }
  const { items } = right;
  if (items === undefined || items.open || typesOf(items).length === 0) return undefined;
  if (typesOf(items).some((type) => shareOf(left, type) > 0)) {
    const list = textsOf(comparison.right);
    if (list === undefined || left.values === undefined) return undefined;
    return list.some((one) => left.values?.has(one)) ? undefined : checkMembers(compared, list);
  }
  reportTypes(compared, `it is never one of these: ${sides(left, items)}`);
  return 'never';
}

/** The members of a list of texts; undefined for anything else. */
function textsOf(mapping: Mapping | undefined): string[] | undefined {
  if (!Array.isArray(mapping)) return undefined;
  const members: readonly Mapping[] = mapping;
  const texts = members.filter((one) => typeof one === 'string');
  return texts.length === members.length ? texts : undefined;
}

/** None of the constants was seen: reported for the first that is a mistyped value. */
function checkMembers({ place, comparison, left }: Compared, list: readonly string[]): Verdict {
  for (const [index, one] of list.entries()) {
    const at = { ...place, field: [...place.field, 'right', index] };
    const meant = mistyped(one, left.values?.keys() ?? []);
    if (meant === undefined) continue;
    place.report.add({
      kind: 'condition_constant',
      severity: 'warning',
      field: [...place.field, 'right'],
      message: `${place.label}: the value is never one of these; ${JSON.stringify(one)} is not among those that come.`,
      hint: `Did you mean ${JSON.stringify(meant)}?`,
      ...place.report.fix(`Compare with ${JSON.stringify(meant)}`, at.field, meant),
    });
    return comparison.op === 'one_of' ? 'never' : undefined;
  }
  return left.exact ? 'never' : undefined;
}

function checkBoolean(compared: Compared): Verdict {
  const { left } = compared;
  if (shareOf(left, 'boolean') > 0) return undefined;
  if (isAlways(left, 'null')) return undefined;
  reportTypes(compared, `it is never true or false; it is ${named(left)}`);
  return 'never';
}

/** Reports sides of types that do not go together, with the conversion that helps. */
function reportTypes(compared: Compared, reason: string, share = 1): void {
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
  if (op === 'is_true' || op === 'is_false') return [converted(compared, 'boolean')];
  if (op === 'starts_with' || op === 'ends_with') return [converted(compared, 'string')];
  if (op === 'contains' || op === 'not_contains') {
    return [isAlways(left, 'string') ? written(compared) : converted(compared, 'string')];
  }
  if (op === 'one_of' && isAlways(right, 'string', 'number', 'boolean')) {
    const list = { ...comparison, right: [comparison.right ?? null] };
    return [{ label: 'Compare with a list of one', comparison: list, schema: left }];
  }
  const numbers = wantedNumber(compared);
  return [...(numbers === undefined ? [] : [numbers]), ...madeEqual(compared)];
}

/** One side as the other is; where it is put in order, only numbers help. */
function madeEqual(compared: Compared): FixedComparison[] {
  const { comparison, right } = compared;
  if (RULES.get(comparison.op) === checkOrder) return [];
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
  const number = typeof value === 'string' && isNumeric(right) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const numeric: Comparison = { ...comparison, right: number };
  if (isAlways(left, 'number')) {
    return { label: `Compare with the number ${number}`, comparison: numeric, schema: left };
  }
  const { comparison: both, schema } = converted({ ...compared, comparison: numeric }, 'number');
  return { label: 'Convert it to a number', comparison: both, schema };
}

/** The left side converted, when all of its values can be. */
function converted({ comparison, place }: Compared, as: Conversion): FixedComparison {
  const left = withAs(comparison.left, as);
  const label = `Convert it to ${as === 'string' ? 'text' : as === 'number' ? 'a number' : 'yes or no'}`;
  if (left === undefined) return { label, comparison, schema: undefined };
  const plain = inferMapping(comparison.left, place.scope, 'omit').schema;
  const { schema, refused } = convertSchema(plain, as);
  return { label, comparison: { ...comparison, left }, schema: refused > 0 ? undefined : schema };
}

function withAs(mapping: Mapping, as: Conversion): Mapping | undefined {
  return isPathMapping(mapping) && mapping.as === undefined ? { ...mapping, as } : undefined;
}

/** The constant on the right written as the left side's type. */
function written({ comparison, left }: Compared): FixedComparison {
  const { right } = comparison;
  const isScalar = typeof right === 'number' || typeof right === 'boolean';
  const text = isScalar && isAlways(left, 'string') ? String(right) : undefined;
  const flag = (right === 'true' || right === 'false') && isAlways(left, 'boolean');
  const value = flag ? right === 'true' : (text ?? null);
  const schema = flag || text !== undefined ? left : undefined;
  const label = `Compare with ${JSON.stringify(value)}`;
  return { label, comparison: { ...comparison, right: value }, schema };
}

function isNumeric(schema: DataSchema): boolean {
  return isAlways(schema, 'string') && schema.texts?.['as number'] === 1;
}

function sides(left: DataSchema, right: DataSchema): string {
  return `${named(left)} and ${named(right)}`;
}

function named(schema: DataSchema): string {
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
