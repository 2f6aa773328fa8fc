import {
  AppError,
  operatorSchema,
  UNARY_OPERATORS,
  type Condition,
  type JsonValue,
  type Operator,
} from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { evaluateCondition } from './condition.ts';
import { OPERATORS } from './operators.ts';

/** Literal sides are kept as they are, also when they are objects. */
function holds(left: JsonValue, op: Operator, right?: JsonValue): boolean {
  const comparison = { left: { $literal: left }, op };
  return evaluateCondition(
    right === undefined ? comparison : { ...comparison, right: { $literal: right } },
    null,
  );
}

const throwing = (code: string) => expect.objectContaining({ code }) as Error;

describe('operators', () => {
  it('are all in the table', () => {
    expect(Object.keys(OPERATORS).sort()).toEqual([...operatorSchema.options].sort());
  });

  it.each<[JsonValue, Operator, JsonValue | undefined, boolean]>([
    [200, 'equals', 200, true],
    [200, 'equals', '200', false],
    [true, 'equals', 'true', false],
    [null, 'equals', false, false],
    [{ a: [1, { b: null }], c: 2 }, 'equals', { c: 2, a: [1, { b: null }] }, true],
    [{ a: 1 }, 'equals', { a: 1, b: 2 }, false],
    [{ a: 1 }, 'equals', { b: 1 }, false],
    [[1, 2], 'equals', [2, 1], false],
    [[1], 'equals', [1, 2], false],
    [[], 'equals', {}, false],
    [{}, 'equals', [], false],
    [200, 'not_equals', '200', true],
    ['a', 'not_equals', 'a', false],
    [5, 'greater_than', 4, true],
    [5, 'greater_than', 5, false],
    [5, 'greater_or_equal', 5, true],
    [4, 'less_than', 5, true],
    [5, 'less_than', 5, false],
    [5, 'less_or_equal', 5, true],
    ['b', 'greater_than', 'a', true],
    ['a', 'less_than', 'b', true],
    ['a', 'less_or_equal', 'a', true],
    ['10', 'less_than', '9', true],
    ['2026-11-21T10:00:00+02:00', 'less_than', '2026-11-21T09:00:00Z', true],
    ['2026-11-21', 'greater_or_equal', '2026-11-21T00:00:00Z', true],
    ['order-17', 'contains', 'r-1', true],
    ['order-17', 'contains', 'x', false],
    [['a', { b: 1 }], 'contains', { b: 1 }, true],
    [[1, 2], 'contains', '1', false],
    ['order', 'not_contains', 'x', true],
    [['a'], 'not_contains', 'a', false],
    ['order', 'starts_with', 'ord', true],
    ['order', 'starts_with', 'der', false],
    ['order', 'ends_with', 'der', true],
    ['order', 'ends_with', 'ord', false],
    ['a', 'one_of', ['a', 'b'], true],
    [1, 'one_of', ['1'], false],
    [1, 'not_one_of', ['1'], true],
    ['a', 'not_one_of', ['a', 'b'], false],
    ['order-17', 'matches', '[0-9]+', true],
    ['order-17', 'matches', '^[0-9]+$', false],
    ['Order', 'matches', '(?i)^order$', true],
    ['line\nORDER 7', 'matches', '(?m)^ORDER \\d$', true],
    ['order', 'not_matches', '[0-9]', true],
    ['order-17', 'not_matches', '\\d', false],
    [`${'a'.repeat(5000)}!`, 'matches', '^(a+)+$', false],
    ['2026-11-20', 'before', '2026-11-21', true],
    ['2026-11-21', 'before', '2026-11-21', false],
    ['2026-11-21T01:00:00+02:00', 'before', '2026-11-21', true],
    ['2026-11-21T10:00:00Z', 'after', '2026-11-21', true],
    ['1785578400.000200', 'after', '2026-08-01', true],
    ['1785578400.000200', 'before', '2026-08-02', true],
    ['Sat, 21 Nov 2026 00:30:00 +0100', 'before', '2026-11-21', true],
    ['Sat, 21 Nov 2026 00:30:00 +0100', 'greater_than', 'Fri, 20 Nov 2026 23:00:00 GMT', true],
    ['1700000000', 'greater_than', '170000001', false],
    ['2026-11-21T10:00:00+02:00', 'after', '2026-11-21T09:00:00Z', false],
    ['order', 'longer_than', 4, true],
    [[1, 2], 'longer_than', 2, false],
    ['', 'shorter_than', 1, true],
    [[], 'shorter_than', 0, false],
    [{ a: null }, 'has_key', 'a', true],
    [{ a: 1 }, 'has_key', 'toString', false],
    [{ a: 1 }, 'has_key', '__proto__', false],
    [null, 'exists', undefined, true],
    [null, 'not_exists', undefined, false],
    [null, 'is_empty', undefined, true],
    ['', 'is_empty', undefined, true],
    [[], 'is_empty', undefined, true],
    [{}, 'is_empty', undefined, true],
    [0, 'is_empty', undefined, false],
    [false, 'is_empty', undefined, false],
    [' ', 'is_empty', undefined, false],
    [{ a: 1 }, 'not_empty', undefined, true],
    [[0], 'not_empty', undefined, true],
    ['', 'not_empty', undefined, false],
    [true, 'is_true', undefined, true],
    ['true', 'is_true', undefined, false],
    [1, 'is_true', undefined, false],
    [false, 'is_false', undefined, true],
    [0, 'is_false', undefined, false],
    [null, 'is_false', undefined, false],
  ])('%j %s %j is %s', (left, op, right, answer) => {
    expect(holds(left, op, right)).toBe(answer);
  });

  it.each<[JsonValue, Operator, JsonValue, string]>([
    [5, 'greater_than', '4', '"greater_than" cannot compare a number with a string.'],
    [null, 'less_than', 4, '"less_than" cannot compare null with a number.'],
    [[1], 'greater_or_equal', [0], '"greater_or_equal" cannot compare a list with a list.'],
    [{}, 'less_or_equal', 'a', '"less_or_equal" cannot compare an object with a string.'],
    [17, 'contains', '1', '"contains" cannot compare a number with a string.'],
    ['17', 'not_contains', 1, '"not_contains" cannot compare a string with a number.'],
    [17, 'starts_with', '1', '"starts_with" cannot compare a number with a string.'],
    ['17', 'ends_with', 7, '"ends_with" cannot compare a string with a number.'],
    ['a', 'one_of', 'abc', '"one_of" cannot compare a string with a string.'],
    ['a', 'not_one_of', { a: 1 }, '"not_one_of" cannot compare a string with an object.'],
    [17, 'matches', '1', '"matches" cannot compare a number with a string.'],
    ['17', 'not_matches', 1, '"not_matches" cannot compare a string with a number.'],
    [
      'tomorrow',
      'before',
      '2026-11-21',
      '"before" cannot compare a string that is no date with a string.',
    ],
    [
      '2026-02-30',
      'after',
      '2026-01-01',
      '"after" cannot compare a string that is no date with a string.',
    ],
    [1763719200, 'after', '2026-01-01', '"after" cannot compare a number with a string.'],
    [5, 'longer_than', 4, '"longer_than" cannot compare a number with a number.'],
    ['abc', 'shorter_than', '4', '"shorter_than" cannot compare a string with a string.'],
    [['a'], 'has_key', 'a', '"has_key" cannot compare a list with a string.'],
    [{ 0: 1 }, 'has_key', 0, '"has_key" cannot compare an object with a number.'],
  ])('%j %s %j is an error that names the types', (left, op, right, message) => {
    expect(() => holds(left, op, right)).toThrow(
      expect.objectContaining({ code: 'CONDITION_TYPE', message }),
    );
  });
});

