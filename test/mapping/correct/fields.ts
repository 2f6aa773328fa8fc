import type { Mapping } from '@millrace/model';
import { body, member, path, request, set, ship, subscribe, text, type Case } from '../case.ts';

type Row = readonly [name: string, field: string, mapping: Mapping];

const PARCEL: readonly Row[] = [
  ['the number, which is a text', 'order_number', body('number')],
  ['the id as a text', 'order_number', body('id', { as: 'string' })],
  ['the id in a template', 'order_number', text('#{{trigger.body.id}}')],
  ['the key of the order', 'order_number', body('order_key')],
  ['the total as a number', 'value', body('total', { as: 'number' })],
  ['the price, a number', 'value', body('line_items[0].price')],
  ['the weight', 'value', body('weight_kg')],
  ['a warehouse, a whole number', 'parcels', body('warehouse_id')],
  ['the count as a number', 'parcels', body('items_count', { as: 'number' })],
  ['two parcels', 'parcels', 2],
  ['a quantity', 'parcels', body('line_items[0].quantity')],
  ['a gift is insured', 'insured', body('gift')],
  ['a flag of a text', 'insured', body('age_checked', { as: 'boolean' })],
  ['always insured', 'insured', true],
  ['the day it was ordered', 'ship_on', body('date_created')],
  ['the day it was ordered, in UTC', 'ship_on', body('date_created_gmt', { as: 'date' })],
  ['when it came', 'ship_on', path('$.trigger.received_at')],
  ['a day', 'ship_on', '2026-12-24'],
  ['paid on, perhaps null', 'ship_on', body('date_paid')],
  ['the address of the buyer', 'contact', body('billing.email')],
  ['an optional agent', 'contact', body('agent.email')],
  ['an address in a template', 'contact', text('{{trigger.body.billing.email}}')],
  ['a callback', 'callback', 'https://shop.example.com/hook'],
  ['where to pay', 'callback', body('payment_url')],
  ['a callback of a template', 'callback', text('https://x.example.com/{{trigger.body.id}}')],
  ['a note, perhaps empty', 'note', body('customer_note')],
  ['an optional message few have', 'note', body('gift_message')],
  ['an optional text of a template few have', 'note', text('{{trigger.body.tracking.code}}')],
  ['an optional phone, perhaps empty', 'note', body('billing.phone')],
  ['the label', 'label_html', text('<b>{{trigger.body.billing.last_name}}</b>')],
  ['a service', 'service', 'express'],
  ['no service', 'service', ''],
  ['no service, as null', 'service', null],
  ['SKUs', 'skus', body('line_items[*].sku')],
  ['labels as they are', 'skus', body('labels')],
  ['a list of one', 'skus', [body('line_items[0].sku')]],
  ['an empty list', 'skus', []],
  ['codes, perhaps none', 'skus', body('coupon_lines[*].code')],
  ['anything at all', 'extra', body('billing')],
  ['anything in an object', 'extra', { total: body('total'), gift: body('gift') }],
  ['null on purpose', 'extra', null],
  ['a list of anything', 'extra', body('line_items')],
  ['an address', 'address', { street: body('billing.address_1'), city: body('billing.city') }],
  [
    'an address with all',
    'address',
    { street: 'x', city: body('billing.city'), postcode: body('shipping.postcode') },
  ],
];

const CONTACT: readonly Row[] = [
  ['the audience', 'list_id', 'a1b2c3d4e5'],
  ['a status', 'status_if_new', 'pending'],
  ['fields of the audience', 'merge_fields', { FNAME: body('billing.first_name') }],
  ['a field few have', 'merge_fields', { VAT: body('vat_number'), POINTS: body('loyalty_points') }],
  ['tags', 'tags', ['customer', 'shop']],
  ['tags of the order', 'tags', body('labels')],
  ['a tag of a template', 'tags', [text('status-{{trigger.body.status}}')]],
  ['VIP', 'vip', body('gift')],
  ['the language', 'language', 'de'],
  ['a type', 'email_type', 'text'],
  ['an optional status left out', 'status', body('newsletter_status', { missing: 'omit' })],
];

const REQUEST: readonly Row[] = [
  ['the method', 'method', 'PUT'],
  ['an address', 'url', 'https://api.example.com/v1/orders'],
  ['an address of a template', 'url', text('https://api.example.com/{{trigger.body.id}}')],
  ['an address of the event', 'url', body('payment_url')],
  ['a body', 'body', { id: body('id'), lines: body('line_items[*].sku') }],
  ['the body of the event', 'body', path('$.trigger.body')],
  ['a text', 'body', text('order={{trigger.body.id}}')],
  ['headers', 'headers', { 'x-order': body('number'), accept: 'application/json' }],
  ['a query', 'query', { status: body('status') }],
  ['a time limit', 'timeout', '10s'],
];

const OTHER: readonly Case[] = [
  {
    name: 'an address of a customer',
    on: 'customers',
    steps: [member({ list_id: 'a1', email_address: body('email') })],
    wrong: [],
  },
  {
    name: 'nothing captured: values are not judged',
    on: 'nothing',
    steps: [ship({ order_number: body('id'), value: body('total'), service: body('service') })],
    wrong: [],
  },
  {
    name: 'values of a step before',
    on: 'orders',
    steps: [
      set({ total: body('total', { as: 'number' }), mail: body('billing.email') }, 'order'),
      ship({
        value: path('$.steps.order.output.total'),
        contact: path('$.steps.order.output.mail'),
      }),
    ],
    wrong: [],
  },
  {
    name: 'what a call before gave',
    on: 'orders',
    steps: [
      ship({}),
      subscribe({ merge_fields: { TRACK: path('$.steps.ship.output.tracking_number') } }),
      request({ body: { cost: path('$.steps.ship.output.cost') } }),
      set({ made: path('$.steps.request.output.body.order') }),
    ],
    wrong: [],
  },
  {
    name: 'what is below an unknown answer',
    on: 'orders',
    steps: [
      { id: 'other', kind: 'call', flow: 'Other', body: body('billing') },
      ship({ order_number: path('$.steps.other.output.whatever.number') }),
      subscribe({ merge_fields: { X: path('$.steps.other.output') } }),
    ],
    wrong: [],
  },
];

const rows = (list: readonly Row[], step: typeof ship): Case[] =>
  list.map(([name, field, mapping]) => ({
    ...{ name, on: 'orders', steps: [step({ [field]: mapping })], wrong: [] },
  }));

/** Values that fit the fields they are for. */
export const FIELDS: readonly Case[] = [
  ...rows(PARCEL, ship),
  ...rows(CONTACT, subscribe),
  ...rows(REQUEST, request),
  ...OTHER,
];
