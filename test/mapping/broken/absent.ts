import {
  body,
  each,
  inContact,
  inFilter,
  inParcel,
  inSet,
  member,
  rows,
  subscribe,
  text,
  type Case,
} from '../case.ts';

/** Values that some events do not have, where the step then fails. */
const SOMETIMES: readonly Case[] = [
  ...inSet('path_sometimes_missing', [
    ['only gifts have a message', 'orders', body('gift_message')],
    ['only companies have a number', 'orders', body('vat_number')],
    ['few parcels are tracked', 'orders', body('tracking.code')],
    ['a guest uses no coupon', 'orders', body('coupon_lines[0].code')],
    ['a fee that few pay', 'orders', body('fee_lines[0].total')],
    ['an agent that may be null', 'orders', body('agent.email')],
    ['a second item', 'orders', body('line_items[1].name')],
    ['the advertisement of a link', 'orders', { $path: '$.trigger.query.source' }],
    ['a company of a form', 'signups', body('firma')],
    ['an error made explicit', 'orders', body('vat_number', { missing: 'error' })],
    ['a message in a template', 'orders', text('Message: {{trigger.body.gift_message}}')],
    ['a part in a template', 'orders', text('{{trigger.body.tracking.carrier}} ships it')],
    ['upper case of something missing', 'orders', text('{{upper trigger.body.vat_number}}')],
    [
      'the other branch of an if',
      'orders',
      text('{{#if trigger.body.gift}}{{trigger.body.gift_message}}{{/if}}'),
    ],
  ]),
  ...inParcel('path_sometimes_missing', [
    ['a required number that few have', 'order_number', body('vat_number')],
    ['a required text of a template', 'order_number', text('{{trigger.body.tracking.code}}')],
  ]),
  ...inContact('path_sometimes_missing', [
    ['a required address of an agent', 'email_address', body('agent.email')],
  ]),
  ...inFilter('path_sometimes_missing', '.left', [
    ['compares a number that few have', 'orders', body('vat_number'), 'equals', 'ATU10000000'],
    ['compares a coupon', 'orders', body('coupon_lines[0].code'), 'equals', 'spring10'],
    ['looks into a message', 'orders', body('gift_message'), 'contains', 'you'],
  ]),
  ...rows('path_sometimes_missing', [
    [
      'answers with what is not there',
      'orders',
      { id: 'answer', kind: 'respond', body: { message: body('gift_message') } },
      'answer',
      'body.message',
    ],
    [
      'a header of what is not there',
      'orders',
      { id: 'answer', kind: 'respond', headers: { 'x-vat': body('vat_number') } },
      'answer',
      'headers.x-vat',
    ],
    [
      'hands on what is not there',
      'orders',
      { id: 'other', kind: 'call', flow: 'Other', body: { code: body('tracking.code') } },
      'other',
      'body.code',
    ],
  ]),
];

/** Required values that are null or empty in some events. */
const EMPTY: readonly Case[] = [
  ...inParcel('value_sometimes_empty', [
    ['a phone that may be empty', 'order_number', body('billing.phone')],
    ['an empty company', 'order_number', body('billing.company')],
    ['a note nobody writes', 'order_number', body('customer_note')],
    ['null until it is completed', 'order_number', body('date_completed')],
    ['null for those who have not paid', 'order_number', body('date_paid')],
    ['an empty transaction', 'order_number', body('transaction_id')],
    ['null made explicit', 'order_number', body('vat_number', { missing: 'null' })],
    ['an empty default', 'order_number', body('vat_number', { missing: { default: '' } })],
    ['an empty phone in a template', 'order_number', text('{{trigger.body.billing.phone}}')],
  ]),
  ...rows('value_sometimes_empty', [
    [
      'a SKU that some products lack',
      'products',
      {
        id: 'ship',
        kind: 'action',
        action: 'warehouse.ship',
        input: { order_number: body('sku') },
      },
      'ship',
      'input.order_number',
    ],
    [
      'the city of an address',
      'orders',
      {
        id: 'ship',
        kind: 'action',
        action: 'warehouse.ship',
        input: {
          order_number: body('number'),
          address: { street: body('billing.address_1'), city: body('billing.phone') },
        },
      },
      'ship',
      'input.address.city',
    ],
  ]),
];

/** Required fields without a value. */
const UNMAPPED: readonly Case[] = [
  ...rows('required_field_unmapped', [
    ['forgot the address', 'orders', member({ list_id: 'a1' }), 'subscribe', 'input.email_address'],
    [
      'forgot the audience',
      'orders',
      member({ email_address: body('billing.email') }),
      'subscribe',
      'input.list_id',
    ],
    ['left the audience empty', 'orders', subscribe({ list_id: '' }), 'subscribe', 'input.list_id'],
    ['null for the audience', 'orders', subscribe({ list_id: null }), 'subscribe', 'input.list_id'],
    ['an empty template', 'orders', subscribe({ list_id: text('') }), 'subscribe', 'input.list_id'],
    [
      'an empty constant',
      'orders',
      subscribe({ email_address: { $literal: '' } }),
      'subscribe',
      'input.email_address',
    ],
    [
      'forgot the tags',
      'orders',
      {
        id: 'tag',
        kind: 'action',
        action: 'mailchimp.add-tags',
        input: { list_id: 'a1', email_address: body('billing.email') },
      },
      'tag',
      'input.tags',
    ],
    [
      'forgot where to send it',
      'orders',
      { id: 'send', kind: 'action', action: 'http.request', input: { method: 'POST' } },
      'send',
      'input.url',
    ],
    [
      'an address without its city',
      'orders',
      {
        id: 'ship',
        kind: 'action',
        action: 'warehouse.ship',
        input: { order_number: body('number'), address: { street: body('billing.address_1') } },
      },
      'ship',
      'input.address.city',
    ],
    [
      'an address with an empty street',
      'orders',
      {
        id: 'ship',
        kind: 'action',
        action: 'warehouse.ship',
        input: { order_number: body('number'), address: { street: '', city: 'Wien' } },
      },
      'ship',
      'input.address.street',
    ],
    [
      'forgot the order number, with nothing captured',
      'nothing',
      { id: 'ship', kind: 'action', action: 'warehouse.ship', input: { parcels: 1 } },
      'ship',
      'input.order_number',
    ],
    [
      'forgot the address inside of a loop',
      'orders',
      each(body('line_items'), [member({ list_id: 'a1' })]),
      'subscribe',
      'input.email_address',
    ],
  ]),
];

export const ABSENT: readonly Case[] = [...SOMETIMES, ...EMPTY, ...UNMAPPED];
