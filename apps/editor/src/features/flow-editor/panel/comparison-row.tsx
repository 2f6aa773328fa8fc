import { Select, Stack } from '@mantine/core';
import { previewMapping } from '@millrace/mapping';
import {
  operatorSchema,
  UNARY_OPERATORS,
  type Comparison,
  type Field,
  type Operator,
} from '@millrace/model';
import { MappingField } from '../../../ui/mapping-field/mapping-field.tsx';
import { useMappingScope } from '../../../ui/mapping-field/mapping-scope.tsx';
import { OPERATOR_LABELS } from '../graph/describe-condition.ts';

const OPERATORS = operatorSchema.options.map((op) => ({ value: op, label: OPERATOR_LABELS[op] }));

interface ComparisonRowProps {
  at: number;
  comparison: Comparison;
  onChange: (next: Comparison) => void;
}

/** Two values and how they compare; a question about one value hides the second. */
export function ComparisonRow({ at, comparison, onChange }: ComparisonRowProps) {
  const { left, op, right } = comparison;
  const { data } = useMappingScope();
  const preview = previewMapping(left, data);
  const leftType = preview.ok ? preview.type : 'missing';
  return (
    <Stack gap={8}>
      <MappingField
        hideLabel
        field={{
          key: 'left',
          label: `Value ${at + 1}`,
          type: 'string',
          placeholder: 'Pick a value',
        }}
        value={left === '' ? undefined : left}
        onChange={(next) => onChange({ ...comparison, left: next ?? '' })}
      />
      <Select
        aria-label={`Comparison ${at + 1}`}
        data={OPERATORS}
        value={op}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
        onChange={(next) => {
          const operator = operatorSchema.safeParse(next);
          if (operator.success) onChange(withOperator(comparison, operator.data));
        }}
      />
      {UNARY_OPERATORS.has(op) ? null : (
        <MappingField
          hideLabel
          field={rightField(at, op, leftType)}
          value={right === '' ? undefined : right}
          onChange={(next) => onChange({ ...comparison, right: next ?? (LISTS.has(op) ? [] : '') })}
        />
      )}
    </Stack>
  );
}

const LISTS: ReadonlySet<Operator> = new Set<Operator>(['one_of', 'not_one_of']);

const ORDERS: ReadonlySet<Operator> = new Set<Operator>([
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
]);

/** What the right side of some operators is, whatever the left one is. */
const RIGHT_SIDES: Partial<Readonly<Record<Operator, Pick<Field, 'type' | 'placeholder'>>>> = {
  matches: { type: 'string', placeholder: '^[A-Z]{2}-[0-9]+$' },
  not_matches: { type: 'string', placeholder: '^[A-Z]{2}-[0-9]+$' },
  before: { type: 'date', placeholder: '2026-12-31' },
  after: { type: 'date', placeholder: '2026-12-31' },
  longer_than: { type: 'number' },
  shorter_than: { type: 'number' },
  has_key: { type: 'string' },
};

/** The right side takes the type of the left one: nothing is converted, 200 is not "200". */
function rightField(at: number, op: Operator, leftType: string): Field {
  const label = `Compared with ${at + 1}`;
  if (LISTS.has(op)) {
    const type = leftType === 'number' ? 'number' : 'string';
    const items: Field = { key: 'item', label: 'Value', type };
    return { key: 'right', label, type: 'list', items };
  }
  const known = RIGHT_SIDES[op];
  if (known !== undefined) return { key: 'right', label, ...known };
  if (leftType === 'boolean') return { key: 'right', label, type: 'boolean' };
  const isNumber = leftType === 'number' || (ORDERS.has(op) && leftType !== 'string');
  return { key: 'right', label, type: isNumber ? 'number' : 'string' };
}

/** The comparison with another operator; its right side is kept as far as it still means something. */
function withOperator({ left, op, right }: Comparison, next: Operator): Comparison {
  if (UNARY_OPERATORS.has(next)) return { left, op: next };
  if (LISTS.has(next)) {
    if (right === undefined || right === '') return { left, op: next, right: [] };
    return { left, op: next, right: Array.isArray(right) ? right : [right] };
  }
  const single = LISTS.has(op) && Array.isArray(right) ? right[0] : right;
  return { left, op: next, right: single ?? '' };
}
