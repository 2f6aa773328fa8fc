import {
  AppError,
  type Field,
  type JsonObject,
  type JsonValue,
  type Mapping,
} from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { evaluateInput, evaluateMapping } from './evaluate.ts';

const DATA: JsonObject = {
  factor: 'x',
  tags: ['new', 'vip'],
  orders: [
    { id: 1, total: 30, lines: [{ sku: 'a' }, { sku: 'b' }] },
    { id: 2, total: 5, lines: [] },
    { id: 3, lines: [{ sku: 'c' }] },
  ],
  person: { name: 'Ada', age: 36 },
  header: ['Name', 'Mail'],
  rows: [
    ['Ada', 'ada@example.org'],
    ['Bob', 'bob@example.org'],
  ],
};

const evaluate = (mapping: Mapping, data: JsonValue = DATA) => evaluateMapping(mapping, data);
const path = ($path: string) => ({ $path });

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('$each', () => {
  it.each<[string, Mapping, JsonValue]>([
    [
      'an object for each text',
      { $each: path('$.tags'), do: { name: path('$.item'), status: 'active' } },
      [
        { name: 'new', status: 'active' },
        { name: 'vip', status: 'active' },
      ],
    ],
    [
      'a template, a number and data around it for each',
      { $each: path('$.tags'), do: [{ $template: '{{factor}}-{{item}}' }, path('$.index')] },
      [
        ['x-new', 0],
        ['x-vip', 1],
      ],
    ],
    [
      'a pair for each member of an object',
      { $each: path('$.person'), do: path('$.item') },
      [
        { key: 'name', value: 'Ada' },
        { key: 'age', value: 36 },
      ],
    ],
    [
      'only items for which a condition holds',
      {
        $each: path('$.orders'),
        where: { left: { $path: '$.item.total', missing: 'omit' }, op: 'greater_than', right: 10 },
        do: path('$.item.id'),
      },
      [1],
    ],
    [
      'names, so that an inner loop sees the outer item',
      {
        $each: path('$.orders'),
        as: 'order',
        do: { $each: path('$.order.lines'), do: [path('$.order.id'), path('$.item.sku')] },
      },
      [
        [
          [1, 'a'],
          [1, 'b'],
        ],
        [],
        [[3, 'c']],
      ],
    ],
    [
      'nothing for an item whose result is omitted',
      { $each: path('$.orders'), do: { $path: '$.item.total', missing: 'omit' } },
      [30, 5],
    ],
    ['the list itself when it is written in place', { $each: [1, 2], do: path('$.item') }, [1, 2]],
    ['what a path selects', { $each: path('$.orders[1:].id'), do: path('$.item') }, [2, 3]],
  ])('gives %s', (_, mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });

  it('is left out with a list that is', () => {
    const mapping = { $each: { $path: '$.gone', missing: 'omit' as const }, do: 1 };
    expect(evaluate({ a: mapping, b: 1 })).toEqual({ b: 1 });
  });

  it('names the item in an error', () => {
    const error = errorOf(() => evaluate({ $each: path('$.orders'), do: path('$.item.total') }));
    expect(error.message).toContain('There is nothing at $.item.total: $.item has no "total"');
  });

  it.each([['text'], [5], [null]])('is an error for %j, which is no list', (list) => {
    const error = errorOf(() => evaluate({ $each: path('$.list'), do: 1 }, { list }));
    expect(error.message).toBe(`The value ${JSON.stringify(list)} of $.list cannot become a list.`);
    expect(error.hint).toContain('Go through a list or an object.');
  });

  it('keeps members that are called like parts of every object', () => {
    const data: JsonValue = JSON.parse('{"__proto__":[1],"constructor":2}') as JsonValue;
    const mapping = { $each: path('$["__proto__"]'), do: [path('$.item'), path('$.constructor')] };
    expect(evaluate(mapping, data)).toEqual([[1, 2]]);
    expect(errorOf(() => evaluate({ $each: [1], do: path('$.toString') })).code).toBe(
      'PATH_MISSING',
    );
  });

  it('changes neither the data nor an item seen before', () => {
    const seen = evaluate({ $each: path('$.tags'), do: path('$') });
    const scopes = [
      { ...DATA, item: 'new', index: 0 },
      { ...DATA, item: 'vip', index: 1 },
    ];
    expect(seen).toEqual(scopes);
    const typed = { $template: '{{json (default this "")}}', as: 'json' } as const;
    expect(evaluate({ $each: path('$.tags'), do: { a: [typed] } })).toEqual(
      scopes.map((scope) => ({ a: [scope] })),
    );
  });

  it('loops at most 3 levels deep', () => {
    const nested = (levels: number): Mapping =>
      levels === 0 ? path('$.item') : { $each: path('$.tags'), do: nested(levels - 1) };
    expect(evaluate(nested(3))).toHaveLength(2);
    expect(errorOf(() => evaluate(nested(4))).message).toContain('3 levels of $each and $object');
  });

  it('is bounded in its work and in what it gives', () => {
    const list = Array.from({ length: 10_000 }, (_, at) => at);
    const loop = (inner: Mapping): Mapping => ({ $each: path('$.list'), do: inner });
    const limit = (mapping: Mapping) => errorOf(() => evaluate(mapping, { list })).code;
    expect(limit(loop(loop(1)))).toBe('MAPPING_LIMIT');
    expect(limit(loop({ $literal: Array.from({ length: 100 }, () => 0) }))).toBe('MAPPING_LIMIT');
    expect(limit(loop('x'.repeat(10_000)))).toBe('MAPPING_LIMIT');
    expect(limit(loop({ $path: '$.gone', missing: { default: 'x'.repeat(10_000) } }))).toBe(
      'MAPPING_LIMIT',
    );
    expect(limit(loop(path('$.list')))).toBe('MAPPING_LIMIT');
  });

  it('over 10,000 items is fast', () => {
    const list = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `n${id}` }));
    const mapping: Mapping = {
      $each: path('$.list'),
      where: { left: path('$.item.id'), op: 'greater_or_equal', right: 0 },
      do: { id: path('$.item.id'), name: path('$.item.name'), at: path('$.index') },
    };
    evaluate(mapping, { list });
    const started = performance.now();
    expect(evaluate(mapping, { list })).toHaveLength(10_000);
    // Measured: 4 ms.
    expect(performance.now() - started).toBeLessThan(300);
  });
});

