import { describe, expect, it } from 'vitest';
import { conditionSchema, faultsOf, operatorSchema, UNARY_OPERATORS } from './index.ts';

function faults(condition: unknown): unknown[] {
  const { error } = conditionSchema.safeParse(condition);
  return error === undefined ? [] : faultsOf(error).map(({ path, message }) => [path, message]);
}

const PAID = { left: { $path: '$.trigger.body.status' }, op: 'equals', right: 'paid' };

describe('a condition', () => {
  it.each([
    ['a comparison', PAID],
    ['all of none', { all: [] }],
    ['a tree', { all: [PAID, { any: [{ not: PAID }, { all: [PAID] }] }] }],
  ])('may be %s', (_, condition) => {
    expect(faults(condition)).toEqual([]);
    expect(conditionSchema.parse(condition)).toEqual(condition);
  });

  it.each(operatorSchema.options)('with "%s" needs a right side unless it asks about one', (op) => {
    expect(faults({ left: 1, op }).length).toBe(UNARY_OPERATORS.has(op) ? 0 : 1);
  });

  const FORMS = 'A condition has "all", "any" or "not", or compares "left" by "op".';
  const SIDE = 'Give a value, a $path or a $template.';
  it.each([
    ['text', 'yes', [['', FORMS]]],
    ['nothing', undefined, [['', FORMS]]],
    ['an empty object', {}, [['', FORMS]]],
    ['a list in place of a condition', { not: [] }, [['/not', FORMS]]],
    ['no list', { all: PAID }, [['/all', 'Expected a list, not an object.']]],
    ['too many', { any: Array(101).fill(PAID) }, [['/any', 'Give at most 100 items.']]],
    ['two forms at once', { all: [], not: PAID }, [['/not', '"not" is not known here.']]],
    [
      'a mistyped operator deep inside',
      { all: [PAID, { not: { any: [{ ...PAID, op: 'eqals' }] } }] },
      [['/all/1/not/any/0/op', '"eqals" is not known here. Did you mean "equals"?']],
    ],
    ['no left side', { op: 'exists' }, [['/left', SIDE]]],
    [
      'a mistyped key',
      { ...PAID, rigth: 1 },
      [['/rigth', '"rigth" is not known here. Did you mean "right"?']],
    ],
    [
      'a bad mapping',
      { ...PAID, left: { $path: 'a' } },
      [['/left/$path', 'A path starts with $, for example $.trigger.body.email.']],
    ],
    [
      'no right side',
      { left: 1, op: 'less_than' },
      [['/right', '"less_than" compares with a value: give "right".']],
    ],
  ])('refuses %s', (_, condition, expected) => {
    expect(faults(condition)).toEqual(expected);
  });

  it('without an operator names them all', () => {
    const [fault] = faults({ left: 1 });
    expect(fault).toEqual(['/op', expect.stringMatching(/^Give "op": equals, .* or is_false\.$/)]);
  });
});
