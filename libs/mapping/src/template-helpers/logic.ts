import { compareNumbers } from '@millrace/model';
import { orderOfDates } from '../evaluate/convert-date.ts';
import { isTruthy } from '../template/template-truth.ts';
import { sameValue } from '../same-value.ts';
import {
  helper1,
  helper2,
  helper3,
  helperOfMany,
  refuse,
  type Argument,
  type Helper,
  type HelperAbout,
} from './define-helper.ts';
import {
  anyParam,
  numberOrNothing,
  optional,
  readNumber,
  spendOnValues,
  textParam,
} from './params.ts';

const any = anyParam('value');
const other = anyParam('other');

/** Helpers for conditions and choices; a missing value is an answer for most of them, no error. */
export const LOGIC_HELPERS: readonly Helper[] = [
  helper2(
    {
      name: 'eq',
      group: 'logic',
      usage: 'eq value other',
      summary: 'Whether two values are the same, type and all.',
      gives: 'boolean',
      takesMissing: true,
      examples: [
        {
          template: '{{#if (eq status "paid")}}yes{{/if}}',
          data: { status: 'paid' },
          result: 'yes',
        },
      ],
      edges: [{ template: '{{eq 200 "200"}} {{eq gone null}}', data: {}, result: 'false true' }],
    },
    [any, other],
    (left, right, call) => {
      spendOnValues(call, left, right);
      return sameValue(left ?? null, right ?? null);
    },
  ),
  helper2(
    {
      name: 'ne',
      group: 'logic',
      usage: 'ne value other',
      summary: 'Whether two values differ.',
      gives: 'boolean',
      takesMissing: true,
      examples: [{ template: '{{ne status "paid"}}', data: { status: 'open' }, result: 'true' }],
      edges: [{ template: '{{ne gone "x"}}', data: {}, result: 'true' }],
    },
    [any, other],
    (left, right, call) => {
      spendOnValues(call, left, right);
      return !sameValue(left ?? null, right ?? null);
    },
  ),
  ordered('gt', 'is greater than', (order) => order > 0, '{{gt total 50}}', 'true'),
  ordered('gte', 'is at least', (order) => order >= 0, '{{gte total 54.53}}', 'true'),
  ordered('lt', 'is less than', (order) => order < 0, '{{lt total 50}}', 'false'),
  ordered('lte', 'is at most', (order) => order <= 0, '{{lte total 54.53}}', 'true'),
  helperOfMany(
    {
      name: 'and',
      group: 'logic',
      usage: 'and value other …',
      summary: 'The last value when all are true; otherwise the first that is not.',
      gives: 'any',
      takesMissing: true,
      examples: [
        {
          template: '{{#if (and paid (gt total 50))}}yes{{/if}}',
          data: { paid: true, total: 60 },
          result: 'yes',
        },
      ],
      edges: [{ template: '[{{and 1 gone 2}}]', data: {}, result: '[]' }],
    },
    any,
    1,
    (values) =>
      values.find((value) => !isTruthy(value)) ?? (values.every(isTruthy) ? values.at(-1) : null),
  ),
  helperOfMany(
    {
      name: 'or',
      group: 'logic',
      usage: 'or value other …',
      summary: 'The first value that is true; otherwise the last.',
      gives: 'any',
      takesMissing: true,
      examples: [{ template: '{{or nick name}}', data: { nick: '', name: 'Ada' }, result: 'Ada' }],
      edges: [{ template: '{{or gone 0}}', data: {}, result: '0' }],
    },
    any,
    1,
    (values) => values.find(isTruthy) ?? values.at(-1),
  ),
  helper1(
    {
      name: 'not',
      group: 'logic',
      usage: 'not value',
      summary: 'Whether a value is missing, null, false, 0, an empty text or an empty list.',
      gives: 'boolean',
      takesMissing: true,
      examples: [
        { template: '{{#if (not paid)}}open{{/if}}', data: { paid: false }, result: 'open' },
      ],
      edges: [{ template: '{{not gone}} {{not "0"}}', data: {}, result: 'true false' }],
    },
    any,
    (value) => !isTruthy(value),
  ),
  helper2(
    {
      name: 'default',
      group: 'logic',
      usage: 'default value other',
      summary: 'The value, or another one where it is missing, null or an empty text.',
      gives: 'any',
      takesMissing: true,
      examples: [
        { template: 'Dear {{default name "customer"}}', data: {}, result: 'Dear customer' },
      ],
      edges: [
        { template: '{{default 0 1}} {{default (upper gone) "-"}}', data: {}, result: '0 -' },
      ],
    },
    [any, other],
    (value, fallback) => (isBlank(value) ? fallback : value),
  ),
  helperOfMany(
    {
      name: 'coalesce',
      group: 'logic',
      usage: 'coalesce value other …',
      summary: 'The first value that is not missing, null or an empty text.',
      gives: 'any',
      takesMissing: true,
      examples: [
        {
          template: '{{coalesce mobile phone "none"}}',
          data: { mobile: '', phone: '030' },
          result: '030',
        },
      ],
      edges: [{ template: '[{{coalesce gone null ""}}]', data: {}, result: '[]' }],
    },
    any,
    1,
    (values) => values.find((value) => !isBlank(value)),
  ),
  helper3(
    {
      name: 'choose',
      group: 'logic',
      usage: 'choose condition yes no=""',
      summary: 'One value when a condition is true, otherwise another.',
      gives: 'any',
      takesMissing: true,
      examples: [
        { template: '{{choose vip "Gold" "Basic"}}', data: { vip: true }, result: 'Gold' },
      ],
      edges: [{ template: '[{{choose gone "x"}}]', data: {}, result: '[]' }],
    },
    [anyParam('condition'), anyParam('yes'), optional(anyParam('no'), '')],
    (condition, yes, no) => (isTruthy(condition) ? yes : no),
  ),
  helper2(
    {
      name: 'contains',
      group: 'logic',
      usage: 'contains list value',
      summary: 'Whether a list has a member, or a text another text in it.',
      gives: 'boolean',
      examples: [
        { template: '{{contains tags "new"}}', data: { tags: ['new'] }, result: 'true' },
        { template: '{{contains mail "@"}}', data: { mail: 'a@b.c' }, result: 'true' },
      ],
      edges: [
        { template: '{{contains ids "1"}}', data: { ids: [1] }, result: 'false' },
        { template: '{{contains 12 1}}', data: {}, error: 'cannot become a list or text' },
      ],
    },
    [anyParam('list'), any],
    (value, wanted, call) => {
      spendOnValues(call, value);
      if (typeof value === 'string') {
        return value.includes(textParam('value').read(wanted, 'contains', call));
      }
      if (!Array.isArray(value)) return refuse('contains', value, 'list or text');
      return value.some((member) => sameValue(member, wanted ?? null));
    },
  ),
];

