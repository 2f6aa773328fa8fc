import type { Field, JsonValue, Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { evaluateInput } from './evaluate.ts';

const FIELDS: Field[] = [
  { key: 'email', label: 'E-mail', type: 'email', required: true },
  { key: 'phone', label: 'Phone', type: 'string' },
  { key: 'body', label: 'Body', type: 'html' },
  { key: 'merge', label: 'Merge fields', type: 'map', items: text('value') },
  { key: 'tags', label: 'Tags', type: 'list', items: text('tag'), required: true },
  {
    key: 'address',
    label: 'Address',
    type: 'object',
    fields: [{ ...text('city'), required: true }, text('street')],
  },
  { key: 'data', label: 'Data', type: 'json' },
  { key: 'url', label: 'URL', type: 'url' },
];
const DATA: JsonValue = { a: { name: '<b>Ada & Co</b>', city: 'London' } };
const GONE = { $path: '$.a.gone' };

function text(key: string): Field {
  return { key, label: key, type: 'string' };
}

const inputOf = (input: Record<string, Mapping>) => evaluateInput(input, FIELDS, DATA);

describe('what is missing in the input of an action', () => {
  it.each<[string, Record<string, Mapping>]>([
    ['a required field', { email: GONE }],
    ['a template of a required field', { email: { $template: '{{a.gone}}' } }],
    ['an item of a required list', { tags: ['x', GONE] }],
    ['a required member of an object', { address: { city: GONE } }],
    ['a key that no field has', { other: GONE }],
    ['a member of free JSON', { data: { order: GONE } }],
  ])('is an error for %s', (_, input) => {
    expect(() => inputOf(input)).toThrow('There is nothing at $.a.gone');
  });

  it.each<[string, Record<string, Mapping>, JsonValue]>([
    ['an optional field', { phone: GONE }, {}],
    ['a template of an optional field', { phone: { $template: '+{{a.gone}}' } }, {}],
    ['a value of an optional map', { merge: { FNAME: GONE, CITY: 'x' } }, { merge: { CITY: 'x' } }],
    ['an optional member of an object', { address: { street: GONE } }, { address: {} }],
    ['free JSON as a whole', { data: GONE }, {}],
  ])('is left out for %s', (_, input, result) => {
    expect(inputOf(input)).toEqual(result);
  });

  it('is what the mapping says where it says something', () => {
    expect(inputOf({ email: { ...GONE, missing: 'omit' } })).toEqual({});
    expect(inputOf({ email: { ...GONE, missing: { default: 'x@example.org' } } })).toEqual({
      email: 'x@example.org',
    });
    expect(() => inputOf({ phone: { ...GONE, missing: 'error' } })).toThrow('nothing at $.a.gone');
  });
});

describe('text for an action', () => {
  it('is escaped in an HTML field and nowhere else', () => {
    const hello = { $template: '<p>{{a.name}}</p>' };
    expect(inputOf({ body: hello, phone: hello })).toEqual({
      body: '<p>&lt;b&gt;Ada &amp; Co&lt;/b&gt;</p>',
      phone: '<p><b>Ada & Co</b></p>',
    });
    expect(inputOf({ body: { $template: '{{{a.name}}}' } })).toEqual({ body: '<b>Ada & Co</b>' });
  });
});

describe('the same input', () => {
  it('follows the fields it is given, not those it met first', () => {
    const input = { phone: GONE };
    expect(inputOf(input)).toEqual({});
    const strict: Field[] = [{ ...text('phone'), required: true }];
    expect(() => evaluateInput(input, strict, DATA)).toThrow('nothing at $.a.gone');
  });
});

describe('a template for a URL', () => {
  const urlOf = (template: string, id: JsonValue, base = 'https://api.example.com/v1') =>
    evaluateInput({ url: { $template: template } }, FIELDS, { id, base, port: 'a.example:8080' })[
      'url'
    ];
  const USER = 'https://api.example.com/users/{{id}}/orders';

  it.each([
    ['a b', 'a%20b'],
    ['a/b', 'a%2Fb'],
    ['../admin', '..%2Fadmin'],
    ['x?admin=1#y', 'x%3Fadmin%3D1%23y'],
    ['%2e%2e', '%252e%252e'],
    [727, '727'],
    ['ü\\', '%C3%BC%5C'],
  ])('encodes the value %j', (id, written) => {
    expect(urlOf(USER, id)).toBe(`https://api.example.com/users/${written}/orders`);
    const own = USER.replace('{{id}}', '{{url_encode id}}');
    expect(urlOf(own, id)).toBe(`https://api.example.com/users/${written}/orders`);
  });

  it.each([
    ['{{base}}/users/{{id}}', 'a&b', 'https://api.example.com/v1/users/a%26b'],
    ['https://{{port}}/{{id}}', 'x', 'https://a.example:8080/x'],
    ['https://{{id}}/x', 'evil.example/y?', 'https://evil.example%2Fy%3F/x'],
    ['https://h.example/s?q={{id}}&n=1', 'a&n=2', 'https://h.example/s?q=a%26n%3D2&n=1'],
    ['https://h.example/s?q={{id}}', '', 'https://h.example/s?q='],
    ['https://h.example/x{{id}}', '', 'https://h.example/x'],
    ['https://h.example/{{{id}}}', 'a/b', 'https://h.example/a/b'],
    ['{{id}}', 'https://h.example/a/b?c', 'https://h.example/a/b?c'],
    ['https://h.example/{{lower (url_encode id)}}', 'A b', 'https://h.example/a%20b'],
  ])('%s with %j is %s', (template, id, url) => {
    expect(urlOf(template, id)).toBe(url);
  });

  it.each([
    [USER, '..', '{{id}} leaves a part of its path ".."'],
    [
      USER.replace('{{id}}', '{{url_encode id}}'),
      '..',
      '{{url_encode id}} leaves a part of its path ".."',
    ],
    [USER, '.', '{{id}} leaves a part of its path "."'],
    [USER, '', '{{id}} leaves a part of its path empty'],
    ['https://h.example/users/{{id}}', '', '{{id}} leaves a part of its path empty'],
    ['{{base}}/{{id}}?x=1', '', '{{id}} leaves a part of its path empty'],
    ['https://h.example/a/.{{id}}', '.', '{{id}} leaves a part of its path ".."'],
  ])('%s with %j is refused', (template, id, said) => {
    expect(() => urlOf(template, id)).toThrow(said);
  });
});