describe('an error of types', () => {
  const total = { $path: '$.order.total' };
  const error = (condition: Condition, data: JsonValue): AppError => {
    try {
      evaluateCondition(condition, data);
    } catch (caught) {
      if (caught instanceof AppError) return caught;
      throw caught;
    }
    throw new Error('nothing was thrown');
  };

  it('names both sides by path and type, and says what to do', () => {
    expect(
      error({ left: total, op: 'greater_than', right: 100 }, { order: { total: '120' } }),
    ).toMatchObject({
      code: 'CONDITION_TYPE',
      message: '"greater_than" cannot compare $.order.total (a string) with a number.',
      hint: 'Give the text "as": "number", or the number "as": "string".',
    });
  });

  it.each<[Operator, JsonValue, string]>([
    ['before', '2026-11-21', '"as": "date"'],
    ['one_of', 'a', 'Give a list'],
    ['longer_than', 'a', 'length of a text or a list'],
    ['has_key', 'a', 'Ask an object'],
    ['matches', 7, '"as": "string"'],
    ['contains', 7, 'a text contains texts'],
    ['less_than', [1], 'Convert one side'],
  ])('has a hint for %s', (op, right, hint) => {
    expect(error({ left: total, op, right }, { order: { total: 'x' } }).hint).toContain(hint);
  });

  it('is none for a conversion that says what is compared', () => {
    const left = { ...total, as: 'number' as const };
    const condition: Condition = { left, op: 'greater_than', right: 100 };
    expect(evaluateCondition(condition, { order: { total: '120' } })).toBe(true);
  });

  it.each([
    ['(a', 'PATTERN_SYNTAX'],
    ['(?=a)', 'PATTERN_SYNTAX'],
    ['(a)\\1', 'PATTERN_SYNTAX'],
    ['(a|b){1000}', 'PATTERN_LIMIT'],
    ['((a{100}){100}){100}', 'PATTERN_LIMIT'],
    ['a'.repeat(513), 'PATTERN_LIMIT'],
  ])('refuses the pattern %s with %s', (right, code) => {
    for (const op of ['matches', 'not_matches'] as const) {
      expect(error({ left: 'a', op, right }, null).code).toBe(code);
    }
  });

  it('refuses a text too long for its pattern', () => {
    const left = 'ab'.repeat(60_000);
    expect(error({ left, op: 'matches', right: 'c$' }, null).code).toBe('PATTERN_LIMIT');
  });
});

