import { z } from 'zod';
import { placedFaults } from './fault.ts';
import { isJsonObject } from './json.ts';
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

/** The forms of a condition by the key that tells them apart. */
const FORMS: ReadonlyMap<string, z.ZodType<Condition>> = new Map<string, z.ZodType<Condition>>([
  ['all', z.strictObject({ all: conditionList() })],
  ['any', z.strictObject({ any: conditionList() })],
  ['not', z.strictObject({ not: z.lazy(() => conditionSchema) })],
  ['left', comparisonSchema],
  ['op', comparisonSchema],
]);

/** The schema of a condition; its faults are those of the form that was meant. */
export const conditionSchema: z.ZodType<Condition> = z
  .custom<Condition>()
  .superRefine((value, ctx) => {
    const form = formOf(value);
    if (form === undefined) {
      const message = 'A condition has "all", "any" or "not", or compares "left" by "op".';
      ctx.addIssue({ code: 'custom', message });
      return;
    }
    const { error } = form.safeParse(value);
    if (error === undefined) return;
    for (const fault of placedFaults(error)) ctx.addIssue({ code: 'custom', ...fault });
  })
  .meta({ description: 'Either { all }, { any }, { not } or a comparison { left, op, right }.' });

function conditionList(): z.ZodType<Condition[]> {
  return z.lazy(() => z.array(conditionSchema).max(100));
}

function formOf(value: unknown): z.ZodType<Condition> | undefined {
  if (!isJsonObject(value)) return undefined;
  const key = [...FORMS.keys()].find((one) => Object.hasOwn(value, one));
  return key === undefined ? undefined : FORMS.get(key);
}
