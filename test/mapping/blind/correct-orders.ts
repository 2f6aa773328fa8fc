import {
  b,
  branch,
  c,
  call,
  each,
  filter,
  http,
  p,
  path,
  respond,
  set,
  stop,
  t,
  tag,
  up,
  WOO,
  paid,
  correct,
  num,
  wait,
} from './build.ts';
import type { Case } from '../case.ts';

/** Flows without a mistake, by people who had not seen the checker. */
export const ORDERS: readonly Case[] = [
  correct(
    'headline',
    'shopOrders',
    paid,
    filter(
      'optin',
      c(p("$.trigger.body.meta_data[?@.key == 'newsletter_optin'].value"), 'contains', 'yes'),
    ),
    up('join', WOO, {
      merge_fields: { FNAME: b('billing.first_name'), LNAME: b('billing.last_name') },
      tags: ['customer'],
    }),
  ),
  correct(
    'order to the ERP',
    'shopOrders',
    paid,
    set('sums', {
      total: num('total'),
      net: t('{{subtract trigger.body.total trigger.body.total_tax}}'),
      lines: b('line_items[*].sku'),
    }),
    http('erp', {
      number: b('number'),
      total: p('$.steps.sums.output.total'),
      skus: p('$.steps.sums.output.lines'),
      customer: {
        name: t('{{trigger.body.billing.first_name}} {{trigger.body.billing.last_name}}'),
        vat: b('billing.vat_number', { missing: 'null' }),
      },
    }),
  ),
  correct(
    'a request a line',
    'shopOrders',
    each('lines', b('line_items'), [
      filter('real', c(p('$.item.quantity'), 'greater_than', 0)),
      http('stock', { sku: p('$.item.sku'), qty: p('$.item.quantity'), price: p('$.item.price') }),
    ]),
    respond('reply', { done: true, results: p('$.steps.lines.output') }),
  ),
  correct(
    'sizes',
    'shopOrders',
    branch(
      'size',
      [
        path('big', c(num('total'), 'greater_than', 200), [tag('vip', WOO, ['vip'])]),
        path('middle', c(num('total'), 'greater_than', 100), [tag('mid', WOO, ['middle'])]),
      ],
      [tag('small', WOO, ['small'])],
    ),
  ),
  correct(
    'VAT behind a filter',
    'shopOrders',
    filter('company', c(b('billing.vat_number'), 'exists')),
    http('vies', undefined, {
      method: 'GET',
      url: 'https://vies.example.com/check',
      query: { vat: b('billing.vat_number') },
    }),
    filter('valid', c(p('$.steps.vies.output.status'), 'equals', 200)),
    http('erp', { vat: b('billing.vat_number'), answer: p('$.steps.vies.output.body.valid') }),
  ),
  correct(
    'VAT in a branch',
    'shopOrders',
    branch(
      'kind',
      [
        path('company', c(b('billing.vat_number'), 'exists'), [
          http('b2b', { vat: b('billing.vat_number') }),
        ]),
      ],
      [http('b2c', { name: b('billing.last_name') })],
    ),
  ),
  correct(
    'coupon behind a filter',
    'shopOrders',
    filter('coupon', c(b('coupon_lines'), 'not_empty')),
    set('who', { code: b('coupon_lines[*].code') }),
    http('count', { codes: p('$.steps.who.output.code') }),
  ),
  correct(
    'message to a chat',
    'shopOrders',
    http('chat', {
      text: t(
        'Order {{trigger.body.number}}: {{currency trigger.body.total trigger.body.currency}} from {{trigger.body.billing.first_name}}{{#if trigger.body.customer_note}}: {{trigger.body.customer_note}}{{/if}}\n{{#each trigger.body.line_items}}{{quantity}} × {{name}}\n{{/each}}',
      ),
    }),
  ),
  correct(
    'review mail after two weeks',
    'shopOrders',
    filter('done', c(b('status'), 'equals', 'completed')),
    wait('later'),
    tag('ask', WOO, ['ask-for-review']),
  ),
  correct(
    'paid ones with a date',
    'shopOrders',
    filter('paid', c(b('date_paid'), 'not_empty')),
    http('book', {
      day: t('{{date_format trigger.body.date_paid "DD.MM.YYYY"}}'),
      total: num('total'),
    }),
  ),
  correct(
    'optional fields that are empty for some',
    'shopOrders',
    up('join', WOO, {
      language: t('{{lower trigger.body.billing.country}}'),
      merge_fields: {
        PHONE: b('billing.phone'),
        COMPANY: b('billing.company'),
        NOTE: b('customer_note'),
      },
    }),
  ),
  correct(
    'default of a vat number',
    'shopOrders',
    http('erp', { vat: b('billing.vat_number', { missing: { default: 'none' } }), id: b('id') }),
  ),
  correct(
    'vat left out',
    'shopOrders',
    http('erp', { vat: b('billing.vat_number', { missing: 'omit' }), id: b('id') }),
  ),
  correct(
    'countries',
    'shopOrders',
    branch(
      'where',
      [
        path('at', c(b('billing.country'), 'equals', 'AT'), [http('wien', { i: b('id') })]),
        path('eu', c(b('billing.country'), 'one_of', ['DE', 'FR', 'AT']), [
          http('eu', { i: b('id') }),
        ]),
      ],
      [stop('abroad', t('No one ships to {{trigger.body.billing.country}}.'))],
    ),
  ),
  correct(
    'date against a constant',
    'shopOrders',
    filter('new', c(b('date_created_gmt'), 'after', '2026-03-10')),
    http('erp', { i: b('id'), at: b('date_created_gmt', { as: 'date' }) }),
  ),
  correct(
    'guest or customer',
    'shopOrders',
    branch(
      'who',
      [path('guest', c(b('customer_id'), 'equals', 0), [tag('g', WOO, ['guest'])])],
      [http('crm', { customer: b('customer_id') })],
    ),
  ),
  correct(
    'string of a number',
    'shopOrders',
    up('join', WOO, {
      merge_fields: { ORDER: b('id', { as: 'string' }) },
      language: b('customer_id', { as: 'string' }),
    }),
  ),
  correct(
    'any of',
    'shopOrders',
    filter('some', {
      any: [c(b('payment_method'), 'equals', 'paypal'), c(b('payment_method'), 'equals', 'stripe')],
    }),
    http('erp', { m: b('payment_method') }),
  ),
  correct(
    'not',
    'shopOrders',
    filter('open', { not: c(b('status'), 'one_of', ['completed', 'processing']) }),
    http('dunning', { number: b('number'), url: b('payment_url', { missing: 'omit' }) }),
  ),
  correct(
    'sub flow',
    'shopOrders',
    paid,
    call('invoice', 'Invoice', { number: b('number'), total: b('total') }),
    http('save', { result: p('$.steps.invoice.output') }),
  ),
  correct(
    'sub flow, below its output',
    'shopOrders',
    call('invoice', 'Invoice', b('billing')),
    http('save', { url: p('$.steps.invoice.output.whatever.number') }),
  ),
  correct(
    'answer of a request',
    'shopOrders',
    http('ask', { id: b('id') }),
    filter('ok', c(p('$.steps.ask.output.body.order'), 'equals', 727)),
    up('join', WOO, { tags: [p('$.steps.ask.output.body.id')] }),
  ),
  correct(
    'tags with a template',
    'shopOrders',
    tag('tags', WOO, [
      'customer',
      t('country-{{lower trigger.body.billing.country}}'),
      b('payment_method'),
    ]),
  ),
  correct('tags from the skus', 'shopOrders', tag('tags', WOO, b('line_items[*].sku'))),
  correct(
    'slice of lines',
    'shopOrders',
    set('top', {
      names: b('line_items[0:2].name'),
      all: t('{{join (pluck trigger.body.line_items "name") ", "}}'),
    }),
    http('erp', { top: p('$.steps.top.output.names'), all: p('$.steps.top.output.all') }),
  ),
  correct(
    'filter inside of a path',
    'shopOrders',
    http('erp', { big: p('$.trigger.body.line_items[?@.quantity > 2].sku'), id: b('id') }),
  ),
  correct(
    'order as JSON in a template',
    'shopOrders',
    http('log', t('{"order": {{json trigger.body.billing}}, "id": {{trigger.body.id}} }'), {
      headers: { 'content-type': 'application/json' },
    }),
  ),
  correct(
    'link of the order',
    'shopOrders',
    http('get', undefined, {
      method: 'GET',
      url: t('https://erp.example.com/orders/{{trigger.body.id}}'),
    }),
  ),
  correct(
    'loop in a branch',
    'shopOrders',
    branch('k', [
      path('paid', c(b('status'), 'not_equals', 'pending'), [
        each('l', b('line_items'), [
          http('s', { sku: p('$.item.sku'), order: b('id'), n: p('$.index') }),
        ]),
      ]),
    ]),
  ),
  correct(
    'meta data with default',
    'shopOrders',
    set('m', { source: t('{{default trigger.body.created_via "web"}}') }),
    http('erp', { s: p('$.steps.m.output.source') }),
  ),
  correct(
    'headers of the trigger',
    'shopOrders',
    http('log', {
      type: p("$.trigger.headers['content-type']"),
      at: p('$.trigger.received_at'),
      id: p('$.trigger.event_id'),
      flow: p('$.flow.name'),
      run: p('$.run.id'),
    }),
  ),
  correct(
    'member of the audience told',
    'shopOrders',
    up('join', WOO),
    http('chat', { text: t('{{steps.join.output.full_name}} is {{steps.join.output.status}}') }),
  ),
  correct(
    'guard against an empty address',
    'shopOrders',
    filter('has', c(WOO, 'not_empty')),
    up('join', WOO),
  ),
  correct(
    'length of a text',
    'shopOrders',
    filter('long', c(b('customer_note'), 'longer_than', 5)),
    http('chat', { text: t('{{truncate trigger.body.customer_note 80}}') }),
  ),
  correct(
    'first coupon if there is one',
    'shopOrders',
    http('erp', {
      code: t('{{#each trigger.body.coupon_lines}}{{#if @first}}{{code}}{{/if}}{{/each}}'),
    }),
  ),
  correct(
    'before the first event',
    'twoOrders',
    paid,
    up('join', WOO, { merge_fields: { FNAME: b('billing.first_name') } }),
  ),
  correct(
    'ERP before the first event',
    'twoOrders',
    http('erp', {
      number: b('number'),
      total: num('total'),
      lines: b('line_items[*].sku'),
      first: b('line_items[0].name'),
    }),
  ),
  correct(
    'deletion',
    'deletions',
    http('erp', undefined, {
      method: 'DELETE',
      url: t('https://erp.example.com/orders/{{trigger.body.id}}'),
    }),
  ),
  correct(
    'merge field of an optional opt-in',
    'shopOrders',
    up('join', WOO, {
      merge_fields: { FNAME: b('billing.first_name'), VAT: b('billing.vat_number') },
    }),
  ),
  correct(
    'status of another shop',
    'tillOrders',
    filter('paid', c(b('financial_status'), 'equals', 'completed')),
    http('x', { i: b('id') }),
  ),
  correct(
    'topic that the form has not',
    'enquiries',
    branch(
      'kind',
      [path('party', c(b('topic'), 'equals', 'party'), [http('x', { m: b('message') })])],
      [http('y', { m: b('message') })],
    ),
  ),
];