describe('a side that finds nothing', () => {
  const left = { $path: '$.gone' };
  const asking = ['exists', 'not_exists', 'is_empty', 'not_empty'] as const;

  it.each(operatorSchema.options.filter((op) => !asking.some((one) => one === op)))(
    'is an error for %s',
    (op) => {
      const right = UNARY_OPERATORS.has(op) ? undefined : 'x';
      expect(() => evaluateCondition({ left, op, right }, {})).toThrow(throwing('PATH_MISSING'));
    },
  );

  it.each<[Operator, boolean]>([
    ['exists', false],
    ['not_exists', true],
    ['is_empty', true],
    ['not_empty', false],
  ])('is an answer for %s, also when the mapping is strict', (op, answer) => {
    expect(evaluateCondition({ left, op }, {})).toBe(answer);
    expect(evaluateCondition({ left: { ...left, missing: 'error' }, op }, {})).toBe(answer);
    expect(evaluateCondition({ left: { $template: '{{gone}}' }, op }, {})).toBe(answer);
  });

  it('takes what the mapping says', () => {
    const fallback: Condition = { left: { ...left, missing: { default: 5 } }, op: 'exists' };
    expect(evaluateCondition(fallback, {})).toBe(true);
    const none: Condition = { left: { ...left, missing: 'null' }, op: 'equals', right: null };
    expect(evaluateCondition(none, {})).toBe(true);
  });

  it.each<[Operator, boolean]>([
    ['equals', false],
    ['not_equals', true],
    ['greater_than', false],
    ['contains', false],
    ['not_contains', true],
    ['starts_with', false],
    ['one_of', false],
    ['not_one_of', true],
    ['matches', false],
    ['not_matches', true],
    ['before', false],
    ['longer_than', false],
    ['has_key', false],
    ['is_true', false],
  ])('that may be omitted makes %s %s', (op, answer) => {
    const omitted = { ...left, missing: 'omit' as const };
    expect(evaluateCondition({ left: omitted, op, right: 'x' }, {})).toBe(answer);
  });

  it('on the right is an error too', () => {
    expect(() => evaluateCondition({ left: 1, op: 'equals', right: left }, {})).toThrow(
      throwing('PATH_MISSING'),
    );
  });
});

