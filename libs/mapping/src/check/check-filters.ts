import type { PathMapping } from '@millrace/model';
import { parsePath } from '../path/path-syntax.ts';
import type { Logical, Operand, Segment, Selector } from '../path/path-tree.ts';
import { singularSteps } from '../path/path-tree.ts';
import { isWeak, shareOf, schemaWith, typesOf, type DataSchema } from '../schema/data-schema.ts';
import { constant } from '../schema/narrow-schema.ts';
import { reachedPlaces, readSteps } from '../schema/read-schema.ts';
import { compiles } from './compiles.ts';
import { named } from './fix-comparison.ts';
import type { MappingPlace } from './flow-facts.ts';

type Compare = Extract<Logical, { kind: 'compare' }>;

/** One comparison of a filter with what is known of its sides. */
interface Compared {
  compare: Compare;
  left: DataSchema;
  right: DataSchema;
  /** True when the filter as a whole holds only if this does. */
  decides: boolean;
}

/** Reports comparisons in the filters of a path that never hold, or always do, for their types. */
export function checkFilters(place: MappingPlace, mapping: PathMapping): void {
  const root = place.scope;
  for (const compared of comparedIn(root, root, parsePath(mapping.$path))) {
    const reason = reasonOf(compared);
    if (reason !== undefined) report(place, mapping, compared, reason);
  }
}

function comparedIn(root: DataSchema, from: DataSchema, segments: readonly Segment[]): Compared[] {
  return reachedPlaces(from, segments).flatMap(({ segment, inside }) =>
    segment.selectors.flatMap((selector: Selector) =>
      selector.kind !== 'filter' || inside === undefined
        ? []
        : comparedBy(root, inside, selector.test, true),
    ),
  );
}

function comparedBy(
  root: DataSchema,
  current: DataSchema,
  test: Logical,
  decides: boolean,
): Compared[] {
  switch (test.kind) {
    case 'and':
      return test.parts.flatMap((part) => comparedBy(root, current, part, decides));
    case 'or':
      return test.parts.flatMap((part) => comparedBy(root, current, part, false));
    case 'not':
      return comparedBy(root, current, test.part, false);
    case 'exists': {
      const { root: start, segments } = test.query;
      return comparedIn(root, start === '@' ? current : root, segments);
    }
    case 'call':
      return [];
    case 'compare': {
      const left = sideOf(root, current, test.left);
      const right = sideOf(root, current, test.right);
      return left === undefined || right === undefined
        ? []
        : [{ compare: test, left, right, decides }];
    }
  }
}

const NUMBER = schemaWith({ types: { number: 1 } });

/** What is known of one side; undefined for what is not. */
function sideOf(root: DataSchema, current: DataSchema, side: Operand): DataSchema | undefined {
  if (side.kind === 'literal') return constant([side.value]);
  if (side.kind === 'call') {
    const { name } = side.call;
    return name === 'length' || name === 'count' || name === 'number' ? NUMBER : undefined;
  }
  const steps = singularSteps(side.query.segments);
  if (steps === undefined) return undefined;
  const { schema, end, share } = readSteps(side.query.root === '@' ? current : root, steps);
  const known = end === undefined && share > 0 && !schema.open && typesOf(schema).length > 0;
  return known ? schema : undefined;
}

/** What comes of the comparison instead of an answer; undefined when it gives one. */
function reasonOf({ compare, left, right }: Compared): string | undefined {
  const common = typesOf(left).filter((type) => shareOf(right, type) > 0);
  const { operator } = compare;
  if (operator === '==' || operator === '!=') {
    if (common.length > 0) return undefined;
    return operator === '==' ? 'never holds' : 'always holds';
  }
  if (common.includes('number')) return undefined;
  if (!common.includes('string')) return 'never holds';
  return isNumeric(left) && isNumeric(right) ? AS_TEXTS : undefined;
}

const AS_TEXTS = 'compares texts, for which "9" is greater than "10"';

function isNumeric({ types, texts }: DataSchema): boolean {
  if (types.string !== 1 || texts === undefined) return false;
  return texts['as number'] > 0 && texts['as number'] + texts.empty >= 1 - 1e-9;
}

function report(
  { report: found, field, label }: MappingPlace,
  mapping: PathMapping,
  compared: Compared,
  reason: string,
): void {
  const { compare, left, right, decides } = compared;
  const { $path: text } = mapping;
  const { from } = compare.spans.left;
  const { to } = compare.spans.right;
  const fixed = fixedText(text, compared);
  const written = fixed && `Write ${fixed.slice(from, fixed.length - (text.length - to))}`;
  const isSure = decides && reason !== AS_TEXTS && !isWeak(left.exact ? right : left);
  const severity = isSure ? 'error' : 'warning';
  const sides = [
    `${text.slice(from, compare.spans.left.to)} is always ${named(left)}`,
    `${text.slice(compare.spans.right.from, to)} is ${named(right)}`,
  ];
  found.add({
    ...{ kind: 'filter_type', severity, field, path: text, position: from, share: 1 },
    message: `${label}: the filter ${text.slice(from, to)} ${reason}: ${sides.join(', ')}.`,
    hint: written === undefined ? 'Compare with a value of the same type.' : `${written}.`,
    ...(written !== undefined && found.fix(written, field, { ...mapping, $path: fixed })),
  });
}

/** The path with the comparison put right: both sides as numbers, or the constant as the data has it. */
function fixedText(text: string, compared: Compared): string | undefined {
  const { compare, left, right } = compared;
  const { spans } = compare;
  const sides = [
    changedSide(text.slice(spans.left.from, spans.left.to), compare.left, left, right),
    changedSide(text.slice(spans.right.from, spans.right.to), compare.right, right, left),
  ] as const;
  const [first, second] = sides;
  if (first === undefined || second === undefined) return undefined;
  const between = text.slice(spans.left.to, spans.right.from);
  const changed =
    text.slice(0, spans.left.from) + first + between + second + text.slice(spans.right.to);
  return changed !== text && compiles(changed) ? changed : undefined;
}

/** One side written so that it goes with the other; undefined when there is no way. */
function changedSide(
  written: string,
  side: Operand,
  own: DataSchema,
  other: DataSchema,
): string | undefined {
  const asNumbers = isNumber(own) || isNumeric(own) ? isNumber(other) || isNumeric(other) : false;
  if (asNumbers) {
    if (isNumber(own)) return written;
    if (side.kind === 'literal') return String(side.value);
    return `number(${written})`;
  }
  if (side.kind !== 'literal') return written;
  if (typeof side.value === 'boolean' && isAll(other, 'string')) return `'${side.value}'`;
  const isFlag = side.value === 'true' || side.value === 'false';
  return isFlag && isAll(other, 'boolean') ? String(side.value) : undefined;
}

function isNumber(schema: DataSchema): boolean {
  return isAll(schema, 'number');
}

function isAll(schema: DataSchema, type: 'string' | 'number' | 'boolean'): boolean {
  return schema.types[type] === 1;
}
