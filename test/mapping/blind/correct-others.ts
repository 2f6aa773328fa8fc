import {
  b,
  branch,
  c,
  each,
  filter,
  http,
  p,
  path,
  respond,
  set,
  t,
  until,
  up,
  correct,
  O,
  num,
} from './build.ts';
import type { Case } from '../case.ts';

/** Flows without a mistake, by people who had not seen the checker. */
export const OTHERS: readonly Case[] = [
  correct(
    'price to a channel',
    'catalogue',
    filter('stocked', c(b('manage_stock'), 'is_true')),
    http('chan', { sku: b('sku'), price: num('regular_price'), stock: b('stock_quantity') }),
  ),
  correct(
    'sale price when on sale',
    'catalogue',
    filter('sale', c(b('sale_price'), 'not_empty')),
    http('chan', { price: num('sale_price'), sku: b('sku') }),
  ),
  correct(
    'sold out',
    'catalogue',
    branch('s', [
      path('out', c(b('stock_status'), 'equals', 'outofstock'), [
        http('chat', { text: t('{{trigger.body.name}} is gone: {{trigger.body.permalink}}') }),
      ]),
      path('back', c(b('stock_status'), 'equals', 'onbackorder'), [http('buy', { sku: b('sku') })]),
    ]),
  ),
  correct(
    'all pictures',
    'catalogue',
    each('pics', b('images'), [http('copy', undefined, { method: 'GET', url: p('$.item.src') })]),
  ),
  correct(
    'page of a product',
    'catalogue',
    http('check', undefined, { method: 'GET', url: b('permalink') }),
  ),
  correct(
    'new code',
    'coupons',
    http('chat', {
      text: t(
        '{{upper trigger.body.code}}: {{trigger.body.amount}} off{{#if trigger.body.date_expires}} until {{date_format trigger.body.date_expires "D MMMM"}}{{/if}}',
      ),
    }),
  ),
  correct(
    'customer with an address',
    'tillOrders',
    filter('has', c(b('email'), 'not_empty')),
    up('join', b('email'), {
      tags: ['shopify'],
      merge_fields: { FNAME: b('billing_address.first_name') },
    }),
  ),
  correct(
    'customer of the web only',
    'tillOrders',
    filter('web', c(b('customer'), 'exists')),
    up('join', b('customer.email'), {
      merge_fields: { FNAME: b('customer.first_name'), LNAME: b('customer.last_name') },
    }),
    http('crm', { id: b('customer.id'), orders: b('customer.orders_count') }),
  ),
  correct(
    'tags cut at commas',
    'tillOrders',
    set('tags', { list: t('{{#each (split trigger.body.tags ", ")}}[{{this}}]{{/each}}') }),
    http('erp', { t: p('$.steps.tags.output.list') }),
  ),
  correct(
    'orders above 200',
    'tillOrders',
    filter('big', {
      all: [c(b('financial_status'), 'equals', 'paid'), c(num('total_price'), 'greater_than', 200)],
    }),
    http('chat', {
      text: t('{{trigger.body.name}}: {{trigger.body.total_price}} {{trigger.body.currency}}'),
    }),
  ),
  correct(
    'lines',
    'tillOrders',
    each('l', b('line_items'), [
      branch(
        'sku',
        [
          path('with', c(p('$.item.sku'), 'not_empty'), [
            http('stock', { sku: p('$.item.sku'), n: p('$.item.quantity') }),
          ]),
        ],
        [http('chat', { text: t('{{item.title}} has no SKU') })],
      ),
    ]),
  ),
  correct(
    'weight in kilos',
    'tillOrders',
    set('w', { kg: t('{{divide trigger.body.total_weight 1000}}', { as: 'number' }) }),
    filter('heavy', c(p('$.steps.w.output.kg'), 'greater_than', 0.92)),
    http('freight', { kg: p('$.steps.w.output.kg'), city: b('billing_address.city') }),
  ),
  correct(
    'date in the zone of the shop',
    'tillOrders',
    http('erp', {
      day: t('{{date_format trigger.body.created_at "YYYY-MM-DD" zone="Europe/Berlin"}}'),
      delivery: p("$.trigger.body.note_attributes[?@.name == 'delivery_date'].value"),
    }),
  ),
  correct(
    'marketing',
    'tillOrders',
    filter('ok', {
      all: [c(b('buyer_accepts_marketing'), 'is_true'), c(b('contact_email'), 'not_empty')],
    }),
    up('join', b('contact_email'), { status_if_new: 'pending' }),
  ),
  correct(
    'greeting',
    'tillOrders',
    http('mail', {
      text: t(
        'Hello {{#if trigger.body.customer}}{{trigger.body.customer.first_name}}{{else}}there{{/if}}',
      ),
    }),
  ),
  correct(
    'note',
    'tillOrders',
    http('erp', { note: b('note'), phone: b('phone'), cancelled: b('cancelled_at') }),
  ),
  correct(
    'wait until a date',
    'tillOrders',
    until('w', b('processed_at')),
    http('x', { id: b('id') }),
  ),
  correct(
    'paid sessions',
    'payments',
    filter('paid', c(O('payment_status'), 'equals', 'paid')),
    up('join', O('customer_details.email'), { tags: ['paying'] }),
    http('chat', {
      text: t(
        '{{divide trigger.body.data.object.amount_total 100}} {{upper trigger.body.data.object.currency}}',
      ),
    }),
  ),
  correct(
    'plans',
    'payments',
    filter('plan', c(O('metadata.plan'), 'exists')),
    branch(
      'plan2',
      [
        path('team', c(O('metadata.plan'), 'equals', 'team'), [
          http('team', { seats: O('metadata.seats', { as: 'number', missing: 'null' }) }),
        ]),
      ],
      [http('basic', { customer: O('customer') })],
    ),
  ),
  correct(
    'created as a date',
    'payments',
    http('erp', {
      at: O('created', { as: 'date' }),
      amount: O('amount_total'),
      name: O('customer_details.name'),
    }),
  ),
  correct(
    'big amounts',
    'payments',
    filter('big', c(O('amount_total'), 'greater_or_equal', 5000)),
    http('chat', { text: t('Session {{trigger.body.data.object.id}}') }),
  ),
  correct(
    'wait until it expires',
    'payments',
    until('w', O('expires_at')),
    http('x', { id: b('id') }),
  ),
  correct(
    'custom fields',
    'payments',
    each('f', O('custom_fields'), [
      http('x', { key: p('$.item.key'), value: p('$.item.text.value') }),
    ]),
  ),
  correct(
    'mode',
    'payments',
    branch('mode', [
      path('sub', c(O('mode'), 'equals', 'subscription'), [http('a', { s: O('subscription') })]),
      path('once', c(O('mode'), 'equals', 'payment'), [http('bb', { s: O('payment_intent') })]),
    ]),
  ),
  correct(
    'contact',
    'enquiries',
    filter('has', c(b('email'), 'not_empty')),
    filter('opt', c(b('newsletter'), 'exists')),
    up('join', b('email'), { merge_fields: { NAME: b('full_name') }, language: b('language') }),
  ),
  correct(
    'by topic',
    'enquiries',
    branch(
      't',
      [
        path('w', c(b('topic'), 'equals', 'wedding'), [
          http('a', { m: b('message'), n: num('people') }),
        ]),
        path('o', c(b('topic'), 'equals', 'office'), [http('bb', { m: b('message') })]),
      ],
      [http('cc', { m: b('message') })],
    ),
  ),
  correct(
    'many people',
    'enquiries',
    filter('many', c(num('people'), 'greater_than', 6)),
    http('chat', {
      text: t(
        '{{trigger.body.full_name}}, {{trigger.body.people}} people on {{trigger.body.event_date}}',
      ),
    }),
  ),
  correct(
    'reminder',
    'enquiries',
    until('w', b('wish_date')),
    http('sms', { to: b('phone', { missing: { default: '+4300000' } }), name: b('full_name') }),
  ),
  correct(
    'date read',
    'enquiries',
    set('d', {
      day: t('{{date_format (date_parse trigger.body.event_date "DD/MM/YYYY") "YYYY-MM-DD"}}'),
    }),
    http('cal', { day: p('$.steps.d.output.day') }),
  ),
  correct(
    'answer',
    'enquiries',
    respond('reply', {
      ok: true,
      message: t('Thank you, {{trigger.body.full_name}}.'),
      utm: b('utm_source', { missing: 'null' }),
    }),
  ),
  correct(
    'newsletter omitted side',
    'enquiries',
    filter('opt', c(b('newsletter', { missing: 'omit' }), 'equals', 'yes')),
    http('x', { e: b('email') }),
  ),
  correct(
    'phone or mail',
    'enquiries',
    branch(
      'p',
      [path('phone', c(b('phone'), 'exists'), [http('sms', { to: b('phone') })])],
      [http('mail', { to: b('email') })],
    ),
  ),
  correct(
    'photo',
    'enquiries',
    http('get', undefined, { method: 'GET', url: b('photo') }),
    http('save', {
      type: p("$.steps.get.output.headers['content-type']", { missing: 'null' }),
      image: p('$.steps.get.output.body'),
    }),
  ),
  correct(
    'answers by type',
    'surveys',
    set('a', {
      mail: p("$.trigger.body.form_response.answers[?@.type == 'email'].email"),
      labels: p('$.trigger.body.form_response.answers[*].choices.labels[*]'),
    }),
    http('crm', { mails: p('$.steps.a.output.mail'), likes: p('$.steps.a.output.labels') }),
  ),
  correct(
    'first answer is the address',
    'surveys',
    up('join', b('form_response.answers[0].email'), {
      merge_fields: { NAME: b('form_response.answers[1].text') },
    }),
  ),
  correct(
    'score',
    'surveys',
    filter('fan', c(b('form_response.calculated.score'), 'greater_than', 8)),
    http('chat', { text: t('{{trigger.body.form_response.calculated.score}} points') }),
  ),
  correct(
    'stop word',
    'messages',
    branch(
      'w',
      [
        path('stop', c(b('Body'), 'matches', '(?i)^\\s*stop\\s*$'), [
          http('off', { from: b('From') }),
        ]),
        path('question', c(b('Body'), 'ends_with', '?'), [http('ask', { q: b('Body') })]),
      ],
      [respond('reply', t('<Response><Message>Thanks</Message></Response>'))],
    ),
  ),
  correct(
    'picture behind a filter',
    'messages',
    filter('pic', c(b('NumMedia', { as: 'number' }), 'greater_than', 0)),
    filter('url', c(b('MediaUrl0'), 'exists')),
    http('get', undefined, { method: 'GET', url: b('MediaUrl0') }),
  ),
  correct(
    'invitee',
    'bookings',
    up('join', b('payload.email'), {
      merge_fields: { FNAME: b('payload.first_name') },
      tags: ['talk'],
    }),
    until('w', b('payload.scheduled_event.start_time')),
    http('chat', {
      text: t(
        '{{trigger.body.payload.name}} is on: {{date_format trigger.body.payload.scheduled_event.start_time "HH:mm" zone="Europe/Vienna"}}',
      ),
    }),
  ),
  correct(
    'moved ones',
    'bookings',
    branch(
      'm',
      [path('moved', c(b('payload.rescheduled'), 'is_true'), [http('x', { u: b('payload.uri') })])],
      [
        each('q', b('payload.questions_and_answers'), [
          http('y', { q: p('$.item.question'), a: p('$.item.answer') }),
        ]),
      ],
    ),
  ),
  correct(
    'zoom',
    'bookings',
    branch('m', [
      path('zoom', c(b('payload.scheduled_event.location.join_url'), 'exists'), [
        http('x', { u: b('payload.scheduled_event.location.join_url') }),
      ]),
    ]),
  ),
  correct(
    'no event yet',
    'nothing',
    filter('a', c(b('x'), 'equals', 1)),
    http('y', { e: b('email') }),
  ),
];
