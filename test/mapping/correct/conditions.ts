import type { Condition, Mapping } from '@millrace/model';
import {
  body,
  branch,
  each,
  filter,
  is,
  path,
  set,
  ship,
  text,
  when,
  type Case,
  type WrittenStep,
} from '../case.ts';
import type { CapturedName } from '../payloads.ts';

type Row = readonly [name: string, on: CapturedName, left: Mapping, op: string, right?: Mapping];

const COMPARISONS: readonly Row[] = [
  ['paid', 'orders', body('status'), 'equals', 'processing'],
  ['a status that has not come yet', 'orders', body('status'), 'equals', 'refunded'],
  ['not cancelled', 'orders', body('status'), 'not_equals', 'cancelled'],
  ['one of two', 'orders', body('status'), 'one_of', ['processing', 'completed']],
  ['one of which one has not come yet', 'orders', body('status'), 'one_of', ['failed', 'pending']],
  ['in Austria', 'orders', body('billing.country'), 'equals', 'AT'],
  ['in Italy, not seen yet', 'orders', body('billing.country'), 'equals', 'IT'],
  ['in dollars, not seen yet', 'orders', body('currency'), 'equals', 'USD'],
  ['above a hundred', 'orders', body('total', { as: 'number' }), 'greater_than', 100],
  ['a warehouse', 'orders', body('warehouse_id'), 'equals', 7],
  ['a warehouse of numbers', 'orders', body('warehouse_id'), 'one_of', [3, 7]],
  ['a gift', 'orders', body('gift'), 'is_true'],
  ['a gift, compared', 'orders', body('gift'), 'equals', true],
  ['no gift', 'orders', body('gift'), 'is_false'],
  ['a flag of a text', 'orders', body('age_checked', { as: 'boolean' }), 'is_true'],
  ['the text of a flag', 'orders', body('age_checked'), 'equals', 'true'],
  ['wants news', 'orders', body('newsletter'), 'equals', 'yes'],
  ['a message is there', 'orders', body('gift_message'), 'exists'],
  ['no message is there', 'orders', body('gift_message'), 'not_exists'],
  ['a key that never was there', 'orders', body('subscription_id'), 'exists'],
  ['no such key so far', 'orders', body('fraud_score'), 'not_exists'],
  ['a phone is given', 'orders', body('billing.phone'), 'not_empty'],
  ['no company', 'orders', body('billing.company'), 'is_empty'],
  ['a coupon was used', 'orders', body('coupon_lines'), 'not_empty'],
  ['of our company', 'orders', body('billing.email'), 'ends_with', '@example.com'],
  ['a key of WooCommerce', 'orders', body('order_key'), 'starts_with', 'wc_order_'],
  ['the note has a word', 'orders', body('customer_note'), 'contains', 'neighbour'],
  ['a label', 'orders', body('labels'), 'contains', 'vip'],
  ['not a label', 'orders', body('labels'), 'not_contains', 'blocked'],
  ['an item', 'orders', body('line_items[*].sku'), 'contains', 'ORG-WAL-01'],
  ['before summer', 'orders', body('date_created'), 'less_than', '2026-06-01'],
  ['same address', 'orders', body('billing.city'), 'equals', body('shipping.city')],
  ['a number of digits', 'orders', body('number'), 'matches', '^[0-9]+$'],
  ['not a test', 'orders', body('billing.email'), 'not_matches', '@test[.]'],
  ['ordered before a day', 'orders', body('date_created'), 'before', '2026-12-24'],
  ['came after a day', 'orders', path('$.trigger.received_at'), 'after', '2026-01-01T00:00:00Z'],
  ['more than one item', 'orders', body('line_items'), 'longer_than', 1],
  ['a short note', 'orders', body('customer_note'), 'shorter_than', 200],
  ['the address has a phone', 'orders', body('billing'), 'has_key', 'phone'],
  ['none of two', 'orders', body('status'), 'not_one_of', ['failed', 'cancelled']],
  ['completed', 'orders', body('date_completed'), 'equals', null],
  ['not null', 'orders', body('date_paid'), 'not_equals', null],
  ['a message, if any', 'orders', body('gift_message', { missing: 'null' }), 'equals', 'x'],
  ['VAT, if any', 'orders', body('vat_number', { missing: { default: '' } }), 'starts_with', 'ATU'],
  ['an adult', 'signups', body('alter', { as: 'number' }), 'greater_or_equal', 18],
  ['from Vienna', 'customers', body('billing.city'), 'equals', 'Wien'],
  [
    'the topic',
    'orders',
    path('$.trigger.headers["x-wc-webhook-topic"]'),
    'equals',
    'order.created',
  ],
  ['a name of a template', 'orders', text('{{lower trigger.body.status}}'), 'equals', 'pending'],
  ['nothing captured', 'nothing', body('total'), 'greater_than', 100],
  ['one event, another status', 'first', body('status'), 'equals', 'completed'],
];

