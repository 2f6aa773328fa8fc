import { runInThisContext } from 'node:vm';
import { manifestOf } from '@millrace/connector-kit';
import { CONNECTORS } from '@millrace/connectors';
import {
  checkFlow,
  compilePath,
  compileTemplate,
  evaluateCondition,
  evaluateMapping,
  learnSchema,
} from '@millrace/mapping';
import {
  parseJson,
  requireFlowDocument,
  type Condition,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import Handlebars from 'handlebars';
import { compile as compileP3 } from 'json-p3';
import { JSONPathClass } from 'jsonpath-plus';
import type { Contender, Contest, Order } from './mapping-contest.ts';
import { headlineFlow } from './millrace-side.ts';

const PATHS = [
  '$.trigger.body.billing.email',
  '$.trigger.body.line_items[*].sku',
  '$..sku',
] as const;

const FILTERS = [
  '$.trigger.body.line_items[?@.total > 10].name',
  '$.trigger.body.line_items[?@.price > 10].name',
] as const;

const NAME = '{{trigger.body.billing.first_name}} {{trigger.body.billing.last_name}}';
const MAIL = `Dear {{trigger.body.billing.first_name}},

thank you for your order {{trigger.body.number}} of {{trigger.body.date_created}}.

{{#each trigger.body.line_items}}
{{quantity}} × {{name}} ({{sku}}): {{total}} {{@root.trigger.body.currency}}
{{/each}}

{{#if trigger.body.customer_note}}
Your note: {{trigger.body.customer_note}}
{{else}}
You left no note.
{{/if}}

Total: {{trigger.body.total}} {{trigger.body.currency}}
`;

const CONDITION: Condition = {
  all: [
    { left: { $path: '$.trigger.body.status' }, op: 'one_of', right: ['processing', 'completed'] },
    { left: { $path: '$.trigger.body.total', as: 'number' }, op: 'greater_than', right: 50 },
    {
      any: [
        { left: { $path: '$.trigger.body.billing.company' }, op: 'not_empty' },
        { left: { $path: '$.trigger.body.billing.email' }, op: 'ends_with', right: '.com' },
      ],
    },
  ],
};

/** Every contest of `bench -- mapping`, all of them compiled. */
export function mappingContests(): Contest[] {
  return [
    ...PATHS.map((path) => pathContest(path, [plusContender(path), p3Contender(path)])),
    // Without eval jsonpath-plus has no filters.
    ...FILTERS.map((path) => pathContest(path, [p3Contender(path)])),
    templateContest('a name line', NAME, false),
    templateContest('an e-mail', MAIL, false),
    templateContest('an e-mail as HTML', MAIL, true),
    wholeMapping(),
    {
      name: 'a condition of four comparisons',
      ours: (order) => evaluateCondition(CONDITION, order as JsonValue),
      rivals: [],
    },
  ];
}

function pathContest(path: string, rivals: readonly Contender[]): Contest {
  const compiled = compilePath(path);
  const plus = rivals.find(({ name }) => name === 'jsonpath-plus');
  return {
    name: path,
    ours: (order) => compiled.read(order as JsonValue),
    rivals,
    ...(plus !== undefined && { goal: { faster: 5, than: plus.name } }),
  };
}

/** Its instance keeps the parsed path. With `wrap: false` one found value comes as it is. */
function plusContender(path: string): Contender {
  const wrap = !compilePath(path).singular;
  const query = new JSONPathClass({ path, autostart: false, eval: false, wrap });
  return { name: 'jsonpath-plus', run: (order) => query.evaluate(undefined, order) };
}

function p3Contender(path: string): Contender {
  const query = compileP3(path);
  type Json = Parameters<typeof query.query>[0];
  const run = compilePath(path).singular
    ? (order: Order) => query.query(order as Json).values()[0]
    : (order: Order) => query.query(order as Json).values();
  return { name: 'json-p3', run };
}

/** Against Handlebars precompiled to JavaScript, as a build would ship it. */
function templateContest(name: string, text: string, html: boolean): Contest {
  const ours = compileTemplate(text);
  const options = { noEscape: !html, knownHelpersOnly: true };
  const code = Handlebars.precompile(text, options) as string;
  const render = Handlebars.template(runInThisContext(`(${code})`) as TemplateSpecification);
  return {
    name,
    ours: (order) => ours.render(order as JsonValue, { html }),
    rivals: [{ name: 'Handlebars', run: (order) => render(order) }],
    goal: { faster: 1, than: 'Handlebars' },
  };
}

function wholeMapping(): Contest {
  const [map] = headlineFlow('').steps;
  const fields: Mapping = map.fields;
  return {
    name: 'six fields of the headline flow',
    ours: (order) => evaluateMapping(fields, order as JsonValue),
    rivals: [],
    goal: { below: 20 },
  };
}

/** What it costs that no number is changed, for a body that has none that could be. */
export function parsingContest(orders: readonly Order[]): Contest {
  const texts = new Map(orders.map((order) => [order, JSON.stringify(bodyOf(order))]));
  return {
    name: 'reading an order as JSON',
    ours: (order) => parseJson(texts.get(order)!),
    rivals: [{ name: 'JSON.parse', run: (order) => JSON.parse(texts.get(order)!) as unknown }],
    goal: { faster: 0.93, than: 'JSON.parse' },
  };
}

function bodyOf(order: Order): unknown {
  return (order['trigger'] as Order)['body'];
}

/** How many events a check looks at. */
const CHECKED = 50;
const PARTNER = 'https://partner.example/orders';

/** Learning what captured orders look like, and checking the flow against it: no rival does this. */
export function checkerContests(orders: readonly Order[]): Contest[] {
  const trigger = (first: Order): JsonValue[] =>
    Array.from({ length: CHECKED }, (_, at) => {
      const order = at === 0 ? first : orders[at % orders.length]!;
      return order['trigger'] as JsonValue;
    });
  const document = requireFlowDocument(headlineFlow(PARTNER));
  const manifests = CONNECTORS.map(manifestOf);
  const schema = learnSchema(trigger(orders[0]!));
  return [
    {
      name: `learning from ${CHECKED} orders`,
      ours: (order) => learnSchema(trigger(order)),
      rivals: [],
    },
    {
      name: 'checking the headline flow',
      ours: () => checkFlow({ document, trigger: schema, manifests }),
      rivals: [],
    },
  ];
}
