import {
  isJsonNumber,
  mappingForm,
  UNARY_OPERATORS,
  type Condition,
  type Mapping,
  type Operator,
} from '@millrace/model';

/** Each operator as it reads between its two sides. */
export const OPERATOR_LABELS: Readonly<Record<Operator, string>> = {
  equals: 'is',
  not_equals: 'is not',
  greater_than: 'is greater than',
  greater_or_equal: 'is at least',
  less_than: 'is less than',
  less_or_equal: 'is at most',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches the pattern',
  not_matches: 'does not match the pattern',
  one_of: 'is one of',
  not_one_of: 'is none of',
  before: 'is before',
  after: 'is after',
  longer_than: 'is longer than',
  shorter_than: 'is shorter than',
  has_key: 'has the key',
  exists: 'is there',
  not_exists: 'is not there',
  is_empty: 'is empty',
  not_empty: 'is not empty',
  is_true: 'is true',
  is_false: 'is false',
};

/** A condition in one line, for a node of the canvas. */
export function describeCondition(condition: Condition): string {
  if ('all' in condition) return joined(condition.all, ' and ');
  if ('any' in condition) return joined(condition.any, ' or ');
  if ('not' in condition) return `not (${describeCondition(condition.not)})`;
  const left = describeMapping(condition.left);
  const label = OPERATOR_LABELS[condition.op];
  if (UNARY_OPERATORS.has(condition.op)) return `${left} ${label}`;
  return `${left} ${label} ${describeMapping(condition.right ?? '')}`;
}

/** A mapping in a few words: the last name of a path, or the value itself. */
export function describeMapping(mapping: Mapping): string {
  if (Array.isArray(mapping)) return mapping.map(describeMapping).join(', ') || '…';
  if (isJsonNumber(mapping)) return String(mapping);
  if (typeof mapping === 'object' && mapping !== null) return describeForm(mapping);
  return mapping === '' ? '…' : String(mapping);
}

function describeForm(mapping: object): string {
  if ('$path' in mapping) return lastName(String(mapping.$path));
  if ('$template' in mapping) return String(mapping.$template);
  if ('$literal' in mapping) return JSON.stringify(mapping.$literal);
  return mappingForm(mapping) === 'object' ? '{…}' : '…';
}

function lastName(path: string): string {
  const names = path.match(/[\w-]+/g);
  return names?.at(-1) ?? path;
}

function joined(conditions: readonly Condition[], word: string): string {
  return conditions.length === 0
    ? 'No condition yet'
    : conditions.map(describeCondition).join(word);
}