describe('conditions together', () => {
  const yes: Condition = { left: { $path: '$.status' }, op: 'equals', right: 'processing' };
  const no: Condition = { not: yes };
  const data: JsonValue = { status: 'processing' };

  it.each<[Condition, boolean]>([
    [{ all: [yes, yes] }, true],
    [{ all: [yes, no] }, false],
    [{ any: [no, yes] }, true],
    [{ any: [no, no] }, false],
    [{ all: [] }, true],
    [{ any: [] }, false],
    [{ not: { any: [no, { all: [yes, no] }] } }, true],
  ])('%j', (condition, answer) => {
    expect(evaluateCondition(condition, data)).toBe(answer);
  });

  it('stop at the first that decides', () => {
    const failing: Condition = { left: { $path: '$.gone' }, op: 'equals', right: 1 };
    expect(evaluateCondition({ any: [yes, failing] }, data)).toBe(true);
    expect(evaluateCondition({ all: [no, failing] }, data)).toBe(false);
  });

  it('are bounded in the work of all their comparisons', () => {
    const left = { $path: '$.text' };
    const slow: Condition = { left, op: 'matches', right: '[01]*1[01]{20}[23]$' };
    const text = '0110100110'.repeat(500);
    expect(evaluateCondition(slow, { text })).toBe(false);
    const many: Condition = { any: Array.from({ length: 100 }, () => slow) };
    expect(() => evaluateCondition(many, { text })).toThrow(throwing('MAPPING_LIMIT'));
    const list = Array.from({ length: 10_000 }, (_, index) => index);
    const wide: Condition = { left: 'x', op: 'one_of', right: { $path: '$.list' } };
    const lists: Condition = { any: Array.from({ length: 100 }, () => wide) };
    expect(() => evaluateCondition(lists, { list })).toThrow(throwing('MAPPING_LIMIT'));
    const search = { text: 'a'.repeat(1_000_000), part: `${'a'.repeat(2500)}b${'a'.repeat(2500)}` };
    const part: Condition = { left, op: 'contains', right: { $path: '$.part' } };
    expect(() => evaluateCondition(part, search)).toThrow(throwing('MAPPING_LIMIT'));
  });

  it('are refused when they nest too deep', () => {
    let deep: Condition = yes;
    for (let level = 0; level < 5000; level += 1) deep = { not: deep };
    expect(() => evaluateCondition(deep, data)).toThrow(throwing('DATA_TOO_DEEP'));
    expect(() => holds(nested(5000), 'equals', nested(5000))).toThrow(throwing('DATA_TOO_DEEP'));
  });
});

function nested(levels: number): JsonValue {
  let list: JsonValue = [];
  for (let level = 0; level < levels; level += 1) list = [list];
  return list;
}

describe('a condition of very many comparisons', () => {
  it('takes a bounded amount of work in all', () => {
    const text = 'a'.repeat(90_000);
    const slow = { left: { $path: '$.text' }, op: 'matches', right: '(a|b)*c$' } as const;
    const all = Array.from({ length: 100 }, () => ({ not: slow }));
    expect(() => evaluateCondition({ all }, { text })).toThrow('the work of one evaluation');
    const list = Array.from({ length: 9_000 }, (_, at) => at);
    const long = { left: { $path: '$..*' }, op: 'contains', right: -1 } as const;
    const any = Array.from({ length: 100 }, () => long);
    expect(() => evaluateCondition({ any }, { list })).toThrow('past the limit');
  });
});