describe('$object', () => {
  it.each<[string, Mapping, JsonValue]>([
    [
      'rows from a header and cells',
      {
        $each: path('$.rows'),
        as: 'row',
        do: {
          $object: path('$.header'),
          key: path('$.item'),
          value: { $pick: path('$.row'), key: path('$.index') },
        },
      },
      [
        { Name: 'Ada', Mail: 'ada@example.org' },
        { Name: 'Bob', Mail: 'bob@example.org' },
      ],
    ],
    [
      'an object from key/value pairs, the later of two with one key',
      {
        $object: [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
          { k: 'a', v: 3 },
        ],
        key: path('$.item.k'),
        value: path('$.item.v'),
      },
      { a: 3, b: 2 },
    ],
    [
      'keys from numbers',
      { $object: path('$.orders'), key: path('$.item.id'), value: true },
      { 1: true, 2: true, 3: true },
    ],
    [
      'no member for a value that is omitted',
      {
        $object: path('$.orders'),
        key: path('$.item.id'),
        value: { $path: '$.item.total', missing: 'omit' },
      },
      { 1: 30, 2: 5 },
    ],
    [
      'an object from an object',
      {
        $object: path('$.person'),
        key: { $template: '_{{item.key}}' },
        value: path('$.item.value'),
      },
      { _name: 'Ada', _age: 36 },
    ],
  ])('gives %s', (_, mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });

  it('makes an own member of every key', () => {
    const made = evaluate({ $object: ['__proto__'], key: path('$.item'), value: 1 });
    expect(JSON.stringify(made)).toBe('{"__proto__":1}');
  });

  it('is an error for a key that is none', () => {
    const error = errorOf(() => evaluate({ $object: [[1]], key: path('$.item'), value: 1 }));
    expect(error.message).toBe('The value (a list of 1) of $.item cannot become a key.');
  });
});

describe('$merge', () => {
  it.each<[string, Mapping, JsonValue | undefined]>([
    [
      'one object, in which later members win',
      { $merge: [path('$.person'), { age: 37, id: 1 }] },
      { name: 'Ada', age: 37, id: 1 },
    ],
    ['what is there', { $merge: [{ $path: '$.gone', missing: 'omit' }, { a: 1 }] }, { a: 1 }],
    ['nothing of nothing', { $merge: [{ $path: '$.gone', missing: 'omit' }] }, undefined],
    ['an empty object of no parts', { $merge: [] }, {}],
  ])('gives %s', (_, mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });

  it('is an error for a part that is no object', () => {
    const error = errorOf(() => evaluate({ $merge: [path('$.tags')] }));
    expect(error.message).toBe('The value (a list of 2) of $.tags cannot become a JSON object.');
  });
});

