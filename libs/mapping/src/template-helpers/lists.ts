import {
  compareNumbers,
  isJsonNumber,
  isJsonObject,
  jsonTypeOf,
  type JsonNumber,
  type JsonValue,
} from '@millrace/model';
import { textOf } from '../template/template-text.ts';
import { isTruthy } from '../template/template-truth.ts';
import { sameValue } from '../same-value.ts';
import { canonicalText } from './canonical-text.ts';
import { CONCAT } from './concat.ts';
import { addDecimals } from './decimal.ts';
import {
  helper1,
  helper2,
  helper3,
  helper4,
  refuse,
  type Argument,
  type Helper,
  type HelperCall,
} from './define-helper.ts';
import {
  anyParam,
  countParam,
  isComposite,
  keyParam,
  listParam,
  memberAt,
  optional,
  paidFor,
  partListParam,
  readNumber,
  spendOnValues,
  wordParam,
} from './params.ts';

const NO_KEY: readonly string[] = [];
const keyOrNone = optional(keyParam('key'), NO_KEY);
const MOST_MEMBERS = 1e9;
const SORTED_AS = ['value', 'number'] as const;
const ITEMS = [
  { sku: 'b', total: '9.90', size: { name: 'L' } },
  { sku: 'a', total: '10.00', size: { name: 'S' } },
];