function ordered(
  name: string,
  words: string,
  holds: (order: number) => boolean,
  template: string,
  result: string,
): Helper {
  const about: HelperAbout = {
    name,
    group: 'logic',
    usage: `${name} value other`,
    summary: `Whether a number, date or text ${words} another; numbers in text are taken.`,
    gives: 'boolean',
    examples: [{ template, data: { total: '54.53' }, result }],
    edges: [
      { template: `{{${name} "9" "10"}}`, data: {}, result: String(holds(-1)) },
      { template: `{{${name} "abc" 5}}`, data: {}, error: 'The value "abc"' },
      { template: `{{${name} list 5}}`, data: { list: [1] }, error: 'a list of 1' },
    ],
  };
  return helper2(about, [any, other], (left, right, call) => {
    spendOnValues(call, left, right);
    return holds(orderOf(name, left, right));
  });
}

/** Numbers by size, two dates by their instants, other texts by their characters. */
function orderOf(name: string, left: Argument, right: Argument): number {
  const [first, second] = [numberOrNothing(left), numberOrNothing(right)];
  if (first !== undefined && second !== undefined) return compareNumbers(first, second);
  if (typeof left !== 'string' || typeof right !== 'string') {
    return compareNumbers(readNumber(left, name), readNumber(right, name));
  }
  const dates = orderOfDates(left, right);
  if (dates !== undefined) return dates;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isBlank(value: Argument): boolean {
  return value === undefined || value === null || value === '';
}
