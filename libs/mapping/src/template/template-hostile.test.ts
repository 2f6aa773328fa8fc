import { isAppError, type JsonValue } from '@millrace/model';
import { afterEach, describe, expect, it } from 'vitest';
import { HELPERS } from '../template-helpers/helper-table.ts';
import { compileTemplate } from './compiled-template.ts';

// Rows beside those of hostile.test.ts: what helpers, named parameters and raw blocks add.
const prototypesBefore = prototypes();

function prototypes(): string {
  const types = [Object, Array, String, Number, Map, Function];
  return types
    .map(({ prototype }) =>
      Reflect.ownKeys(prototype as object)
        .map(String)
        .join(),
    )
    .join(';');
}

afterEach(() => {
  expect('PWN' in globalThis).toBe(false);
  expect(prototypes()).toBe(prototypesBefore);
});

function outcome(template: string, data: JsonValue): unknown {
  try {
    return compileTemplate(template).render(data);
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

const parsed = (text: string): JsonValue => JSON.parse(text) as JsonValue;
const HOSTILE = parsed(`{
  "own": {"__proto__": {"x": 1}, "constructor": {"prototype": {"y": 2}}, "hasOwnProperty": 3},
  "rows": [{"__proto__": "p", "constructor": "c"}, {"a": 1}],
  "text": "{{constructor}} {{#each own}}", "pattern": "(a+)+$", "list": [1, 2]
}`);

describe('prototypes and code', () => {
  it.each<[string, unknown]>([
    ['{{own.__proto__.x}} {{own.constructor.prototype.y}} {{own.hasOwnProperty}}', '1 2 3'],
    ['{{rows.[1].__proto__}}', 'PATH_MISSING'],
    ['{{pluck rows "__proto__"}} {{pluck rows "constructor"}}', '["p"] ["c"]'],
    ['{{pluck rows "constructor.constructor"}} {{pluck rows "toString"}}', '[] []'],
    ['{{where rows "__proto__.x"}} {{map rows "length"}}', '[] [null,null]'],
    ['{{unique rows "constructor"}}', '[{"__proto__":"p","constructor":"c"},{"a":1}]'],
    ['{{#each (group_by (slice rows 0 1) "__proto__")}}{{@key}}{{/each}}', 'p'],
    [
      '{{#with (parse_json "{\\"__proto__\\":{\\"polluted\\":1}}")}}{{__proto__.polluted}}{{/with}}',
      '1',
    ],
    ['{{#with own as |constructor|}}{{constructor.hasOwnProperty}}{{/with}}', '3'],
    ['{{#each rows as |__proto__ constructor|}}{{constructor}}{{/each}}', '01'],
    ['{{toString this}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{upper constructor=list}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{upper __proto__=list}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{(constructor) list}}', 'TEMPLATE_SYNTAX'],
    ['{{default (constructor) 1}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{#each.constructor list}}{{/each.constructor}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{#if.call list}}{{/if.call}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{@root.list.constructor}}', 'PATH_MISSING'],
    ['{{#each list}}{{@index.constructor}}{{/each}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{lookup own "constructor"}}', '{"prototype":{"y":2}}'],
    ['{{lookup own "toString"}}', 'PATH_MISSING'],
    ['{{lookup list "length"}}', 'PATH_MISSING'],
    ['{{lookup text "length"}}', 'PATH_MISSING'],
    ['{{lookup text 0}}', 'PATH_MISSING'],
    ['{{lookup list "__proto__"}}', 'PATH_MISSING'],
    ['{{lookup this "constructor"}}', 'PATH_MISSING'],
    ['{{lookup (lookup this "constructor") "constructor"}}', 'PATH_MISSING'],
    ['{{default (lookup this "__proto__") "none"}}', 'none'],
    ['{{#if (lookup rows.[1] "__proto__")}}yes{{else}}no{{/if}}', 'no'],
    ['{{lookup rows.[0] "__proto__"}}', 'p'],
    ['{{> (upper "x")}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{#> upper}}{{/upper}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{{{constructor}}}}x{{{{/constructor}}}}', 'TEMPLATE_UNSUPPORTED'],
    ['{{{{raw}}}}{{constructor.constructor}}{{{{/raw}}}}', '{{constructor.constructor}}'],
    ['\\{{constructor.constructor}}', '{{constructor.constructor}}'],
    ['{{replace text "{{" "{{{"}}', '{{{constructor}} {{{#each own}}'],
    ['{{replace "aaa" pattern "x"}} {{contains "aaa" pattern}}', 'aaa false'],
    ['{{parse_json "{\\"toJSON\\":1}"}}', '{"toJSON":1}'],
  ])('%s gives %j', (template, expected) => {
    expect(outcome(template, HOSTILE)).toEqual(expected);
  });

  it('takes no name of a prototype for a helper', () => {
    for (const type of [Object, Array, Function, String, Map]) {
      for (const name of Reflect.ownKeys(type.prototype as object).map(String)) {
        if (HELPERS.has(name)) continue;
        expect(outcome(`{{[${name}] 1}}`, {}), name).toBe('TEMPLATE_UNSUPPORTED');
      }
    }
  });

  it('changes nothing of the data it is given', () => {
    const before = JSON.stringify(HOSTILE);
    const templates = [
      '{{sort list order="desc"}}{{reverse list}}{{unique list}}{{slice list 1}}',
      '{{group_by (slice rows 0 1) "constructor"}}{{map rows "a"}}{{where rows "a" 1}}',
    ];
    for (const template of templates) outcome(template, HOSTILE);
    expect(JSON.stringify(HOSTILE)).toBe(before);
  });
});

describe('bombs', () => {
  const million = Array.from({ length: 1_000_000 }, (_, index) => index);
  const thousand = million.slice(0, 1000);
  const big = 'ab '.repeat(3_000_000);
  const nest = (open: string, times: number, inner: string): string =>
    `${`{{#each ${open}}}`.repeat(times)}${inner}${'{{/each}}'.repeat(times)}`;

  it.each<[string, JsonValue]>([
    ['{{#each list}}x{{/each}}', { list: million }],
    ['{{#each list}}{{/each}}', { list: million }],
    [nest('@root.list', 5, ''), { list: thousand }],
    [nest('@root.list', 5, 'x'), { list: thousand }],
    ['{{join list}}', { list: million }],
    ['{{sum list}}', { list: million }],
    ['{{sort list}}', { list: million }],
    ['{{unique list}}', { list: million }],
    ['{{pluck list "a"}}', { list: million }],
    ['{{group_by list "a"}}', { list: million }],
    ['{{json list}}', { list: million }],
    ['{{list}}', { list: million }],
    ['{{max list}}', { list: million }],
    [
      '{{#each list}}{{#if (eq @root.list @root.other)}}{{/if}}{{/each}}',
      { list: million.slice(0, 9000), other: million.slice(0, 9000) },
    ],
    ['{{#each list}}{{#if (contains @root.list -1)}}{{/if}}{{/each}}', { list: thousand }],
    ['{{#each list}}{{#if (sort @root.list)}}{{/if}}{{/each}}', { list: thousand }],
    [
      '{{#each list}}{{#if (hash @root.text)}}{{/if}}{{/each}}',
      { list: thousand, text: 'x'.repeat(10_000) },
    ],
    ['{{#each list}}{{#if (hmac "" "")}}{{/if}}{{/each}}', { list: million.slice(0, 20_000) }],
    [
      '{{#each list}}{{#if (upper @root.text)}}{{/if}}{{/each}}',
      { list: thousand, text: 'x'.repeat(100_000) },
    ],
    ['{{#each list}}{{#if (json @root.list)}}{{/if}}{{/each}}', { list: thousand }],
    ['{{#each list}}{{#if (pad "" 100000)}}{{/if}}{{/each}}', { list: thousand }],
    ['{{#each list}}{{currency this "EUR"}}{{/each}}', { list: million.slice(0, 100_000) }],
    ['{{split big " "}}', { big }],
    ['{{replace big " " "  "}}', { big }],
    ['{{replace big "a" other}}', { big: 'a'.repeat(10_000), other: 'x'.repeat(10_000) }],
    ['{{big}}', { big }],
    ['{{json big}}', { big }],
    ['{{base64 big}}', { big }],
    ['{{hash big}}', { big }],
    ['{{url_encode big}}', { big }],
    ['{{parse_json big}}', { big }],
    ['{{slug big}}', { big }],
    ['{{lower (upper (lower (upper big)))}}', { big }],
    [`{{#if ${'(join '.repeat(8)}list${' list)'.repeat(8)}}}{{/if}}`, { list: thousand }],
  ])('%s ends at a limit', (template, data) => {
    expect(['TEMPLATE_LIMIT', 'CONVERSION_FAILED']).toContain(outcome(template, data));
  });

  it.each([
    ['blocks', '{{#if list}}'.repeat(1600)],
    ['inverted blocks', '{{^if list}}'.repeat(1600)],
    ['else chains', `{{#if a}}${'{{else if a}}'.repeat(1400)}{{/if}}`],
    ['sub-expressions', `{{upper ${'(upper '.repeat(2000)}a${')'.repeat(2000)}}}`],
    ['named parameters', `{{pad a 1 fill=${'(upper '.repeat(2000)}a${')'.repeat(2000)}}}`],
    ['names', `{{a${'.a'.repeat(9000)}}}`],
    ['steps up', `{{${'../'.repeat(6000)}a}}`],
    ['characters', 'x'.repeat(5_000_000)],
    ['mustaches', '{{a}}'.repeat(1_000_000)],
  ])('a template of thousands of %s is refused', (_name, template) => {
    expect(outcome(template, {})).toBe('TEMPLATE_LIMIT');
  });

  it('still counts blocks one after another, and marks in comments, as what they are', () => {
    const flat = '{{#if a}}{{else if b}}{{else}}{{/if}}{{^if a}}{{/if}}'.repeat(300);
    expect(outcome(flat, {})).toBe('');
    expect(outcome(`{{!-- ${'{{#if a}} '.repeat(100)} --}}x`, {})).toBe('x');
    expect(outcome('{{#if a}}{{^}}x{{/if}}{{#if a}}{{~^~}}y{{/if}}', {})).toBe('xy');
  });
});

describe('odd texts', () => {
  it.each<[string, JsonValue, unknown]>([
    ['a\0b{{x}}', { x: 1 }, 'TEMPLATE_SYNTAX'],
    ['{{x}}', { x: 'a\0b\ud800\u2028' }, 'a\0b\ud800\u2028'],
    ['\ud800{{x}}\u2029', { x: 1 }, '\ud8001\u2029'],
    [
      '{{hash x}}',
      { x: '\ud800' },
      '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097',
    ],
    ['{{url_encode x}}', { x: '\ud800' }, '%EF%BF%BD'],
    ['{{base64_decode (base64 x)}}', { x: 'a\0ü😀' }, 'a\0ü😀'],
    ['{{truncate x 1 end=""}}|{{upper x}}', { x: '😀' }, '|😀'],
    ['{{trim x}}', { x: `${' '.repeat(100_000)}x` }, 'x'],
    ['{{slug x}}', { x: `${'-'.repeat(100_000)}x` }, 'x'],
  ])('%j with %j gives %j', (template, data, expected) => {
    expect(outcome(template, data)).toEqual(expected);
  });
});
