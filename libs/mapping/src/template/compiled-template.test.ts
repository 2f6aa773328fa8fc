import { AppError, type JsonValue } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { compileTemplate, templateUses } from './compiled-template.ts';

const DATA: JsonValue = {
  name: ' Ada ',
  total: '54.53',
  items: [{ sku: 'a' }, { sku: 'b' }],
  list: ['x', 2, null],
  nested: { a: [1, { b: true }] },
  nothing: null,
  length: 'my own length',
};

const render = (template: string, data: JsonValue = DATA) => compileTemplate(template).render(data);

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('helpers', () => {
  it.each<[string, string]>([
    ['{{upper "abc"}} {{lower "ABC"}} [{{trim name}}]', 'ABC abc [Ada]'],
    ['{{upper (trim name)}}', 'ADA'],
    [
      '{{default gone "friend"}} {{default nothing "x"}} {{default "" "y"}} {{default 0 1}}',
      'friend x y 0',
    ],
    ['[{{default gone gone}}]', '[]'],
    ['{{json nested}} {{json name}} {{json nothing}}', '{"a":[1,{"b":true}]} " Ada " null'],
    [
      '{{eq total "54.53"}} {{eq total 54.53}} {{ne total 1}} {{eq gone null}} {{eq gone undefined}}',
      'true false true true true',
    ],
    ['{{#if (eq items.[0].sku "a")}}yes{{/if}}', 'yes'],
    ['{{#if (and true total (not gone))}}yes{{/if}}{{#if (or gone nothing 0)}}no{{/if}}', 'yes'],
    ['{{or gone name}}|{{and total gone}}|{{and 1 2}}|{{or 0 ""}}', ' Ada ||2|'],
    ['{{length items}} {{length "abc"}} {{length nested}} {{length nothing}}', '2 3 1 0'],
    ['{{join list}} {{join list "-"}}', 'x, 2,  x-2-'],
    [
      '{{round total}} {{round total 1}} {{round 1.005 2}} {{round -2.5}} {{round 0.0000001 3}}',
      '55 54.5 1.01 -3 0',
    ],
    ['{{length}}', 'my own length'],
  ])('%s gives %j', (template, text) => {
    expect(render(template)).toBe(text);
  });

  it.each([
    ['{{length 5}}', 'helper "length"', 'list'],
    ['{{join name}}', 'helper "join"', 'list'],
    ['{{join undefined}}', 'helper "join"', 'list'],
    ['{{round "abc"}}', 'helper "round"', 'number'],
    ['{{round ""}}', 'helper "round"', 'number'],
    ['{{round nested}}', 'helper "round"', 'number'],
    ['{{round 1 99}}', 'helper "round"', 'places'],
  ])('%s says which helper could not take which value', (template, helper, type) => {
    const error = errorOf(() => render(template));
    expect(error.code).toBe('CONVERSION_FAILED');
    expect(error.message).toContain(helper);
    expect(error.message).toContain(type);
  });
});

describe('values in text', () => {
  it('prints lists and objects as JSON, never as [object Object]', () => {
    expect(render('{{nested}} {{list}}')).toBe('{"a":[1,{"b":true}]} ["x",2,null]');
  });

  it('escapes for HTML only when asked, and never {{{x}}}', () => {
    const data = { x: '<a href="x">\'`&=' };
    expect(compileTemplate('{{x}}').render(data)).toBe(data.x);
    expect(compileTemplate('{{x}} {{{x}}}').render(data, { html: true })).toBe(
      `&lt;a href&#x3D;&quot;x&quot;&gt;&#x27;&#x60;&amp;&#x3D; ${data.x}`,
    );
  });
});

