import { body, member, request, rows, ship, subscribe, type Case } from '../case.ts';

/** Keys that the action does not have. */
const FIELDS: readonly Case[] = rows('unknown_field', [
  [
    'mistyped',
    'orders',
    member({ list_id: 'a1', email_adress: body('billing.email') }),
    'subscribe',
    'input.email_adress',
  ],
  [
    'camel case',
    'orders',
    member({ listId: 'a1', email_address: body('billing.email') }),
    'subscribe',
    'input.listId',
  ],
  ['another word', 'orders', subscribe({ audience: 'x' }), 'subscribe', 'input.audience'],
  ['a tag too few', 'orders', subscribe({ tag: ['vip'] }), 'subscribe', 'input.tag'],
  [
    'a field of the audience at the wrong place',
    'orders',
    subscribe({ FNAME: body('billing.first_name') }),
    'subscribe',
    'input.FNAME',
  ],
  [
    'the label instead of the key',
    'orders',
    ship({ 'Ship on': '2026-12-24' }),
    'ship',
    'input.Ship on',
  ],
  [
    'an address in pieces',
    'orders',
    ship({ street: body('billing.address_1') }),
    'ship',
    'input.street',
  ],
  [
    'a zip in the address',
    'orders',
    ship({ address: { street: 'x', city: 'y', zip: body('billing.postcode') } }),
    'ship',
    'input.address.zip',
  ],
  [
    'the data of a request',
    'orders',
    request({ data: { id: body('id') } }),
    'request',
    'input.data',
  ],
  ['params of a request', 'orders', request({ params: { id: 'x' } }), 'request', 'input.params'],
  [
    'a field of an older version',
    'orders',
    subscribe({ double_optin: true }),
    'subscribe',
    'input.double_optin',
  ],
  ['in German', 'orders', ship({ notiz: body('customer_note') }), 'ship', 'input.notiz'],
]);

/** Actions that are not there. */
const ACTIONS: readonly Case[] = rows('unknown_action', [
  [
    'of no connector',
    'orders',
    { id: 'fax', kind: 'action', action: 'fax.send', input: {} },
    'fax',
    'action',
  ],
  [
    'not of this connector',
    'orders',
    { id: 'mail', kind: 'action', action: 'mailchimp.send', input: {} },
    'mail',
    'action',
  ],
  [
    'mistyped',
    'orders',
    { id: 'mail', kind: 'action', action: 'mailchimp.upsert-membr', input: {} },
    'mail',
    'action',
  ],
  [
    'mistyped connector',
    'orders',
    { id: 'mail', kind: 'action', action: 'mailchmp.upsert-member', input: {} },
    'mail',
    'action',
  ],
]);

export const FIELD_KEYS: readonly Case[] = [...FIELDS, ...ACTIONS];