const status = (value: string): Condition => is(body('status'), 'equals', value);

/** What a condition makes sure of, its steps may use. */
const GUARDED: readonly (readonly [name: string, ...steps: WrittenStep[]])[] = [
  [
    'behind a filter for what is there',
    when(body('vat_number'), 'exists'),
    ship({ order_number: body('vat_number') }),
  ],
  [
    'behind a filter for what is not empty',
    when(body('billing.phone'), 'not_empty'),
    ship({ order_number: body('billing.phone') }),
  ],
  [
    'later in the same condition',
    filter({
      all: [is(body('gift_message'), 'exists'), is(body('gift_message'), 'contains', 'you')],
    }),
  ],
  [
    'or it is not there',
    filter({
      any: [is(body('tracking'), 'not_exists'), is(body('tracking.code'), 'equals', 'T5')],
    }),
  ],
  [
    'in a path of a branch',
    branch([['company', is(body('vat_number'), 'exists'), set({ x: body('vat_number') })]]),
  ],
  [
    'in otherwise',
    branch([['private', is(body('vat_number'), 'not_exists')]], [set({ x: body('vat_number') })]),
  ],
  [
    'behind a filter that is turned round',
    filter({ not: is(body('vat_number'), 'not_exists') }),
    set({ x: body('vat_number') }),
  ],
  [
    'only numbers are left',
    when(body('date_paid'), 'not_empty'),
    set({ x: body('date_paid', { as: 'date' }) }),
  ],
  [
    'only one choice is left',
    when(body('shipping_service'), 'equals', 'express'),
    ship({ service: body('shipping_service') }),
  ],
];

const FLOWS: readonly (readonly [name: string, ...steps: WrittenStep[]])[] = [
  [
    'three ways',
    branch(
      [
        ['paid', status('processing'), set({ x: 1 }, 'a')],
        ['done', status('completed'), set({ x: 2 }, 'b')],
      ],
      [set({ x: 3 }, 'c')],
    ),
  ],
  [
    'the larger bound first',
    branch([
      ['many', is(body('warehouse_id'), 'greater_than', 5)],
      ['some', is(body('warehouse_id'), 'greater_than', 1)],
    ]),
  ],
  [
    'a stop in one path only',
    branch([['test', status('pending'), { id: 'enough', kind: 'stop' }]]),
    set({ x: body('id') }),
  ],
  [
    'a stop at the end',
    set({ x: body('id') }),
    { id: 'enough', kind: 'stop', message: text('Order {{trigger.body.number}}') },
  ],
  [
    'which way it took',
    branch([['gift', is(body('gift'), 'is_true')]]),
    when(path('$.steps.way.output.path'), 'equals', 'gift'),
  ],
  [
    'through the items',
    each(body('line_items'), [
      set({ sku: path('$.item.sku'), at: path('$.index') }, 'line'),
      when(path('$.item.quantity'), 'greater_than', 1),
      ship({ order_number: path('$.steps.line.output.sku'), parcels: path('$.item.quantity') }),
    ]),
  ],
  [
    'through coupons, perhaps none',
    each(body('coupon_lines'), [set({ code: path('$.item.code') })]),
  ],
  [
    'through what may be missing',
    each(body('tracking.events', { missing: { default: [] } }), [set({ x: path('$.item') })]),
  ],
  [
    'the results of a loop',
    each(body('line_items'), [set({ sku: path('$.item.sku') }, 'line')]),
    set({ all: path('$.steps.lines.output[*].sku') }),
  ],
  ['an answer behind an answer', { id: 'first', kind: 'respond', body: body('id') }, set({ x: 1 })],
  [
    'an answer with a header',
    { id: 'answer', kind: 'respond', status: 201, headers: { 'x-id': body('id') } },
  ],
  ['waits until a date', { id: 'wait', kind: 'delay', until: body('date_created') }],
  [
    'waits',
    { id: 'wait', kind: 'delay', for: '10m' },
    set({ x: path('$.steps.wait.output.until') }),
  ],
];

const flows = (list: typeof FLOWS): Case[] =>
  list.map(([name, ...steps]) => ({ name, on: 'orders', steps, wrong: [] }));

/** Conditions that can hold or not, and what they make sure of. */
export const CONDITIONS: readonly Case[] = [
  ...COMPARISONS.map(([name, on, left, op, right]): Case => ({
    name,
    on,
    steps: [when(left, op, right)],
    wrong: [],
  })),
  ...flows(GUARDED),
  ...flows(FLOWS),
];
