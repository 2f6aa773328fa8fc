import type { Comparison, Mapping } from '@millrace/model';
import { shorten } from '../path/path-limits.ts';
import { shareOf, typesOf, type DataSchema } from '../schema/data-schema.ts';
import type { Verdict } from './check-condition.ts';
import type { MappingPlace } from './flow-facts.ts';
import { isNumeric, named, reportTypes, sides, type Compared } from './fix-comparison.ts';
import { isAlways } from './infer-mapping.ts';
import { mistyped } from './nearest-path.ts';

/** Fewer different values than this, seen at least this often, are taken for all there are. */
const ENOUGH_SEEN = 5;

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
  ['not_one_of', checkOneOf],
  ['matches', checkTexts],
  ['not_matches', checkTexts],
  ['before', checkDates],
  ['after', checkDates],
  ['longer_than', checkLength],
  ['shorter_than', checkLength],
  ['has_key', checkKey],
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
    reportTypes(
      compared,
      `only texts have a start, an end or a pattern: ${sides(left, right)}`,
      bad,
    );
  return undefined;
}

/** Texts that are dates. */
function checkDates(compared: Compared): Verdict {
  const { left, right } = compared;
  const dated = Math.min(datesIn(left), right.open ? 1 : datesIn(right));
  if (dated < 1 - 1e-9) {
    reportTypes(compared, 'only dates such as 2026-11-21 are before or after others', 1 - dated);
  }
  return undefined;
}

function datesIn(schema: DataSchema): number {
  if (typesOf(schema).length === 0) return 1;
  return shareOf(schema, 'string') * (schema.texts?.['as date'] ?? 1);
}

/** A text or a list, and a number. */
function checkLength(compared: Compared): Verdict {
  const { left, right } = compared;
  const bad = 1 - shareOf(left, 'string') - shareOf(left, 'list');
  if (bad > 1e-9) {
    reportTypes(compared, `only a text or a list has a length; this is ${named(left)}`, bad);
  } else if (!right.open && typesOf(right).length > 0 && !isAlways(right, 'number')) {
    reportTypes(compared, `a length is a number; the right side is ${named(right)}`);
  }
  return undefined;
}

/** An object, and a name. */
function checkKey(compared: Compared): Verdict {
  const bad = 1 - shareOf(compared.left, 'object');
  if (bad > 1e-9) {
    reportTypes(compared, `only an object has keys; this is ${named(compared.left)}`, bad);
  }
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
  return oneOfVerdict(comparison);
}

function oneOfVerdict({ op }: Comparison): Verdict {
  return op === 'one_of' ? 'never' : 'always';
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
    return oneOfVerdict(comparison);
  }
  return left.exact ? oneOfVerdict(comparison) : undefined;
}

function checkBoolean(compared: Compared): Verdict {
  const { left } = compared;
  if (shareOf(left, 'boolean') > 0) return undefined;
  if (isAlways(left, 'null')) return undefined;
  reportTypes(compared, `it is never true or false; it is ${named(left)}`);
  return 'never';
}
