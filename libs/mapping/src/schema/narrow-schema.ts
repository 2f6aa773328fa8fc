import {
  isPathMapping,
  mappingForm,
  type Comparison,
  type Condition,
  type JsonValue,
  type Mapping,
  type Operator,
} from '@millrace/model';
import { compilePath, type PathStep } from '../path/compiled-path.ts';
import { shareOf, typesOf, type DataSchema, type JsonType } from './data-schema.ts';
import { mergeSchemas } from './merge-schema.ts';
import { schemaOfSample } from './schema-learner.ts';

/** Operators that answer for a value that is not there; any other fails, so what follows has it. */
const TAKES_MISSING: ReadonlySet<Operator> = new Set<Operator>([
  'exists',
  'not_exists',
  'is_empty',
  'not_empty',
]);

/**
 * What is known of the data where a condition holds, or does not: behind a filter, inside of a path
 * of a branch, or further right in the condition itself.
 */
export function narrowSchema(root: DataSchema, condition: Condition, holds: boolean): DataSchema {
  if ('not' in condition) return narrowSchema(root, condition.not, !holds);
  const list = 'all' in condition ? condition.all : 'any' in condition ? condition.any : undefined;
  if (list === undefined) return 'left' in condition ? byComparison(root, condition, holds) : root;
  const eachIsSo = 'all' in condition ? holds : !holds;
  const all = eachIsSo ? list : list.length === 1 ? list : [];
  return all.reduce((narrowed, one) => narrowSchema(narrowed, one, holds), root);
}

function byComparison(root: DataSchema, comparison: Comparison, holds: boolean): DataSchema {
  const { left, op } = comparison;
  if (!isPathMapping(left)) return root;
  const steps = stepsOf(left.$path);
  if (steps === undefined) return root;
  if ((op === 'not_empty' && holds) || (op === 'is_empty' && !holds)) {
    return narrowAt(root, steps, withoutEmpty);
  }
  if (!provesPresence(comparison, holds)) return root;
  const values = holds && left.as === undefined ? literalsOf(comparison) : undefined;
  return narrowAt(root, steps, (found) => (values === undefined ? found : constant(values)));
}

/** True when the path has to have found something for the comparison to end this way. */
function provesPresence({ left, op }: Comparison, holds: boolean): boolean {
  if (TAKES_MISSING.has(op)) return op === (holds ? 'exists' : 'not_exists');
  const missing = isPathMapping(left) ? left.missing : undefined;
  return missing === undefined || missing === 'error' || (holds && op === 'equals');
}

/** The constants that a value which passed is one of. */
function literalsOf({ op, right }: Comparison): readonly JsonValue[] | undefined {
  if (op === 'equals' && isScalar(right)) return [right];
  if (op !== 'one_of' || !Array.isArray(right)) return undefined;
  const members: readonly Mapping[] = right;
  const scalars = members.filter(isScalar);
  return scalars.length > 0 && scalars.length === members.length ? scalars : undefined;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return mappingForm(value) === 'value' && value !== undefined;
}

/** The schema of a value that is one of these and nothing else. */
export function constant(values: readonly JsonValue[]): DataSchema {
  return { ...mergeSchemas(values.map(schemaOfSample)), exact: true };
}

/** The share of the values that are null or a text of no length. */
export function emptyShare(schema: DataSchema): number {
  return shareOf(schema, 'null') + shareOf(schema, 'string') * (schema.texts?.empty ?? 0);
}

/** What is left when null and texts of no length are taken away. */
export function withoutEmpty(schema: DataSchema): DataSchema {
  const { texts } = schema;
  const left = texts === undefined ? 1 : 1 - texts.empty;
  const filled = new Map(schema.values);
  filled.delete('');
  return {
    ...onlyTypes(schema, (type) => type !== 'null'),
    values: schema.values && filled,
    examples: schema.examples.filter((one) => one !== '' && one !== null),
    texts:
      texts === undefined || left <= 0
        ? undefined
        : {
            empty: 0,
            'as number': texts['as number'] / left,
            'as boolean': texts['as boolean'] / left,
            'as json': texts['as json'] / left,
            'as date': texts['as date'] / left,
            'date field': texts['date field'] / left,
            'email field': texts['email field'] / left,
            'url field': texts['url field'] / left,
          },
  };
}

/** The schema with the values of some types only. */
function onlyTypes(schema: DataSchema, keep: (type: JsonType) => boolean): DataSchema {
  const kept = typesOf(schema).filter(keep);
  const total = kept.reduce((sum, type) => sum + shareOf(schema, type), 0);
  if (total === 0) return schema;
  const types = Object.fromEntries(kept.map((type) => [type, shareOf(schema, type) / total]));
  return { ...schema, types };
}

/** The schema of the data that has something at these steps, which is then as `change` says. */
function narrowAt(
  root: DataSchema,
  steps: readonly PathStep[],
  change: (found: DataSchema) => DataSchema,
): DataSchema {
  const [step, ...rest] = steps;
  if (step === undefined) return { ...change(root), present: 1 };
  if (typeof step === 'number') return withItem(root, step);
  const member = root.members.get(step);
  if (member === undefined) return root;
  const members = new Map(root.members);
  members.set(step, { ...narrowAt(member, rest, change), present: 1 });
  return { ...onlyTypes(root, (type) => type === 'object'), members };
}

/** Of the items nothing more is known: the others are in the same schema. */
function withItem(list: DataSchema, index: number): DataSchema {
  const most = index < 0 ? -index - 1 : index;
  const filled = list.filled.map((share, at) => (at <= most ? 1 : share));
  return { ...onlyTypes(list, (type) => type === 'list'), filled };
}

function stepsOf(path: string): readonly PathStep[] | undefined {
  try {
    return compilePath(path).steps;
  } catch {
    return undefined;
  }
}
