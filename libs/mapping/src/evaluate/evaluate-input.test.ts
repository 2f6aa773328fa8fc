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
