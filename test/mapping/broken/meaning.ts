import { answer, body, each, inSet, request, rows, text, type Case } from '../case.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Filters of paths that compare what never goes together. */
const FILTERS: readonly Case[] = [
  ...inSet('filter_type', [
    ['totals of lines are text', 'orders', body('line_items[?@.total > 10].name')],
    ['a total that is equal to a number', 'orders', body('line_items[?@.total == 10].name')],
    ['a quantity compared with text', 'orders', body("line_items[?@.quantity > '1'].name")],
  ]),
  ...rows('filter_type', [
    [
      'a loop over the dear lines',
      'orders',
      each(body('line_items[?@.total >= 100]'), []),
      'lines',
      'items',
    ],
  ]),
];

/** Positions behind a part that selects many. */
const POSITIONS: readonly Case[] = inSet('index_of_each', [
  ['the first name of all', 'orders', body('line_items[*].name[0]')],
  ['the first dear line', 'orders', body('line_items[?@.quantity > 1][0].name')],
  ['the last SKU', 'orders', body('line_items[*].sku[-1]')],
]);

/** Braces that nothing fills. */
const BRACES: readonly Case[] = [
  ...inSet('braces_in_literal', [
    ['a greeting typed as text', 'orders', 'Dear {{trigger.body.billing.first_name}}'],
    ['a state between brackets', 'orders', '[{{trigger.body.status}}]'],
  ]),
  ...rows('braces_in_literal', [
    [
      'an address with a value in it',
      'orders',
      request({ url: 'https://api.example.com/{{trigger.body.id}}' }),
      'request',
      'input.url',
    ],
  ]),
];

/** JSON written as text. */
const TEXTS: readonly Case[] = rows('breaks_json', [
  [
    'a name between quotes',
    'orders',
    request({ headers: JSON_TYPE, body: text('{"name":"{{trigger.body.billing.first_name}}"}') }),
    'request',
    'input.body',
  ],
  [
    'an answer in JSON',
    'orders',
    answer({ headers: JSON_TYPE, body: text('{"to":"{{trigger.body.billing.email}}"}') }),
    'reply',
    'body',
  ],
]);

/** Mappings that are carried out, but do not do what they look like. */
export const MEANING: readonly Case[] = [...FILTERS, ...POSITIONS, ...BRACES, ...TEXTS];
