import {
  body,
  branch,
  each,
  is,
  path,
  request,
  rows,
  set,
  ship,
  subscribe,
  text,
  when,
  type Case,
} from '../case.ts';

const BUYER = set({ email: body('billing.email'), name: body('billing.first_name') }, 'buyer');

/** Steps that were renamed, removed or never there. */
const UNKNOWN: readonly Case[] = rows('unknown_step', [
  [
    'an old name',
    'orders',
    [BUYER, set({ x: path('$.steps.customer.output.email') })],
    'values',
    'fields.x',
  ],
  [
    'a mistyped name',
    'orders',
    [BUYER, set({ x: path('$.steps.buyr.output.email') })],
    'values',
    'fields.x',
  ],
  [
    'a name in capitals',
    'orders',
    [BUYER, set({ x: path('$.steps.Buyer.output.email') })],
    'values',
    'fields.x',
  ],
  ['removed', 'orders', set({ x: path('$.steps.member.output.id') }), 'values', 'fields.x'],
  [
    'removed, in brackets',
    'orders',
    set({ x: path('$["steps"]["old"].output') }),
    'values',
    'fields.x',
  ],
  [
    'removed, in a template',
    'orders',
    set({ x: text('{{steps.old.output.name}}') }),
    'values',
    'fields.x',
  ],
  [
    'removed, in an if',
    'orders',
    set({ x: text('{{#if steps.old.output}}x{{/if}}') }),
    'values',
    'fields.x',
  ],
  [
    'removed, in a condition',
    'orders',
    when(path('$.steps.old.output.x'), 'exists'),
    'only',
    'when.all.0.left',
  ],
  [
    'removed, with a default',
    'orders',
    set({ x: path('$.steps.old.output.x', { missing: 'null' }) }),
    'values',
    'fields.x',
  ],
  [
    'the name of the action',
    'orders',
    [subscribe({}), set({ x: path('$.steps.mailchimp.output.id') })],
    'values',
    'fields.x',
  ],
  [
    'removed, for an action',
    'orders',
    subscribe({ email_address: path('$.steps.person.output.mail') }),
    'subscribe',
    'input.email_address',
  ],
  ['removed, for a loop', 'orders', each(path('$.steps.items.output.list'), []), 'lines', 'items'],
  [
    'removed, in an answer',
    'orders',
    { id: 'answer', kind: 'respond', body: path('$.steps.old.output') },
    'answer',
    'body',
  ],
  [
    'removed, with nothing captured',
    'nothing',
    set({ x: path('$.steps.old.output.x') }),
    'values',
    'fields.x',
  ],
]);

/** Steps that come later. */
const LATER: readonly Case[] = rows('later_step', [
  [
    'reads the next step',
    'orders',
    [set({ x: path('$.steps.buyer.output.email') }), BUYER],
    'values',
    'fields.x',
  ],
  [
    'moved up',
    'orders',
    [subscribe({ email_address: path('$.steps.buyer.output.email') }), BUYER],
    'subscribe',
    'input.email_address',
  ],
  [
    'in a template',
    'orders',
    [set({ x: text('{{steps.buyer.output.name}}') }), BUYER],
    'values',
    'fields.x',
  ],
  [
    'in a filter',
    'orders',
    [when(path('$.steps.buyer.output.name'), 'equals', 'Mara'), BUYER],
    'only',
    'when.all.0.left',
  ],
  [
    'on the right side',
    'orders',
    [when(body('billing.email'), 'equals', path('$.steps.buyer.output.email')), BUYER],
    'only',
    'when.all.0.right',
  ],
  [
    'from inside of a loop',
    'orders',
    [each(body('line_items'), [set({ x: path('$.steps.buyer.output.name') })]), BUYER],
    'values',
    'fields.x',
  ],
  [
    'a loop of what comes later',
    'orders',
    [each(path('$.steps.list.output.items'), []), set({ items: body('line_items') }, 'list')],
    'lines',
    'items',
  ],
  [
    'in the header of a call',
    'orders',
    [request({ headers: { 'x-id': path('$.steps.subscribe.output.id') } }), subscribe({})],
    'request',
    'input.headers.x-id',
  ],
  [
    'in a path of a branch',
    'orders',
    [
      branch([['new', is(path('$.steps.subscribe.output.status'), 'equals', 'subscribed')]]),
      subscribe({}),
    ],
    'way',
    'paths.0.when.left',
  ],
  [
    'later in the same path',
    'orders',
    branch([
      ['all', is(body('gift'), 'is_true'), set({ x: path('$.steps.buyer.output.name') }), BUYER],
    ]),
    'values',
    'fields.x',
  ],
  [
    'an answer before its step',
    'nothing',
    [{ id: 'answer', kind: 'respond', body: path('$.steps.buyer.output') }, BUYER],
    'answer',
    'body',
  ],
  [
    'two steps too early',
    'orders',
    [set({ x: path('$.steps.subscribe.output.id') }), BUYER, subscribe({})],
    'values',
    'fields.x',
  ],
]);

