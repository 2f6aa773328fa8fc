import { z } from 'zod';
import { placedFaults } from './fault.ts';
import { isJsonObject } from './json.ts';
import type { Mapping } from './mapping.ts';

/** The comparison operators of conditions. Those in UNARY_OPERATORS take no right side. */
export const operatorSchema = z.enum([
  'equals',
  'not_equals',
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches',
  'not_matches',
  'one_of',
  'not_one_of',
  'before',
  'after',
  'longer_than',
  'shorter_than',
  'has_key',
  'exists',
  'not_exists',
  'is_empty',
  'not_empty',
  'is_true',
  'is_false',
]);
export type Operator = z.infer<typeof operatorSchema>;

export const UNARY_OPERATORS: ReadonlySet<Operator> = new Set<Operator>([
  'exists',
  'not_exists',
  'is_empty',
  'not_empty',
  'is_true',
  'is_false',
]);

export interface Comparison {
  left: Mapping;
  op: Operator;
  right?: Mapping | undefined;
}

/** A yes-or-no question about data. */
export type Condition =
  Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };

/** The schema of a condition over mappings of a schema; its faults are those of the form that was meant. */
export function conditionSchemaOf(mapping: z.ZodType<Mapping>): z.ZodType<Condition> {
  const comparison = comparisonSchemaOf(mapping);
  const condition: z.ZodType<Condition> = z
    .custom<Condition>()
    .superRefine((value, ctx) => {
      const form = formOf(value);
      if (form === undefined) {
        const message = 'A condition has "all", "any" or "not", or compares "left" by "op".';
        ctx.addIssue({ code: 'custom', message });
        return;
      }
      const { error } = forms[form].safeParse(value);
      if (error === undefined) return;
      for (const fault of placedFaults(error)) ctx.addIssue({ code: 'custom', ...fault });
    })
    .meta({ description: 'Either { all }, { any }, { not } or a comparison { left, op, right }.' });
  const list = z.lazy(() => z.array(condition).max(100));
  const forms: Readonly<Record<ConditionForm, z.ZodType<Condition>>> = {
    all: z.strictObject({ all: list }),
    any: z.strictObject({ any: list }),
    not: z.strictObject({ not: z.lazy(() => condition) }),
    left: comparison,
    op: comparison,
  };
  return condition;
}

function comparisonSchemaOf(mapping: z.ZodType<Mapping>): z.ZodType<Comparison> {
  return z
    .strictObject({ left: mapping, op: operatorSchema, right: mapping.optional() })
    .superRefine((value, ctx) => {
      if (!UNARY_OPERATORS.has(value.op) && value.right === undefined) {
        ctx.addIssue({
          code: 'custom',
          path: ['right'],
          message: `"${value.op}" compares with a value: give "right".`,
        });
      }
    });
}

/** The keys that tell the forms of a condition apart. */
const FORM_KEYS = ['all', 'any', 'not', 'left', 'op'] as const;
type ConditionForm = (typeof FORM_KEYS)[number];

function formOf(value: unknown): ConditionForm | undefined {
  return isJsonObject(value) ? FORM_KEYS.find((key) => Object.hasOwn(value, key)) : undefined;
}