describe('a variable that is not there', () => {
  it.each([
    ['{{nme}}', '$.nme', 'name'],
    ['{{upper nme}}', '$.nme', 'name'],
    ['{{#each items}}{{skuu}}{{/each}}', '$.items[0].skuu', 'sku'],
    ['{{#each items as |item|}}{{item.skuu}}{{/each}}', '$.items[0].skuu', 'sku'],
    ['{{#with nested}}{{c}}{{/with}}', '$.nested.c', null],
    ['{{#each items}}{{../nme}}{{/each}}', '$.nme', 'name'],
    ['{{items.[7].sku}}', '$.items[7].sku', null],
    ['{{items.length}}', '$.items.length', null],
    ['{{#each gone}}{{/each}}', '$.gone', null],
    ['{{#with gone}}{{/with}}', '$.gone', null],
    ['{{@root.nme}}', '$.nme', 'name'],
    ['{{#with (default gone nested)}}{{aa}}{{/with}}', '$.this.aa', 'a'],
    ['{{../../name}}', '$.this.name', null],
  ])('%s is an error that names %s', (template, path, nearest) => {
    expect(errorOf(() => render(template))).toMatchObject({
      code: 'PATH_MISSING',
      details: { path, nearest },
    });
  });

  it('is no error where the template says what it means', () => {
    expect(
      render('{{#if gone}}a{{/if}}{{#each gone}}a{{else}}none{{/each}}{{default gone 1}}'),
    ).toBe('none1');
  });
});

describe('a template that is not valid', () => {
  it.each([
    ['{{#if a}}', 'TEMPLATE_SYNTAX', 9, 'a block is not closed'],
    ['a {{b', 'TEMPLATE_SYNTAX', 2, '{{ is not closed'],
    ['{{#if a}}x{{/each}}', 'TEMPLATE_SYNTAX', 3, "if doesn't match each"],
    ['one\ntwo {{a | b}}', 'TEMPLATE_SYNTAX', 12, 'is not expected here'],
    ['one\ntwo {{a.this}}', 'TEMPLATE_SYNTAX', 10, 'Invalid path'],
    ['{{list.0}}', 'TEMPLATE_SYNTAX', 7, 'write the position as [0]'],
    ['{{}}', 'TEMPLATE_SYNTAX', 2, 'is not expected here'],
    ['a\0{{x}}', 'TEMPLATE_SYNTAX', 1, 'is not expected here'],
    ['line\n {{> part}}', 'TEMPLATE_UNSUPPORTED', 6, 'a partial'],
    ['{{nope 1}}', 'TEMPLATE_UNSUPPORTED', 0, 'the helper "nope"'],
    ['{{a.b 1}}', 'TEMPLATE_UNSUPPORTED', 0, 'the helper "a.b"'],
    ['{{upper (nope 1)}}', 'TEMPLATE_UNSUPPORTED', 8, 'the helper "nope"'],
    ['{{upper a b}}', 'TEMPLATE_UNSUPPORTED', 0, '"upper" with 2 values instead of 1'],
    ['{{or}}{{upper (or)}}', 'TEMPLATE_UNSUPPORTED', 14, '"or" with 0 values'],
    ['{{upper a b=1}}', 'TEMPLATE_UNSUPPORTED', 0, 'the named parameter "b" of "upper"'],
    ['{{join a "-" separator="+"}}', 'TEMPLATE_UNSUPPORTED', 0, '"separator" of "join" twice'],
    ['{{pad text=a}}', 'TEMPLATE_UNSUPPORTED', 0, '"pad" with 1 values instead of at least 2'],
    ['{{#list}}{{/list}}', 'TEMPLATE_UNSUPPORTED', 0, 'the block "#list"'],
    ['{{#if}}{{/if}}', 'TEMPLATE_UNSUPPORTED', 0, '0 values instead of 1'],
    ['{{#if a b}}{{/if}}', 'TEMPLATE_UNSUPPORTED', 0, '2 values instead of 1'],
    ['{{#if a x=1}}{{/if}}', 'TEMPLATE_UNSUPPORTED', 0, 'the named parameter "x" of "#if"'],
    ['{{#each a includeZero=1}}{{/each}}', 'TEMPLATE_UNSUPPORTED', 0, '"includeZero" of "#each"'],
    ['{{#if a as |b|}}{{/if}}', 'TEMPLATE_UNSUPPORTED', 0, 'names |b|'],
    ['{{^each a as |b|}}{{/each}}', 'TEMPLATE_UNSUPPORTED', 0, 'names |b|'],
    ['{{@index}}', 'TEMPLATE_UNSUPPORTED', 2, '"@index" outside of #each'],
    ['{{#each a}}{{@../index}}{{/each}}', 'TEMPLATE_UNSUPPORTED', 13, 'outside of #each'],
    ['{{@level}}', 'TEMPLATE_UNSUPPORTED', 2, 'the variable "@level"'],
    ['{{{{if a}}}} {{x}} {{{{/if}}}}', 'TEMPLATE_UNSUPPORTED', 0, 'the block "{{{{if"'],
    ['{{{{raw a}}}} {{x}} {{{{/raw}}}}', 'TEMPLATE_UNSUPPORTED', 0, 'the block "{{{{raw"'],
    ['{{#raw}} {{x}} {{/raw}}', 'TEMPLATE_UNSUPPORTED', 0, 'the block "#raw"'],
  ])('%j is refused', (template, code, position, reason) => {
    const error = errorOf(() => compileTemplate(template));
    expect(error).toMatchObject({ code, details: { position } });
    expect(error.message).toContain(reason);
  });
});

