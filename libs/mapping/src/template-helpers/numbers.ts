import { compareNumbers, type JsonNumber, type JsonValue } from '@millrace/model';
import {
  absolute,
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  negative,
  remainderOfDecimals,
  roundDecimal,
} from './decimal.ts';
import {
  helper1,
  helper2,
  helper3,
  helperOfMany,
  refuse,
  type Argument,
  type Helper,
  type HelperCall,
} from './define-helper.ts';
import { formatNumber, localeParam } from './locale.ts';
import {
  anyParam,
  countParam,
  numberParam,
  optional,
  paidFor,
  readNumber,
  textParam,
} from './params.ts';

const MOST_PLACES = 15;
/** The most that Intl writes. */
const MOST_EXACT_PLACES = 100;
const places = optional(countParam('places', 0, MOST_PLACES), 0);

/** Helpers that calculate; decimals add up as on paper, and numbers written as text are taken. */
export const NUMBER_HELPERS: readonly Helper[] = [
  helperOfMany(
    {
      name: 'add',
      group: 'numbers',
      usage: 'add number number …',
      summary: 'Adds numbers.',
      gives: 'number',
      examples: [{ template: '{{add total 4.9}}', data: { total: '54.53' }, result: '59.43' }],
      edges: [
        { template: '{{add 0.1 0.2}}', data: {}, result: '0.3' },
        {
          template: '{{add "1,5" 1}}',
          data: {},
          error: 'The value "1,5" of the helper "add" cannot become a number',
        },
      ],
    },
    numberParam('number'),
    2,
    (numbers, call) => finite('add', addDecimals(paidFor(numbers, call))),
  ),
  helper2(
    {
      name: 'subtract',
      group: 'numbers',
      usage: 'subtract number less',
      summary: 'Takes the second number off the first.',
      gives: 'number',
      examples: [{ template: '{{subtract 10 0.1}}', data: {}, result: '9.9' }],
      edges: [{ template: '{{subtract 1 none}}', data: { none: null }, error: 'The value null' }],
    },
    [numberParam('number'), numberParam('less')],
    (number, less) => finite('subtract', addDecimals([number, negative(less)])),
  ),
  helperOfMany(
    {
      name: 'multiply',
      group: 'numbers',
      usage: 'multiply number number …',
      summary: 'Multiplies numbers.',
      gives: 'number',
      examples: [
        {
          template: '{{multiply price quantity}}',
          data: { price: '19.99', quantity: 3 },
          result: '59.97',
        },
      ],
      edges: [
        { template: '{{multiply big big}}', data: { big: 1e300 }, error: 'cannot become a number' },
      ],
    },
    numberParam('number'),
    2,
    (numbers, call) => finite('multiply', multiplyDecimals(paidFor(numbers, call))),
  ),
  helper2(
    {
      name: 'divide',
      group: 'numbers',
      usage: 'divide number by',
      summary: 'Divides the first number by the second.',
      gives: 'number',
      examples: [{ template: '{{divide cents 100}}', data: { cents: 5453 }, result: '54.53' }],
      edges: [
        { template: '{{divide 0.3 0.1}}', data: {}, result: '3' },
        { template: '{{divide 1 0}}', data: {}, error: 'divisor' },
      ],
    },
    [numberParam('number'), numberParam('by')],
    (number, by) => finite('divide', divideDecimals(number, divisor('divide', by))),
  ),
  helper2(
    {
      name: 'modulo',
      group: 'numbers',
      usage: 'modulo number by',
      summary: 'What remains of a division; it has the sign of the first number.',
      gives: 'number',
      examples: [{ template: '{{modulo 7 3}}', data: {}, result: '1' }],
      edges: [
        { template: '{{modulo -7 3}} {{modulo 5.3 0.1}}', data: {}, result: '-1 0' },
        { template: '{{modulo 7 0}}', data: {}, error: 'divisor' },
      ],
    },
    [numberParam('number'), numberParam('by')],
    (number, by) => finite('modulo', remainderOfDecimals(number, divisor('modulo', by))),
  ),
  helper2(
    {
      name: 'round',
      group: 'numbers',
      usage: 'round number places=0',
      summary: 'Rounds to decimal places, halves away from zero.',
      gives: 'number',
      examples: [{ template: '{{round total 1}}', data: { total: '54.53' }, result: '54.5' }],
      edges: [
        { template: '{{round 1.005 2}} {{round -2.5}}', data: {}, result: '1.01 -3' },
        { template: '{{round 1 99}}', data: {}, error: 'whole number from 0 to 15' },
      ],
    },
    [numberParam('number'), places],
    (number, digits) => finite('round', roundDecimal(number, digits)),
  ),
  helper2(
    {
      name: 'floor',
      group: 'numbers',
      usage: 'floor number places=0',
      summary: 'Rounds down.',
      gives: 'number',
      examples: [{ template: '{{floor 54.57 1}}', data: {}, result: '54.5' }],
      edges: [{ template: '{{floor -1.5}}', data: {}, result: '-2' }],
    },
    [numberParam('number'), places],
    (number, digits) => finite('floor', roundDecimal(number, digits, 'down')),
  ),
  helper2(
    {
      name: 'ceil',
      group: 'numbers',
      usage: 'ceil number places=0',
      summary: 'Rounds up.',
      gives: 'number',
      examples: [{ template: '{{ceil 54.51 1}}', data: {}, result: '54.6' }],
      edges: [{ template: '{{ceil -1.5}}', data: {}, result: '-1' }],
    },
    [numberParam('number'), places],
    (number, digits) => finite('ceil', roundDecimal(number, digits, 'up')),
  ),
  helper1(
    {
      name: 'abs',
      group: 'numbers',
      usage: 'abs number',
      summary: 'Drops the sign of a number.',
      gives: 'number',
      examples: [{ template: '{{abs refund}}', data: { refund: '-12.50' }, result: '12.5' }],
      edges: [{ template: '{{abs ""}}', data: {}, error: 'cannot become a number' }],
    },
    numberParam('number'),
    absolute,
  ),
  helperOfMany(
    {
      name: 'min',
      group: 'numbers',
      usage: 'min number number …',
      summary: 'The smallest of some numbers, or of a list of numbers.',
      gives: 'number',
      examples: [{ template: '{{min 3 "2" 5}}', data: {}, result: '2' }],
      edges: [
        { template: '{{min prices}}', data: { prices: ['9.5', 10] }, result: '9.5' },
        { template: '{{min prices}}', data: { prices: [] }, error: 'list of at least one number' },
      ],
    },
    anyParam('number'),
    1,
    (values, call) => extreme('min', values, call, (order) => order < 0),
  ),
  helperOfMany(
    {
      name: 'max',
      group: 'numbers',
      usage: 'max number number …',
      summary: 'The largest of some numbers, or of a list of numbers.',
      gives: 'number',
      examples: [{ template: '{{max 0 balance}}', data: { balance: -5 }, result: '0' }],
      edges: [
        {
          template: '{{max (pluck items "total")}}',
          data: { items: [{ total: '9' }, { total: '10' }] },
          result: '10',
        },
        { template: '{{max "a" 1}}', data: {}, error: 'The value "a" of the helper "max"' },
      ],
    },
    anyParam('number'),
    1,
    (values, call) => extreme('max', values, call, (order) => order > 0),
  ),
  helper3(
    {
      name: 'format_number',
      group: 'numbers',
      usage: 'format_number number [places] locale="en"',
      summary: 'Writes a number as people of a language do; with places, with just so many.',
      gives: 'string',
      examples: [
        { template: '{{format_number 1234567.891}}', data: {}, result: '1,234,567.891' },
        {
          template: '{{format_number total 2 "de"}}',
          data: { total: '1234.5' },
          result: '1.234,50',
        },
      ],
      edges: [
        {
          template: '{{format_number 1 locale="xx-none"}}',
          data: {},
          error: 'cannot become a locale',
        },
      ],
    },
    [numberParam('number'), optional(countParam('places', 0, MOST_PLACES), -1), localeParam()],
    (number, digits, locale, call) => {
      const most = typeof number === 'number' ? MOST_PLACES : MOST_EXACT_PLACES;
      const digitsAll = { maximumFractionDigits: most };
      const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      return formatNumber(number, locale, digits < 0 ? digitsAll : exact, call);
    },
  ),
  helper3(
    {
      name: 'currency',
      group: 'numbers',
      usage: 'currency number code locale="en"',
      summary: 'Writes an amount of money with its currency, as people of a language do.',
      gives: 'string',
      examples: [
        { template: '{{currency total "EUR"}}', data: { total: '1054.5' }, result: '€1,054.50' },
        { template: '{{currency 54.5 "EUR" "de"}}', data: {}, result: '54,50\u00a0€' },
      ],
      edges: [
        { template: '{{currency 5 "JPY"}}', data: {}, result: '¥5' },
        { template: '{{currency 5 "euro"}}', data: {}, error: 'currency code' },
      ],
    },
    [numberParam('number'), textParam('code'), localeParam()],
    (number, code, locale, call) => {
      if (!/^[A-Za-z]{3}$/.test(code)) {
        return refuse('currency', code, 'currency code', 'Write three letters, like EUR or USD.');
      }
      return formatNumber(number, locale, { style: 'currency', currency: code }, call);
    },
  ),
];

function finite(helper: string, result: JsonNumber | undefined): JsonNumber {
  const isNone = result === undefined || (typeof result === 'number' && !Number.isFinite(result));
  return isNone ? refuse(helper, 'too large', 'number') : result;
}

function divisor(helper: string, value: JsonNumber): JsonNumber {
  return value === 0 ? refuse(helper, value, 'divisor', 'Divide by a number other than 0.') : value;
}

function extreme(
  helper: string,
  values: readonly Argument[],
  call: HelperCall,
  wins: (order: number) => boolean,
): JsonValue {
  const [only] = values;
  const members = values.length === 1 && Array.isArray(only) ? only : values;
  call.spend(members.length);
  let best: JsonNumber | undefined;
  for (const member of members) {
    const number = readNumber(member, helper);
    if (best === undefined || wins(compareNumbers(number, best))) best = number;
  }
  return best ?? refuse(helper, [], 'list of at least one number');
}
