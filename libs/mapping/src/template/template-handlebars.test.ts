import type { JsonValue } from '@millrace/model';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compiled-template.ts';

// Handlebars itself, code generation and all, is the oracle: the same template and data, the same text.
const DATA: JsonValue = {
  name: 'Ada <b>',
  empty: '',
  zero: 0,
  yes: true,
  no: false,
  nothing: null,
  list: ['x', 'y', 'z'],
  none: [],
  pairs: { one: 1, two: 2 },
  person: { first: 'Ada', last: 'L', 'e mail': 'a@b.c', tags: ['p', 'q'] },
  orders: [
    { id: 1, lines: [{ sku: 'a' }, { sku: 'b' }] },
    { id: 2, lines: [] },
  ],
};

const TEMPLATES = [
  'plain text',
  '',
  '{{name}} {{{name}}} {{&name}}',
  '{{person.first}} {{person/last}} {{person.[e mail]}} {{list.[1]}} {{person.tags.[0]}}',
  '{{"name"}} {{this.name}} {{./name}}',
  '{{zero}}|{{yes}}|{{no}}|{{empty}}|{{nothing}}',
  '{{#if yes}}a{{else}}b{{/if}}{{#if no}}a{{else}}b{{/if}}{{#if zero}}a{{else}}b{{/if}}',
  '{{#if none}}a{{else}}b{{/if}}{{#if pairs}}a{{/if}}{{#if empty}}a{{else}}c{{/if}}{{#if gone}}a{{/if}}',
  '{{#if no}}a{{else if zero}}b{{else if yes}}c{{else}}d{{/if}}',
  '{{#unless no}}a{{/unless}}{{#unless yes}}a{{else}}b{{/unless}}{{^if no}}inverse{{/if}}',
  '{{#each list}}{{@index}}{{@key}}{{this}}{{.}}{{#if @first}}!{{/if}}{{#unless @last}}, {{/unless}}{{/each}}',
  '{{#each pairs}}{{@key}}={{this}}:{{@index}};{{/each}}',
  '{{#each none}}a{{else}}nothing{{/each}}{{#each gone}}a{{else}}gone{{/each}}',
  '{{#each orders}}{{id}}:{{#each lines}}{{../id}}.{{@../index}}{{sku}}{{@index}} {{else}}-{{/each}}{{/each}}',
  '{{#each orders as |order position|}}{{position}}{{order.id}}{{#each order.lines as |line|}}{{line.sku}}{{order.id}}{{/each}}{{/each}}',
  '{{#each pairs as |value key|}}{{key}}{{value}}{{/each}}',
  '{{#with person}}{{first}} {{../name}} {{@root.name}}{{/with}}{{#with none}}a{{else}}b{{/with}}',
  '{{#with person as |p|}}{{p.first}}{{#each p.tags as |t|}}{{t}}{{p.last}}{{/each}}{{/with}}',
  '{{#each orders}}{{#if lines}}{{#with lines.[0]}}{{sku}}{{../id}}{{/with}}{{/if}}{{/each}}',
  '{{#with zero}}{{this}}{{/with}}',
  'a {{! comment }} b {{!-- a {{comment}} --}} c',
  'a   {{~name~}}   b',
  'a {{~#if yes~}}  b  {{~else~}} c {{~/if~}} d',
  'a {{~! comment ~}} b',
  'list:\n{{#each list}}\n  - {{this}}\n{{/each}}\nend\n',
  '{{#if yes}}\nyes\n{{else}}\nno\n{{/if}}\n',
  'x\n  {{! alone }}\ny\n  {{#if no}}  \nz\n  {{else if yes}}\nw\n  {{/if}}\t\nend',
  '{{#each list}}\r\n{{this}}\r\n{{/each}}\r\n',
  'a {{#if yes}}\n b\n{{/if}} c\n',
  '\\{{name}} \\\\{{name}} {{name}}',
  '{{#each list}}{{#if @first}}first{{else if @last}}last{{else}}mid{{/if}} {{/each}}',
  '{{#each list}}{{#each ../list}}{{@index}}{{@../index}}{{this}}{{/each}}{{/each}}',
  '{{#with person}}{{#with ../orders.[0]}}{{id}}{{../first}}{{../../name}}{{/with}}{{/with}}',
  '{{this.person.first}} {{#with person}}{{this.first}}{{/with}}',
  'emoji 😀 {{name}} \u2028 ü',
];

const handlebars = Handlebars.create();
// Escaped, because Handlebars adds up neighbouring numbers when it does not escape.
const theirs = (template: string) => handlebars.compile(template)(DATA);
const ours = (template: string) => compileTemplate(template).render(DATA, { html: true });

describe('a template renders as Handlebars does', () => {
  it.each(TEMPLATES)('%j', (template) => {
    expect(ours(template)).toBe(theirs(template));
  });

  it('for any arrangement of text, blocks, blanks and tildes', () => {
    const text = fc.constantFrom('a', ' ', '\n', '  \n', '\n\n', 'b', '\t');
    const tilde = fc.constantFrom('', '~');
    const value = fc
      .tuple(tilde, fc.constantFrom('name', 'this.yes', 'person.first', '! note '), tilde)
      .map(([open, name, close]) => `{{${open}${name}${close}}}`);
    const { body } = fc.letrec<{ body: string; part: string; block: string }>((tie) => ({
      body: fc.array(tie('part'), { maxLength: 5 }).map((parts) => parts.join('')),
      part: fc.oneof({ depthSize: 'small' }, text, value, tie('block')),
      block: fc
        .tuple(
          fc.constantFrom(
            ['if', 'yes', 'else'],
            ['if', 'no', 'else if yes'],
            ['unless', 'no', 'else'],
            ['each', '@root.list', 'else'],
          ),
          fc.array(tilde, { minLength: 6, maxLength: 6 }),
          tie('body'),
          fc.option(tie('body')),
        )
        .map(([[kind, subject, otherwise], marks, main, inverse]) => {
          const [a, b, c, d, e, f] = marks as string[];
          const middle = inverse === null ? '' : `{{${c}${otherwise}${d}}}${inverse}`;
          return `{{${a}#${kind} ${subject}${b}}}${main}${middle}{{${e}/${kind}${f}}}`;
        }),
    }));
    fc.assert(
      fc.property(body, (template) => {
        // Inside #each only names of the root resolve in both; there a missing name is our error.
        const rooted = template.replaceAll(
          /(\{\{~?)(name|this\.yes|person\.first)/g,
          '$1@root.list.[0]',
        );
        const conditions = rooted.replaceAll(/(#?(?:if|unless) )(yes|no)/g, '$1@root.$2');
        expect(ours(conditions)).toBe(theirs(conditions));
      }),
      { numRuns: 500 },
    );
  });
});
