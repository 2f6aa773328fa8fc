import {
  body,
  branch,
  each,
  filter,
  inFilter,
  is,
  path,
  rows,
  set,
  ship,
  subscribe,
  text,
  type Case,
  type WrittenStep,
} from '../case.ts';

/** Sides that cannot be compared, or never are equal. */
const TYPES: readonly Case[] = [
  ...inFilter('condition_type', '', [
    ['a text with a number', 'orders', body('total'), 'greater_than', 100],
    ['a text with a number, or less', 'orders', body('total'), 'less_or_equal', 50],
    ['equal to a number', 'orders', body('number'), 'equals', 1042],
    ['a number with a text', 'orders', body('id'), 'equals', '1042'],
    ['a number above a text', 'orders', body('id'), 'greater_than', '1000'],
    ['texts of numbers, in the order of letters', 'orders', body('total'), 'greater_than', '100'],
    ['counts as texts', 'orders', body('items_count'), 'less_than', '10'],
    ['a flag with a text', 'orders', body('gift'), 'equals', 'true'],
    ['a text with a flag', 'orders', body('age_checked'), 'equals', true],
    ['a text that is no flag', 'orders', body('newsletter'), 'is_true'],
    ['a text of a flag', 'orders', body('age_checked'), 'is_false'],
    ['a number for a flag', 'orders', body('loyalty_points'), 'is_true'],
    ['a flag as a number', 'orders', body('gift'), 'equals', 1],
    ['one of numbers', 'orders', body('status'), 'one_of', [1, 2]],
    ['one of texts for a number', 'orders', body('warehouse_id'), 'one_of', ['3', '7']],
    ['one of a text', 'orders', body('status'), 'one_of', 'processing, completed'],
    ['a number starts with a digit', 'orders', body('id'), 'starts_with', '10'],
    ['a number ends with a digit', 'orders', body('id'), 'ends_with', '7'],
    ['items contain a name', 'orders', body('line_items'), 'contains', 'Walnut desk organiser'],
    ['a number contains a digit', 'orders', body('id'), 'contains', '4'],
    ['a text contains a number', 'orders', body('number'), 'contains', 4],
    ['the address equals a city', 'orders', body('billing'), 'equals', 'Wien'],
    ['the list equals a label', 'orders', body('labels'), 'equals', 'vip'],
    ['a stock that is null for some', 'products', body('stock_quantity'), 'greater_than', 5],
    ['points that are texts for some', 'orders', body('loyalty_points'), 'greater_than', 100],
    ['a form sends texts', 'signups', body('alter'), 'greater_or_equal', 18],
    ['a form sends a flag as text', 'signups', body('einwilligung'), 'is_true'],
    ['a pattern for a number', 'orders', body('id'), 'matches', '^10'],
    ['before a date with dots', 'orders', body('date_created'), 'before', '24.12.2026'],
    ['dates with dots for some', 'orders', body('delivery'), 'after', '2026-03-15'],
    ['a name before a date', 'orders', body('billing.city'), 'before', '2026-01-01'],
    ['the length of a number', 'orders', body('id'), 'longer_than', 3],
    ['longer than a text', 'orders', body('customer_note'), 'longer_than', '10'],
    ['a key of a list', 'orders', body('labels'), 'has_key', 'vip'],
    ['not one of numbers', 'orders', body('status'), 'not_one_of', [1, 2]],
    ['a list above a number', 'orders', body('line_items'), 'greater_than', 3],
  ]),
  ...rows('condition_type', [
    [
      'in any of two',
      'orders',
      filter({ any: [is(body('gift'), 'is_true'), is(body('total'), 'greater_than', 50)] }),
      'only',
      'when.any.1',
    ],
    [
      'behind a not',
      'orders',
      filter({ not: is(body('id'), 'equals', '1042') }),
      'only',
      'when.not',
    ],
    [
      'in a loop',
      'orders',
      each(body('line_items'), [filter(is(path('$.item.quantity'), 'equals', '2'))]),
      'only',
      'when',
    ],
    [
      'the output of a set step',
      'orders',
      [
        set({ total: text('{{trigger.body.total}}') }, 'sums'),
        filter(is(path('$.steps.sums.output.total'), 'greater_than', 5)),
      ],
      'only',
      'when',
    ],
    [
      'a status code as a text',
      'orders',
      [
        {
          id: 'ask',
          kind: 'action',
          action: 'http.request',
          input: { url: 'https://example.com' },
        },
        filter(is(path('$.steps.ask.output.status'), 'equals', '200')),
      ],
      'only',
      'when',
    ],
  ]),
];

/** Patterns that nobody can read. */
const PATTERNS: readonly Case[] = inFilter('syntax_error', '.right', [
  ['a pattern that is not closed', 'orders', body('number'), 'matches', '^(10'],
  ['a class that is not closed', 'orders', body('billing.postcode'), 'not_matches', '[0-9'],
]);

