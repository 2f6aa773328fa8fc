import type { JsonValue, Mapping } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from '../evaluate/evaluate.ts';
import { compileTemplate } from './compiled-template.ts';
import { jsonOfTemplate } from './json-template.ts';

const DATA: JsonValue = { n: 'Ada', total: 12.5, list: [1, 'x'], odd: 'A "B"\n', yes: true };

describe('a template that writes JSON', () => {
  it.each<[string, Mapping]>([
    ['{"name":"{{n}}"}', { name: { $template: '{{n}}' } }],
    ['{"name": "Dear {{n}}, {{n}}"}', { name: { $template: 'Dear {{n}}, {{n}}' } }],
    [
      '{"total": {{total}}, "ok": {{ yes }} }',
      { total: { $path: '$.total' }, ok: { $path: '$.yes' } },
    ],
    ['[{{json list}}, null]', [{ $path: '$.list' }, null]],
    ['{"r": {{round total 0}} }', { r: { $template: '{{round total 0}}', as: 'json' } }],
    ['{"a": "{{#if yes}}y{{else}}n{{/if}}"}', { a: { $template: '{{#if yes}}y{{else}}n{{/if}}' } }],
    ['{"q": "say \\"{{n}}\\"", "t": "\\t"}', { q: { $template: 'say "{{n}}"' }, t: '\t' }],
    ['{"a": "{{{n}}}"}', { a: { $template: '{{{n}}}' } }],
    ['{"a":{"b":"{{n}}"}}', { a: { b: { $template: '{{n}}' } } }],
    ['{"__proto__": "{{n}}"}', JSON.parse('{"__proto__": {"$template": "{{n}}"}}') as Mapping],
  ])('%s is built from values', (template, mapping) => {
    expect(jsonOfTemplate(template)).toEqual(mapping);
    const written = compileTemplate(template).render(DATA);
    expect(evaluateMapping(mapping, DATA)).toEqual(JSON.parse(written));
  });

  it.each([
    'Dear {{n}}',
    '{"a": {{#if yes}}1{{/if}}}',
    '{"{{n}}": 1}',
    '{"a": "{{#if yes}}", "b": "{{/if}}"}',
    '{"a": "\\{{n}}"}',
    '{"a": 1,}',
    '{"$a": "{{n}}"}',
    '{"id": 8202522731445525542, "n": "{{n}}"}',
    '{"a": "{{unknown_helper n}}"}',
    '{"a": "\u{E000}0\u{E001}{{n}}"}',
  ])('%s stays as it is', (template) => {
    expect(jsonOfTemplate(template)).toBeUndefined();
  });

  it('gives JSON that no value breaks, the same where the text was JSON', () => {
    const template = '{"a": "x{{v}}y", "b": ["{{v}}"]}';
    const mapping = jsonOfTemplate(template) ?? null;
    fc.assert(
      fc.property(fc.string(), (v) => {
        expect(evaluateMapping(mapping, { v })).toEqual({ a: `x${v}y`, b: [v] });
      }),
    );
  });
});