/** Helpers that work on lists; a key may be written with dots. */
export const LIST_HELPERS: readonly Helper[] = [
  helper1(
    {
      name: 'first',
      group: 'lists',
      usage: 'first list',
      summary: 'The first member of a list; nothing when it is empty.',
      gives: 'any',
      examples: [{ template: '{{first tags}}', data: { tags: ['a', 'b'] }, result: 'a' }],
      edges: [
        { template: '[{{first tags}}]', data: { tags: [] }, result: '[]' },
        { template: '{{first "abc"}}', data: {}, error: 'cannot become a list' },
      ],
    },
    partListParam('list'),
    (list) => list[0],
  ),
  helper1(
    {
      name: 'last',
      group: 'lists',
      usage: 'last list',
      summary: 'The last member of a list; nothing when it is empty.',
      gives: 'any',
      examples: [{ template: '{{last tags}}', data: { tags: ['a', 'b'] }, result: 'b' }],
      edges: [{ template: '{{default (last tags) "none"}}', data: { tags: [] }, result: 'none' }],
    },
    partListParam('list'),
    (list) => list.at(-1),
  ),
  helper1(
    {
      name: 'length',
      group: 'lists',
      usage: 'length list',
      summary: 'How many members a list or object has, or how many characters a text.',
      gives: 'number',
      examples: [{ template: '{{length items}}', data: { items: [1, 2] }, result: '2' }],
      edges: [
        { template: '{{length nothing}}', data: { nothing: null }, result: '0' },
        { template: '{{length 5}}', data: {}, error: 'cannot become a list' },
      ],
    },
    anyParam('list'),
    (value) => {
      if (typeof value === 'string' || Array.isArray(value)) return value.length;
      if (isJsonObject(value)) return Object.keys(value).length;
      return value === null ? 0 : refuse('length', value, 'list');
    },
  ),
  CONCAT,
  helper2(
    {
      name: 'map',
      group: 'lists',
      usage: 'map list key',
      summary: 'The value of a key of every member; null for a member without it.',
      gives: 'list',
      examples: [
        { template: '{{map items "size.name"}}', data: { items: ITEMS }, result: '["L","S"]' },
      ],
      edges: [
        { template: '{{map items "sku"}}', data: { items: [{}, { sku: 1 }] }, result: '[null,1]' },
      ],
    },
    [listParam('list'), keyParam('key')],
    (list, key) => list.map((member) => memberAt(member, key) ?? null),
  ),
  helper2(
    {
      name: 'pluck',
      group: 'lists',
      usage: 'pluck list key',
      summary: 'The value of a key of every member that has it.',
      gives: 'list',
      examples: [
        { template: '{{join (pluck items "sku")}}', data: { items: ITEMS }, result: 'b, a' },
      ],
      edges: [
        {
          template: '{{pluck items "__proto__"}}',
          data: { items: [{}, { sku: 1 }] },
          result: '[]',
        },
        { template: '{{pluck items ""}}', data: { items: [] }, error: 'cannot become a key' },
      ],
    },
    [listParam('list'), keyParam('key')],
    (list, key) =>
      list.map((member) => memberAt(member, key)).filter((value) => value !== undefined),
  ),
  helper3(
    {
      name: 'where',
      group: 'lists',
      usage: 'where list key [value]',
      summary: 'The members whose key has a value; without a value, those where it is not empty.',
      gives: 'list',
      examples: [
        {
          template: '{{length (where items "size.name" "L")}}',
          data: { items: ITEMS },
          result: '1',
        },
      ],
      edges: [
        {
          template: '{{where items "paid"}}',
          data: { items: [{ paid: 0 }, { paid: 1 }] },
          result: '[{"paid":1}]',
        },
        { template: '{{where items "id" "1"}}', data: { items: [{ id: 1 }] }, result: '[]' },
      ],
    },
    [listParam('list'), keyParam('key'), { ...anyParam('value'), optional: true }],
    (list, key, wanted, call) =>
      list.filter((member) => {
        const value = memberAt(member, key);
        if (wanted === undefined) return isTruthy(value);
        if (value === undefined) return false;
        spendOnValues(call, value, wanted);
        return sameValue(value, wanted);
      }),
  ),
  helper4(
    {
      name: 'sort',
      group: 'lists',
      usage: 'sort list [key] order="asc" as="value"',
      summary:
        'Sorts a list, by a key when its members are objects; as="number" for numbers in text.',
      gives: 'list',
      examples: [
        {
          template: '{{join (pluck (sort items "sku") "sku")}}',
          data: { items: ITEMS },
          result: 'a, b',
        },
        {
          template: '{{sort sizes order="desc"}}',
          data: { sizes: [2, 10, 1] },
          result: '[10,2,1]',
        },
      ],
      edges: [
        {
          template: '{{sort sizes}} {{sort sizes as="number"}}',
          data: { sizes: ['9', '10'] },
          result: '["10","9"] ["9","10"]',
        },
        { template: '{{sort mixed}}', data: { mixed: [1, 'a'] }, error: 'The value "a"' },
      ],
    },
    [
      listParam('list'),
      keyOrNone,
      optional(wordParam('order', ['asc', 'desc']), 'asc'),
      optional(wordParam('as', SORTED_AS), 'value'),
    ],
    (list, key, order, as, call) => {
      const sorted = sortKeys(list, key, as, call).sort((a, b) => compareKeys(a.key, b.key));
      if (order === 'desc') sorted.sort((a, b) => compareKeys(b.key, a.key));
      return sorted.map(({ member }) => member);
    },
  ),
  helper2(
    {
      name: 'unique',
      group: 'lists',
      usage: 'unique list [key]',
      summary:
        'Each value once, the first of equal ones; with a key, the first member of each value of it.',
      gives: 'list',
      examples: [
        { template: '{{join (unique tags)}}', data: { tags: ['a', 'b', 'a'] }, result: 'a, b' },
      ],
      edges: [
        {
          template: '{{unique ids}}',
          data: { ids: [1, '1', { a: 1, b: 2 }, { b: 2, a: 1 }] },
          result: '[1,"1",{"a":1,"b":2}]',
        },
      ],
    },
    [listParam('list'), keyOrNone],
    (list, key, call) => {
      const seen = new Set<string>();
      return list.filter((member) => {
        const text = canonicalText(memberAt(member, key) ?? null);
        call.spend(text.length >> 6);
        return !seen.has(text) && seen.add(text);
      });
    },
  ),
  helper2(
    {
      name: 'sum',
      group: 'lists',
      usage: 'sum list [key]',
      summary:
        'Adds the numbers of a list, or those at a key of its members; numbers in text are taken.',
      gives: 'number',
      examples: [
        { template: '{{sum (pluck items "total")}}', data: { items: ITEMS }, result: '19.9' },
        { template: '{{sum items "total"}}', data: { items: ITEMS }, result: '19.9' },
      ],
      edges: [
        { template: '{{sum none}}', data: { none: [] }, result: '0' },
        {
          template: '{{sum totals}}',
          data: { totals: ['12,50 €'] },
          error: 'The value "12,50 €" of the helper "sum"',
        },
      ],
    },
    [listParam('list'), keyOrNone],
    (list, key, call) => {
      const numbers = list.map((member) => readNumber(memberAt(member, key), 'sum'));
      return addDecimals(paidFor(numbers, call)) ?? refuse('sum', 'too large', 'number');
    },
  ),
  helper2(
    {
      name: 'group_by',
      group: 'lists',
      usage: 'group_by list key',
      summary: 'An object with a list of members for each value of a key.',
      gives: 'object',
      examples: [
        {
          template: '{{#each (group_by items "kind")}}{{@key}}:{{length this}} {{/each}}',
          data: { items: [{ kind: 'a' }, { kind: 'b' }, { kind: 'a' }] },
          result: 'a:2 b:1 ',
        },
      ],
      edges: [
        {
          template: '{{group_by items "k"}}',
          data: { items: [{ k: '__proto__' }] },
          result: '{"__proto__":[{"k":"__proto__"}]}',
        },
        { template: '{{group_by items "k"}}', data: { items: [{}] }, error: 'The value nothing' },
      ],
    },
    [listParam('list'), keyParam('key')],
    (list, key) => {
      const groups = new Map<string, JsonValue[]>();
      for (const member of list) {
        const name = groupName(memberAt(member, key));
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [member]);
        else group.push(member);
      }
      // Defines own members, also one named __proto__.
      return Object.fromEntries(groups);
    },
  ),
  helper1(
    {
      name: 'reverse',
      group: 'lists',
      usage: 'reverse list',
      summary: 'A list from its end to its start.',
      gives: 'list',
      examples: [
        { template: '{{join (reverse tags)}}', data: { tags: ['a', 'b'] }, result: 'b, a' },
      ],
      edges: [{ template: '{{reverse "abc"}}', data: {}, error: 'cannot become a list' }],
    },
    listParam('list'),
    (list) => list.toReversed(),
  ),
  helper3(
    {
      name: 'slice',
      group: 'lists',
      usage: 'slice list start [end]',
      summary:
        'The members from a position up to another, not included; negative ones count from the end.',
      gives: 'list',
      examples: [
        { template: '{{join (slice tags 0 2)}}', data: { tags: ['a', 'b', 'c'] }, result: 'a, b' },
      ],
      edges: [
        { template: '{{slice tags -1}}', data: { tags: ['a', 'b'] }, result: '["b"]' },
        { template: '{{slice tags "x"}}', data: { tags: [] }, error: 'whole number' },
      ],
    },
    [
      listParam('list'),
      countParam('start', -MOST_MEMBERS, MOST_MEMBERS),
      optional(countParam('end', -MOST_MEMBERS, MOST_MEMBERS), MOST_MEMBERS),
    ],
    (list, start, end) => list.slice(start, end),
  ),
];

interface Sorted {
  member: JsonValue;
  key: string | JsonNumber;
}

/** The members with what they are sorted by: all numbers or all texts. */
function sortKeys(
  list: readonly JsonValue[],
  path: readonly string[],
  as: (typeof SORTED_AS)[number],
  call: HelperCall,
): Sorted[] {
  call.spend(list.length * Math.ceil(Math.log2(list.length + 1) / 4));
  let type: string | undefined;
  return list.map((member) => {
    const value = memberAt(member, path);
    const key = as === 'number' ? readNumber(value, 'sort') : value;
    type ??= key === undefined ? 'nothing' : jsonTypeOf(key);
    if ((isJsonNumber(key) || typeof key === 'string') && jsonTypeOf(key) === type) {
      return { member, key };
    }
    return refuse(
      'sort',
      value,
      type === 'string' ? 'text like the others' : 'number or text to sort by',
    );
  });
}

function compareKeys(a: string | JsonNumber, b: string | JsonNumber): number {
  if (isJsonNumber(a) && isJsonNumber(b)) return compareNumbers(a, b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function groupName(value: Argument): string {
  if (value === undefined || value === null || isComposite(value)) {
    return refuse('group_by', value, 'text to group by');
  }
  return textOf(value);
}