/** Steps that are there and cannot be read from here. */
const OUT_OF_REACH: readonly Case[] = rows('out_of_reach_step', [
  [
    'its own output',
    'orders',
    set({ x: path('$.steps.values.output.y'), y: 1 }),
    'values',
    'fields.x',
  ],
  [
    'its own output in a template',
    'orders',
    set({ x: text('{{steps.values.output.y}}') }),
    'values',
    'fields.x',
  ],
  [
    'inside of a loop',
    'orders',
    [
      each(body('line_items'), [set({ sku: path('$.item.sku') }, 'one')]),
      set({ x: path('$.steps.one.output.sku') }),
    ],
    'values',
    'fields.x',
  ],
  [
    'inside of a path',
    'orders',
    [
      branch([['gift', is(body('gift'), 'is_true'), BUYER]]),
      set({ x: path('$.steps.buyer.output.email') }),
    ],
    'values',
    'fields.x',
  ],
  [
    'inside of otherwise',
    'orders',
    [
      branch([['gift', is(body('gift'), 'is_true')]], [BUYER]),
      set({ x: path('$.steps.buyer.output.email') }),
    ],
    'values',
    'fields.x',
  ],
  [
    'of another path',
    'orders',
    branch(
      [['gift', is(body('gift'), 'is_true'), BUYER]],
      [set({ x: path('$.steps.buyer.output.email') })],
    ),
    'values',
    'fields.x',
  ],
  [
    'the loop it is inside of',
    'orders',
    each(body('line_items'), [set({ x: path('$.steps.lines.output') })]),
    'values',
    'fields.x',
  ],
  [
    'the branch it is inside of',
    'orders',
    branch([['gift', is(body('gift'), 'is_true'), set({ x: path('$.steps.way.output.path') })]]),
    'values',
    'fields.x',
  ],
  [
    'the call of an item',
    'orders',
    [
      each(body('line_items'), [ship({})]),
      subscribe({ tags: [path('$.steps.ship.output.tracking_number')] }),
    ],
    'subscribe',
    'input.tags.0',
  ],
  [
    'compares what is inside',
    'orders',
    [
      each(body('line_items'), [ship({})]),
      when(path('$.steps.ship.output.cost'), 'greater_than', 5),
    ],
    'only',
    'when.all.0.left',
  ],
  [
    'a call with its own output',
    'nothing',
    request({ body: path('$.steps.request.output.body') }),
    'request',
    'input.body',
  ],
  [
    'a loop inside of a path',
    'orders',
    [
      branch([['gift', is(body('gift'), 'is_true'), each(body('line_items'), [])]]),
      set({ x: path('$.steps.lines.output') }),
    ],
    'values',
    'fields.x',
  ],
]);

export const STEPS: readonly Case[] = [...UNKNOWN, ...LATER, ...OUT_OF_REACH];
