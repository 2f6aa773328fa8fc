import {
  body,
  each,
  inContact,
  inParcel,
  inSet,
  path,
  request,
  rows,
  set,
  ship,
  text,
  type Case,
} from '../case.ts';

/** Values of a type that the field does not take. */
const TYPES: readonly Case[] = [
  ...inParcel('wrong_type', [
    ['the id, which is a number, as a text', 'order_number', body('id')],
    ['the total, which is a text, as a number', 'value', body('total')],
    ['a count that is a text', 'parcels', body('items_count')],
    ['yes or no as a text', 'insured', body('age_checked')],
    ['yes and no in words', 'insured', body('newsletter')],
    ['a number for yes or no', 'insured', body('loyalty_points')],
    ['all names instead of one', 'note', body('line_items[*].name')],
    ['the list instead of an item', 'note', body('line_items')],
    ['the whole address', 'note', body('billing')],
    ['a list of labels as a text', 'note', body('labels')],
    ['a flag as a text', 'note', body('gift')],
    ['numbers that are texts for some', 'value', body('loyalty_points')],
    ['the weight with its decimals as a count', 'parcels', body('weight_kg')],
    ['decimals written by hand', 'parcels', 1.5],
    ['a count written as a text', 'parcels', '3'],
    ['a flag written as a text', 'insured', 'true'],
    ['words for a number', 'value', 'ten'],
    ['a number of a template', 'value', text('{{trigger.body.total}}')],
    ['a count of a template', 'parcels', text('{{trigger.body.line_items.[0].quantity}}')],
    ['one text for a list', 'skus', body('line_items[0].sku')],
    ['whole items for a list of texts', 'skus', body('line_items')],
    ['numbers for a list of texts', 'skus', body('line_items[*].product_id')],
    ['a text with commas for a list', 'skus', 'A, B'],
    ['a number in a list of texts', 'order_number', 1042],
    ['a text for an address', 'address', body('billing.address_1')],
    ['a list for an address', 'address', body('line_items')],
    ['a number for a date', 'ship_on', body('id')],
    ['an e-mail address of a list', 'contact', body('line_items[*].sku')],
    ['the agent for a contact', 'contact', body('agent')],
    ['a flag for a choice', 'service', body('gift')],
  ]),
  ...inContact('wrong_type', [
    ['the tags as one text', 'tags', 'customer, vip'],
    ['a text of the order as tags', 'tags', body('status')],
    ['the fields as a text', 'merge_fields', text('{{trigger.body.billing.first_name}}')],
    ['a text for VIP', 'vip', 'yes'],
    ['a number for VIP', 'vip', body('loyalty_points')],
    ['the id for an audience', 'list_id', body('id')],
  ]),
  ...rows('wrong_type', [
    ['goes through a text', 'orders', each(body('status'), []), 'lines', 'items'],
    ['goes through an object', 'orders', each(body('billing'), []), 'lines', 'items'],
    [
      'a template loops over a text',
      'orders',
      set({ x: text('{{#each trigger.body.status}}x{{/each}}') }),
      'values',
      'fields.x',
    ],
    [
      'the text that a step before made',
      'orders',
      [set({ total: body('total') }, 'sums'), ship({ value: path('$.steps.sums.output.total') })],
      'ship',
      'input.value',
    ],
    [
      'the text a template of a step before made',
      'orders',
      [
        set({ count: text('{{trigger.body.id}}') }, 'sums'),
        ship({ parcels: path('$.steps.sums.output.count') }),
      ],
      'ship',
      'input.parcels',
    ],
    [
      'a number of the item as a text',
      'orders',
      each(body('line_items'), [ship({ note: path('$.item.quantity') })]),
      'ship',
      'input.note',
    ],
    [
      'the cost of a shipment as a text',
      'orders',
      [ship({}), ship({ note: path('$.steps.ship.output.cost') }, 'again')],
      'again',
      'input.note',
    ],
    [
      'the status of an answer as a text',
      'orders',
      [request({}), ship({ note: path('$.steps.request.output.status') })],
      'ship',
      'input.note',
    ],
    [
      'a number for the street',
      'orders',
      ship({ address: { street: body('id'), city: body('billing.city') } }),
      'ship',
      'input.address.street',
    ],
    [
      'a number among the texts of a list',
      'orders',
      ship({ skus: [body('line_items[0].sku'), body('id')] }),
      'ship',
      'input.skus.1',
    ],
  ]),
];

/** Conversions that some or all values refuse. */
const CONVERSIONS: readonly Case[] = [
  ...inSet('conversion_fails', [
    ['a status as a number', 'orders', body('status', { as: 'number' })],
    ['a discount that is n/a for some', 'orders', body('discount_percent', { as: 'number' })],
    ['yes and no as true and false', 'orders', body('newsletter', { as: 'boolean' })],
    ['a number as true or false', 'orders', body('id', { as: 'boolean' })],
    ['dates with dots', 'orders', body('delivery', { as: 'date' })],
    ['a date that is null for some', 'orders', body('date_paid', { as: 'date' })],
    ['an empty phone as a number', 'orders', body('billing.phone', { as: 'number' })],
    ['a name as JSON', 'orders', body('billing.first_name', { as: 'json' })],
    ['an address as text', 'orders', body('billing', { as: 'string' })],
    ['a list as text', 'orders', body('line_items', { as: 'string' })],
    ['all totals as one number', 'orders', body('line_items[*].total', { as: 'number' })],
    ['a birthday in German', 'signups', body('geburtstag', { as: 'date' })],
    ['stock that is null for some', 'products', body('stock_quantity', { as: 'number' })],
    [
      'a template of words as a number',
      'orders',
      text('{{trigger.body.status}}', { as: 'number' }),
    ],
  ]),
];