describe('the references of a template', () => {
  it.each<[string, string[]]>([
    ['{{a.b}} {{a.b}} {{"a key"}} {{list.[0].x}}', ['$.a.b', '$["a key"]', '$.list[0].x']],
    [
      '{{#each a}}{{b}}{{../c}}{{@index}}{{@root.d}}{{/each}}{{else_}}',
      ['$.a', '$.a[*].b', '$.c', '$.d', '$.else_'],
    ],
    [
      '{{#each a as |x i|}}{{x.b}}{{i}}{{#with x.c as |y|}}{{y.d}}{{e}}{{/with}}{{/each}}',
      ['$.a', '$.a[*].b', '$.a[*].c', '$.a[*].c.d', '$.a[*].c.e'],
    ],
    ['{{#if (eq a "b")}}{{upper (trim c)}}{{else}}{{d}}{{/if}}', ['$.a', '$.c', '$.d']],
    ['{{#with (default a b)}}{{c}}{{"d"}}{{../e}}{{/with}}', ['$.a', '$.b', '$.e']],
    ['{{#each a}}{{#if this.b}}{{./c}}{{/if}}{{/each}}', ['$.a', '$.a[*].b', '$.a[*].c']],
    ['{{../../a}} text {{! {{note}} }}', []],
  ])('%s', (template, paths) => {
    expect(compileTemplate(template).references).toEqual(paths);
  });
});

describe('the places where a template reads data', () => {
  const seen = (template: string) =>
    templateUses(template).map(({ path, position, end, inside, helper, optional }) => [
      path,
      template.slice(position, end),
      `${inside} ${helper ?? '-'} ${optional ? 'optional' : 'needed'}`,
    ]);

  it('are told with their text and what is done with them', () => {
    expect(
      seen(
        'Hi {{a.name}},\r\n{{#each a.lines as |line|}}{{upper line.sku}} {{../b}}{{/each}}\r{{default c.[odd key] (trim d)}}',
      ),
    ).toEqual([
      ['$.a.name', 'a.name', 'output - needed'],
      ['$.a.lines', 'a.lines', 'loop each needed'],
      ['$.a.lines[*].sku', 'line.sku', 'argument upper needed'],
      ['$.b', '../b', 'output - needed'],
      ['$.c["odd key"]', 'c.[odd key]', 'argument default optional'],
      ['$.d', 'd', 'argument trim optional'],
    ]);
  });

  it('need nothing to be there where a condition has asked for it', () => {
    expect(seen('{{#if (and a.b c)}}{{a.b}}{{a}}{{a.b.x}}{{c}}{{else}}{{c}}{{/if}}')).toEqual([
      ['$.a.b', 'a.b', 'argument and optional'],
      ['$.c', 'c', 'argument and optional'],
      ['$.a.b', 'a.b', 'output - optional'],
      ['$.a', 'a', 'output - optional'],
      ['$.a.b.x', 'a.b.x', 'output - needed'],
      ['$.c', 'c', 'output - optional'],
      ['$.c', 'c', 'output - needed'],
    ]);
    expect(seen('{{#unless a}}{{a}}{{else}}{{a}}{{/unless}}{{#with b}}{{else}}{{/with}}')).toEqual([
      ['$.a', 'a', 'condition unless optional'],
      ['$.a', 'a', 'output - needed'],
      ['$.a', 'a', 'output - optional'],
      ['$.b', 'b', 'argument with optional'],
    ]);
  });
});
