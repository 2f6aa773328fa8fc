import {
  checkFlow,
  compilePath,
  compileTemplate,
  evaluateCondition,
  evaluateMapping,
  HELPER_HELP,
  learnSchema,
  listPaths,
  previewMapping,
} from '@millrace/mapping';
import type { Condition, FlowDocument, JsonValue, Mapping } from '@millrace/model';

/*
 * What mapping-csp.test.ts runs in the page and, unchanged, in Node: every way into the library.
 * Errors count by their code, so that both sides have to fail in the same way too.
 */

/** What the test hands in; the page has no connectors and no files. */
export interface Given {
  order: JsonValue;
  document: FlowDocument;
}

const PATHS = [
  '$.trigger.body.billing.email',
  '$.trigger.body.line_items[*].sku',
  '$..sku',
  '$.trigger.body.line_items[-1:].name',
  '$.trigger.body.line_items[?@.price > 10].name',
  "$.trigger.body.line_items[?match(@.sku, 'ORG-.*')].sku",
  "$.trigger.body.line_items[?search(@.name, '(?:a+)+[mM]oss')].sku",
  '$.trigger.body.meta_data[?length(@.key) > 3 && count(@.*) == 3].value',
  '$.trigger.body.__proto__',
  '$.trigger.body[?(@.constructor.constructor("return 1")())]',
  '$.trigger.body[',
];

const TEMPLATES = [
  '{{#each trigger.body.line_items}}{{@index}} {{name}}: {{total}}\n{{else}}nothing{{/each}}',
  '{{#if trigger.body.customer_note}}{{trigger.body.customer_note}}{{/if}}',
  '{{#with trigger.body.billing as |who|}}{{who.first_name}} {{{who.last_name}}}{{/with}}',
  '{{constructor.constructor}}',
  '{{> (lookup . "p")}}',
  '{{#if',
];

const CONDITIONS: readonly Condition[] = [
  { left: { $path: '$.trigger.body.status' }, op: 'equals', right: 'processing' },
  { left: { $path: '$.trigger.body.total', as: 'number' }, op: 'greater_than', right: 50 },
  { not: { left: { $path: '$.trigger.body.billing.company' }, op: 'is_empty' } },
  { left: { $path: '$.trigger.body.billing.email' }, op: 'matches', right: '.+@example\\.com' },
  { left: { $path: '$.trigger.body.total' }, op: 'greater_than', right: 50 },
];

const MAPPINGS: readonly Mapping[] = [
  { $path: '$.trigger.body.total', as: 'number' },
  { $path: '$.trigger.body.id', as: 'string' },
  { $path: '$.trigger.body.date_paid', as: 'date' },
  { $path: '$.trigger.body.prices_include_tax', as: 'boolean' },
  { $template: '{"a":[1,{{trigger.body.id}}]}', as: 'json' },
  { $path: '$.trigger.body.currency', as: 'number' },
  { a: { $path: '$.trigger.body.nope', missing: 'omit' }, b: [{ $literal: { $path: 'x' } }] },
  { $path: '$.trigger.body.billing.emial' },
];

/** What the examples of `now` and `uuid` were written with. */
const FIXED = {
  now: () => Date.UTC(2026, 10, 21, 10, 30),
  uuid: () => '00000000-0000-4000-8000-000000000000',
};

/** Everything the library does, as JSON text. */
export function everything({ order, document }: Given): string {
  const trigger = learnSchema([order]);
  return JSON.stringify({
    paths: PATHS.map((path) => outcome(() => compilePath(path).locate(order))),
    templates: TEMPLATES.flatMap((text) => [
      outcome(() => compileTemplate(text).render(order)),
      outcome(() => compileTemplate(text).render(order, { html: true })),
    ]),
    helpers: HELPER_HELP.flatMap(({ name, examples }) =>
      examples.map(({ template, data, result }) => {
        const given = outcome(() => compileTemplate(template).render(data, FIXED));
        return { name, template, given, asTold: given === result };
      }),
    ),
    conditions: CONDITIONS.map((one) => outcome(() => evaluateCondition(one, order))),
    mappings: MAPPINGS.map((one) => outcome(() => evaluateMapping(one, order))),
    previews: MAPPINGS.map((one) => previewMapping(one, order)),
    listed: listPaths(order).map(({ path, type }) => [path, type]),
    trigger,
    findings: checkFlow({ document, trigger, manifests: [] }),
  });
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? { code: error.code } : String(error);
  }
}
