import type { Field, JsonObject } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { checkInput, completeInput } from './input.ts';

function field(type: Field['type'], more: Partial<Field> = {}): Field {
  return { key: 'value', label: 'Value', type, ...more };
}

const choices = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];
const text = field('string', { key: 'name', label: 'Name', required: true });

describe('an input that fits', () => {
  it.each([
    [field('string'), 'x'],
    [field('text'), 'x\ny'],
    [field('html'), '<p>'],
    [field('secret'), 'x'],
    [field('email'), 'ada@example.com'],
    [field('url'), 'https://example.com/a?b=c'],
    [field('number'), 1.5],
    [field('integer'), 3],
    [field('boolean'), false],
    [field('date'), '2026-11-21'],
    [field('date'), '2026-11-21T08:00:00+01:00'],
    [field('choice', { choices }), 'b'],
    [field('list'), [1, 'x']],
    [field('list', { items: text }), ['x']],
    [field('object', { fields: [text] }), { name: 'x' }],
    [field('map'), { any: [1] }],
    [field('map', { items: field('integer') }), { a: 1 }],
    [field('json'), null],
    [field('json'), [{}]],
  ])('%# is taken: $type', (one, value) => {
    expect(checkInput([one], { value })).toEqual([]);
    expect(completeInput([one], { value })).toEqual({ value });
  });
});

describe('an input that does not fit', () => {
  it.each([
    [field('string'), 5, '/value', 'Value (value) is 5; it takes text.'],
    [field('email'), 'ada', '/value', 'Value (value) is "ada"; it takes an e-mail address.'],
    [
      field('url'),
      'example',
      '/value',
      'Value (value) is "example"; it takes a full address such as https://example.com.',
    ],
    [field('number'), '5', '/value', 'Value (value) is "5"; it takes a number.'],
    [field('integer'), 5.5, '/value', 'Value (value) is 5.5; it takes a whole number.'],
    [field('boolean'), 'true', '/value', 'Value (value) is "true"; it takes true or false.'],
    [
      field('date'),
      'today',
      '/value',
      'Value (value) is "today"; it takes a date such as 2026-11-21 or 2026-11-21T08:00:00Z.',
    ],
    [field('choice', { choices }), 'c', '/value', 'Value (value) is "c"; it takes one of a, b.'],
    [field('list'), {}, '/value', 'Value (value) is an object; it takes a list.'],
    [
      field('list', { items: field('integer', { key: 'item', label: 'Item' }) }),
      [1, 'x'],
      '/value/1',
      'Item (value.1) is "x"; it takes a whole number.',
    ],
    [field('object', { fields: [text] }), {}, '/value/name', 'Name (value.name) is required.'],
    [
      field('object', { fields: [text] }),
      [],
      '/value',
      'Value (value) is a list; it takes an object.',
    ],
    [field('map'), 'x', '/value', 'Value (value) is "x"; it takes an object.'],
    [
      field('map', { items: field('integer', { label: 'Number' }) }),
      { 'a/b': 'x' },
      '/value/a~1b',
      'Number (value.a/b) is "x"; it takes a whole number.',
    ],
  ])('%# names the place and what it takes', (one, value, path, message) => {
    expect(checkInput([one], { value })).toEqual([{ path, message }]);
  });

  it.each([{}, { name: null }, { name: '' }])(
    'has nothing where something is required: %j',
    (input) => {
      expect(checkInput([text], input)).toEqual([
        { path: '/name', message: 'Name (name) is required.' },
      ]);
    },
  );

  it('has a field nobody knows, and is told which was meant', () => {
    expect(checkInput([text], { name: 'x', nmae: 'y', zzzzzzzz: 1 })).toEqual([
      { path: '/nmae', message: '"nmae" is not a field here. Did you mean "name"?' },
      { path: '/zzzzzzzz', message: '"zzzzzzzz" is not a field here.' },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('cannot slip in "%s"', (key) => {
    const input = JSON.parse(`{"name":"x",${JSON.stringify(key)}:{"a":1}}`) as JsonObject;
    expect(checkInput([text], input)).toEqual([
      { path: `/${key}`, message: `"${key}" is not a field here.` },
    ]);
    expect(completeInput([text], input)).toEqual({ name: 'x' });
  });
});

describe('a checked input', () => {
  it('gets defaults, and loses what was left empty', () => {
    const fields = [
      field('choice', { key: 'status', choices, default: 'a' }),
      field('string', { key: 'language' }),
      field('json', { key: 'body' }),
      field('object', { key: 'inner', fields: [field('integer', { key: 'count', default: 1 })] }),
    ];
    expect(checkInput(fields, { language: '', inner: {} })).toEqual([]);
    expect(completeInput(fields, { language: '', status: null, body: null, inner: {} })).toEqual({
      status: 'a',
      body: null,
      inner: { count: 1 },
    });
  });

  it('needs no value for a required field with a default', () => {
    const fields = [field('integer', { required: true, default: 3 })];
    expect(checkInput(fields, {})).toEqual([]);
    expect(completeInput(fields, {})).toEqual({ value: 3 });
  });
});