/** Texts that do not look like what the field takes. */
const FORMATS: readonly Case[] = [
  ...inParcel('format_mismatch', [
    ['a name for an e-mail address', 'contact', body('billing.first_name')],
    ['a phone number for an e-mail address', 'contact', body('billing.phone')],
    ['an address without its host for some', 'callback', body('invoice_url')],
    ['a host without https', 'callback', 'shop.example.com/hook'],
    ['dates with dots for some', 'ship_on', body('delivery')],
    ['words for a date', 'ship_on', 'tomorrow'],
    ['a date with dots by hand', 'ship_on', '24.12.2026'],
    ['an e-mail address without its sign', 'contact', 'info.example.com'],
    ['a status for a date', 'ship_on', body('status')],
    ['a currency for an address', 'callback', body('currency')],
    ['a list of addresses in one', 'contact', 'a@example.com, b@example.com'],
  ]),
  ...rows('format_mismatch', [
    [
      'an answer that is no address',
      'signups',
      {
        id: 'subscribe',
        kind: 'action',
        action: 'mailchimp.upsert-member',
        input: { list_id: 'a1', email_address: path('$.trigger.body["e-mail"]') },
      },
      'subscribe',
      'input.email_address',
    ],
    [
      'a web page without https',
      'signups',
      request({ url: body('webseite') }),
      'request',
      'input.url',
    ],
    ['an endpoint without its host', 'orders', request({ url: '/orders' }), 'request', 'input.url'],
    [
      'waits until a date with dots',
      'orders',
      { id: 'wait', kind: 'delay', until: body('delivery') },
      'wait',
      'until',
    ],
  ]),
];

/** Values that are none of a field's choices. */
const CHOICES: readonly Case[] = [
  ...inContact('value_not_allowed', [
    ['the status of the order', 'status_if_new', body('status')],
    ['a choice in capitals', 'status_if_new', 'Subscribed'],
    ['a mistyped choice', 'status_if_new', 'subscribd'],
    ['a choice in German', 'status_if_new', 'angemeldet'],
    ['the label of a choice', 'email_type', 'Plain text'],
    ['yes for a status', 'status', 'yes'],
    ['the currency for a type', 'email_type', body('currency')],
    ['a choice of another field', 'status', 'html'],
  ]),
  ...inParcel('value_not_allowed', [
    ['a courier for some', 'service', body('shipping_service')],
    ['a mistyped service', 'service', 'expres'],
    ['the payment method for a service', 'service', body('payment_method')],
    ['a text in a template', 'service', text('overnight')],
    ['an unknown default', 'service', body('tracking.carrier', { missing: { default: 'air' } })],
  ]),
  ...rows('value_not_allowed', [
    ['a method that is none', 'orders', request({ method: 'SEND' }), 'request', 'input.method'],
    ['a method in small letters', 'orders', request({ method: 'post' }), 'request', 'input.method'],
    [
      'a status that a step before set',
      'orders',
      [
        set({ status: 'active' }, 'choice'),
        {
          id: 'subscribe',
          kind: 'action',
          action: 'mailchimp.upsert-member',
          input: {
            list_id: 'a1',
            email_address: body('billing.email'),
            status: path('$.steps.choice.output.status'),
          },
        },
      ],
      'subscribe',
      'input.status',
    ],
  ]),
];

/** Objects and lists that end up as JSON in a text. */
const PRINTED: readonly Case[] = [
  ...inSet('prints_json', [
    ['the address in a text', 'orders', text('Ship to {{trigger.body.billing}}')],
    ['the items in a text', 'orders', text('Items: {{trigger.body.line_items}}')],
    ['the labels in a text', 'orders', text('Labels: {{trigger.body.labels}}')],
    [
      'the agent in a text',
      'orders',
      text('{{#if trigger.body.agent}}{{trigger.body.agent}}{{/if}}'),
    ],
    [
      'each item as a whole',
      'orders',
      text('{{#each trigger.body.line_items}}{{this}}, {{/each}}'),
    ],
    ['taxes of an item', 'orders', text('{{trigger.body.line_items.[0].taxes}}')],
    ['the whole body', 'orders', text('New order: {{trigger.body}}')],
    ['unescaped', 'orders', text('{{{trigger.body.shipping}}}')],
  ]),
  ...inParcel('prints_json', [
    ['the address in a note', 'note', text('For {{trigger.body.billing}}')],
    ['the images of the items', 'note', text('{{trigger.body.line_items.[0].image}}')],
  ]),
  ...rows('prints_json', [
    [
      'a header of an object',
      'orders',
      { id: 'answer', kind: 'respond', headers: { 'x-buyer': body('billing') } },
      'answer',
      'headers.x-buyer',
    ],
    [
      'a message of a list',
      'orders',
      { id: 'enough', kind: 'stop', message: body('line_items') },
      'enough',
      'message',
    ],
  ]),
];

export const TYPED: readonly Case[] = [
  ...TYPES,
  ...CONVERSIONS,
  ...FORMATS,
  ...CHOICES,
  ...PRINTED,
];