/** Conditions with one answer whatever comes. */
const CONSTANT: readonly Case[] = [
  ...inFilter('condition_constant', '.right', [
    ['a mistyped status', 'orders', body('status'), 'equals', 'procesing'],
    ['a status in capitals', 'orders', body('status'), 'equals', 'Processing'],
    ['a status with another dash', 'orders', body('status'), 'equals', 'on_hold'],
    ['not a mistyped status', 'orders', body('status'), 'not_equals', 'complted'],
    ['one of mistyped ones', 'orders', body('status'), 'one_of', ['Processing', 'Completed']],
    [
      'a mistyped topic',
      'orders',
      path('$.trigger.headers["x-wc-webhook-topic"]'),
      'equals',
      'order.create',
    ],
    ['a mistyped service', 'orders', body('shipping_service'), 'equals', 'expres'],
    ['Yes in capitals', 'orders', body('newsletter'), 'equals', 'Yes'],
  ]),
  ...inFilter('condition_constant', '', [
    ['compares a text with itself', 'orders', 'processing', 'equals', 'processing'],
    ['forgot the dollar sign', 'orders', 'trigger.body.status', 'equals', 'completed'],
    ['a path written as a text', 'orders', '$.trigger.body.total', 'equals', 'x'],
    ['a constant that is there', 'orders', 'status', 'exists'],
  ]),
  ...rows('condition_constant', [
    ['compares nothing', 'orders', filter({ all: [] }), 'only', 'when'],
    ['any of nothing', 'orders', filter({ any: [] }), 'only', 'when'],
    [
      'what an earlier filter has kept out',
      'orders',
      [
        filter(is(body('status'), 'equals', 'processing'), 'first'),
        filter(is(body('status'), 'equals', 'completed')),
      ],
      'only',
      'when.right',
    ],
  ]),
];

const STATUS = (status: string) => is(body('status'), 'equals', status);
const POINTS = (op: string, than: number) => is(body('warehouse_id'), op, than);

/** Paths of a branch that are never taken. */
const BRANCHES: readonly Case[] = rows('unreachable_branch', [
  [
    'the same twice',
    'orders',
    branch([
      ['a', STATUS('completed')],
      ['b', STATUS('completed')],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'the smaller bound first',
    'orders',
    branch([
      ['many', POINTS('greater_than', 1)],
      ['more', POINTS('greater_than', 5)],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'the larger bound first',
    'orders',
    branch([
      ['few', POINTS('less_than', 9)],
      ['fewer', POINTS('less_than', 4)],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'one of a list before',
    'orders',
    branch([
      ['a', is(body('status'), 'one_of', ['completed', 'pending'])],
      ['b', STATUS('pending')],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'a value above a bound before',
    'orders',
    branch([
      ['a', POINTS('greater_or_equal', 3)],
      ['b', POINTS('equals', 7)],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'any of them before',
    'orders',
    branch([
      ['a', { any: [STATUS('completed'), STATUS('pending')] }],
      ['b', STATUS('pending')],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'the same and more',
    'orders',
    branch([
      ['a', STATUS('completed')],
      ['b', { all: [STATUS('completed'), is(body('gift'), 'is_true')] }],
    ]),
    'way',
    'paths.1.when',
  ],
  ['any of nothing', 'orders', branch([['a', { any: [] }]]), 'way', 'paths.0.when'],
  [
    'the third of three',
    'orders',
    branch([
      ['a', STATUS('completed')],
      ['b', STATUS('pending')],
      ['c', STATUS('completed')],
    ]),
    'way',
    'paths.2.when',
  ],
  [
    'exists twice',
    'orders',
    branch([
      ['a', is(body('vat_number'), 'exists')],
      ['b', is(body('vat_number'), 'exists')],
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'inside of a loop',
    'orders',
    each(body('line_items'), [
      branch([
        ['a', is(path('$.item.quantity'), 'greater_than', 1)],
        ['b', is(path('$.item.quantity'), 'greater_than', 2)],
      ]),
    ]),
    'way',
    'paths.1.when',
  ],
  [
    'at least, then above',
    'orders',
    branch([
      ['a', POINTS('greater_or_equal', 2)],
      ['b', POINTS('greater_than', 2)],
    ]),
    'way',
    'paths.1.when',
  ],
]);

const STOP: WrittenStep = { id: 'enough', kind: 'stop' };

/** Steps behind the end of every run. */
const AFTER_THE_END: readonly Case[] = rows('unreachable_step', [
  ['behind a stop', 'orders', [STOP, set({ x: 1 })], 'values', ''],
  [
    'behind a stop in a path',
    'orders',
    branch([['a', STATUS('completed'), STOP, set({ x: 1 })]]),
    'values',
    '',
  ],
  [
    'behind a stop in otherwise',
    'orders',
    branch([['a', STATUS('completed')]], [STOP, ship({})]),
    'ship',
    '',
  ],
  [
    'behind a stop in a loop',
    'orders',
    each(body('line_items'), [STOP, set({ x: path('$.item.sku') })]),
    'values',
    '',
  ],
  [
    'behind a branch that always stops',
    'orders',
    [branch([['a', STATUS('completed'), STOP]], [{ id: 'other', kind: 'stop' }]), subscribe({})],
    'subscribe',
    '',
  ],
  [
    'an answer behind a failure',
    'orders',
    [
      { ...STOP, as: 'failed' },
      { id: 'answer', kind: 'respond' },
    ],
    'answer',
    '',
  ],
]);

export const CONDITIONS: readonly Case[] = [
  ...TYPES,
  ...PATTERNS,
  ...CONSTANT,
  ...BRANCHES,
  ...AFTER_THE_END,
];
