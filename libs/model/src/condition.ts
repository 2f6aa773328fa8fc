import { z } from 'zod';
import { mappingSchema, type Mapping } from './mapping.ts';

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
  'one_of',
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

const comparisonSchema: z.ZodType<Comparison> = z
  .strictObject({ left: mappingSchema, op: operatorSchema, right: mappingSchema.optional() })
  .superRefine((value, ctx) => {
    if (!UNARY_OPERATORS.has(value.op) && value.right === undefined) {
      ctx.addIssue({
        code: 'custom',
        path: ['right'],
        message: `"${value.op}" compares with a value: give "right".`,
      });
    }
  });

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).max(100) }),
    z.strictObject({ any: z.array(conditionSchema).max(100) }),
    z.strictObject({ not: conditionSchema }),
    comparisonSchema,
  ]),
);