describe('$pick', () => {
  it.each<[string, Mapping, JsonValue | undefined]>([
    ['a member by a key of the data', { $pick: path('$.person'), key: 'name' }, 'Ada'],
    ['an item by its position', { $pick: path('$.tags'), key: 1 }, 'vip'],
    ['an item from the end', { $pick: path('$.tags'), key: -1 }, 'vip'],
    ['an item by a position written as text', { $pick: path('$.tags'), key: '0' }, 'new'],
    ['a member by a number', { $pick: { $literal: { 7: 'seven' } }, key: 7 }, 'seven'],
    ['a default', { $pick: path('$.person'), key: 'x', missing: { default: '' } }, ''],
    ['null', { $pick: path('$.tags'), key: 5, missing: 'null' }, null],
    ['nothing', { $pick: path('$.tags'), key: 'length', missing: 'omit' }, undefined],
    [
      'nothing for inherited names',
      { $pick: path('$.person'), key: 'toString', missing: 'omit' },
      undefined,
    ],
    [
      'a default where there is nothing to pick from',
      { $pick: path('$.gone'), key: 'x', missing: 'null' },
      null,
    ],
    [
      'a default where there is no key',
      { $pick: path('$.tags'), key: path('$.gone'), missing: 'null' },
      null,
    ],
    ['a default in a text', { $pick: path('$.factor'), key: 0, missing: 'null' }, null],
  ])('gives %s', (_, mapping, value) => {
    expect(evaluate(mapping)).toEqual(value);
  });

  it('is an error that names place and nearest key when there is nothing', () => {
    const error = errorOf(() => evaluate({ $pick: path('$.person'), key: 'nmae' }));
    expect(error.message).toContain('There is nothing at $.person.nmae');
    expect(error.hint).toContain('Did you mean "name"?');
    const gone = errorOf(() => evaluate({ $pick: path('$.gone'), key: 'a' }));
    expect(gone.message).toContain('There is nothing at $.gone');
  });
});

describe('the input of an action', () => {
  it('leaves out optional items and escapes text for HTML inside of the forms', () => {
    const html: Field = { key: 'html', label: 'Html', type: 'html' };
    const fields: Field[] = [
      { key: 'notes', label: 'Notes', type: 'list', items: { ...html, key: 'note' } },
      { key: 'all', label: 'All', type: 'map', items: { ...html, key: 'one' } },
      { key: 'obj', label: 'Object', type: 'object', fields: [html] },
      html,
    ];
    const bold = { $template: '<b>{{item}}</b>' };
    const input: Record<string, Mapping> = {
      notes: { $each: path('$.list'), do: bold },
      all: { $object: path('$.list'), key: 'k', value: bold },
      obj: { $merge: [{ $object: ['html'], key: path('$.item'), value: { $template: '{{x}}' } }] },
      html: { $pick: [{ $template: '{{x}}' }], key: 0 },
    };
    expect(evaluateInput(input, fields, { list: ['<i>'], x: '<' })).toEqual({
      notes: ['<b>&lt;i&gt;</b>'],
      all: { k: '<b>&lt;i&gt;</b>' },
      obj: { html: '&lt;' },
      html: '&lt;',
    });
    expect(evaluateInput({ notes: { $each: path('$.gone'), do: 1 } }, fields, {})).toEqual({});
  });
});

describe('$encode in a flow', () => {
  it('is refused when it is evaluated', () => {
    expect(errorOf(() => evaluate({ $encode: 'json', of: 'x' })).hint).toBe(
      'Values are encoded in manifests of connectors only.',
    );
  });
});

describe('a template that is one {{json (helper …)}} read as JSON', () => {
  const data: JsonObject = { list: [3, 1], big: { a: [1] }, none: [] };

  it.each<[string, JsonValue]>([
    ['{{json (sort list)}}', [1, 3]],
    ['{{json (first list)}}', 3],
    ['{{{json (first none)}}}', null],
    ['{{json (default big "x")}}', { a: [1] }],
    [' {{json (first list)}}', 3],
    ['{"n":{{json (first list)}} }', { n: 3 }],
  ])('%s gives %j', (template, value) => {
    expect(evaluate({ $template: template, as: 'json' }, data)).toEqual(value);
  });

  it('is the value itself, not a copy that went through text', () => {
    const value = evaluate({ $template: '{{json (default big "x")}}', as: 'json' }, data);
    expect(value).toBe(data['big']);
  });

  it('misses what a path would miss', () => {
    const mapping = { $template: '{{json (sort gone)}}', as: 'json' } as const;
    expect(errorOf(() => evaluate(mapping, data)).code).toBe('PATH_MISSING');
    expect(evaluate({ ...mapping, missing: 'omit' }, data)).toBe(undefined);
  });
});
