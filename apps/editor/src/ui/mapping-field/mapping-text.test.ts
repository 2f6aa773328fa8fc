import type { Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { jsonText, readJson } from './json-text.ts';
import {
  insertPath,
  isUnset,
  mappingFromText,
  pathToTemplate,
  templateToText,
  textOf,
  withConversion,
  withEmpty,
  withMissing,
  withTake,
} from './mapping-text.ts';

const EMAIL = '$.trigger.body.billing.email';

describe('typing into a field', () => {
  it('makes a literal of plain text', () => {
    expect(mappingFromText('hello', 'string', undefined)).toBe('hello');
  });

  it('makes a number in a number field, and leaves what is not one as text', () => {
    expect(mappingFromText('12.50', 'number', undefined)).toBe(12.5);
    expect(mappingFromText('-3', 'integer', undefined)).toBe(-3);
    expect(mappingFromText('12.', 'number', undefined)).toBe('12.');
    expect(mappingFromText('007', 'number', undefined)).toBe('007');
  });

  it('keeps digits as text in a text field', () => {
    expect(mappingFromText('007', 'string', undefined)).toBe('007');
  });

  it('unsets the field when it is emptied', () => {
    expect(mappingFromText('', 'string', 'a')).toBeUndefined();
  });

  it('makes a template once there is a {{…}} in the text', () => {
    expect(mappingFromText('Hi {{trigger.body.name}}', 'string', 'Hi ')).toEqual({
      $template: 'Hi {{trigger.body.name}}',
    });
  });

  it('keeps conversion and missing of a template while it is edited', () => {
    const before = { $template: '{{a}}', as: 'number' as const, missing: 'omit' as const };
    expect(mappingFromText('{{a}}0', 'string', before)).toEqual({ ...before, $template: '{{a}}0' });
  });

  it('goes back to plain text when the last {{…}} is gone', () => {
    expect(mappingFromText('Hi', 'string', { $template: 'Hi {{a}}' })).toBe('Hi');
  });

  it('leaves braces alone that someone wants as plain text', () => {
    const plain = templateToText({ $template: 'Hi {{a}}' });
    expect(plain).toEqual({ $literal: 'Hi {{a}}' });
    expect(mappingFromText('Hi {{a}}!', 'string', plain)).toEqual({ $literal: 'Hi {{a}}!' });
  });

  it('shows again what was typed', () => {
    expect(textOf(mappingFromText('12.5', 'number', undefined))).toBe('12.5');
    expect(textOf({ $literal: '{{a}}' })).toBe('{{a}}');
    expect(textOf(undefined)).toBe('');
    expect(textOf(true)).toBe('true');
  });
});

describe('a number with more digits than a double has', () => {
  it('keeps them when it is typed, edited as JSON and shown', () => {
    const typed = mappingFromText('8202522731445525542', 'integer', undefined);
    expect(JSON.stringify(typed)).toBe('8202522731445525542');
    expect(textOf(typed)).toBe('8202522731445525542');
    const read = readJson('{"id": 12345678901234567.89}');
    expect(read.ok && jsonText(read.mapping)).toBe('{\n  "id": 12345678901234567.89\n}');
    expect(mappingFromText('9'.repeat(2000), 'number', undefined)).toBe('9'.repeat(2000));
  });
});

describe('picking a value for a field', () => {
  it('takes the whole value with its type when the field is empty', () => {
    expect(insertPath(undefined, EMAIL, 'email')).toEqual({ $path: EMAIL });
    expect(insertPath('', EMAIL, 'string')).toEqual({ $path: EMAIL });
  });

  it('inserts its name at the caret when there is text', () => {
    expect(insertPath('Hi !', EMAIL, 'string', { start: 3, end: 3 })).toEqual({
      $template: 'Hi {{trigger.body.billing.email}}!',
    });
  });

  it('replaces the selected text', () => {
    expect(insertPath('Hi NAME!', EMAIL, 'string', { start: 3, end: 7 })).toEqual({
      $template: 'Hi {{trigger.body.billing.email}}!',
    });
  });

  it('adds to a template and keeps its conversion', () => {
    expect(insertPath({ $template: '{{a}} ', as: 'string' }, EMAIL, 'string')).toEqual({
      $template: '{{a}} {{trigger.body.billing.email}}',
      as: 'string',
    });
  });

  it('replaces a value picked before', () => {
    expect(insertPath({ $path: '$.a', as: 'number' }, EMAIL, 'string')).toEqual({ $path: EMAIL });
  });

  it('replaces what stands in a field that takes one value', () => {
    expect(insertPath(12, EMAIL, 'number')).toEqual({ $path: EMAIL });
    expect(insertPath('subscribed', EMAIL, 'choice')).toEqual({ $path: EMAIL });
  });

  it('takes the whole value when a template could not name it', () => {
    expect(insertPath('Hi', '$..email', 'string')).toEqual({ $path: '$..email' });
  });

  it('replaces a list or an object as a whole', () => {
    expect(insertPath(['a'], EMAIL, 'list')).toEqual({ $path: EMAIL });
  });

  it('turns a picked value into text that can be typed around', () => {
    expect(pathToTemplate({ $path: EMAIL })).toEqual({
      $template: '{{trigger.body.billing.email}}',
    });
    expect(pathToTemplate({ $path: '$..email' })).toBeUndefined();
    expect(pathToTemplate('text')).toBeUndefined();
  });
});

describe('conversion and missing', () => {
  it('adds a conversion and takes it away', () => {
    const converted = withConversion({ $path: '$.a' }, 'number');
    expect(converted).toEqual({ $path: '$.a', as: 'number' });
    expect(withConversion(converted, undefined)).toEqual({ $path: '$.a' });
  });

  it('leaves out the default answer to a missing value', () => {
    const omitted = withMissing({ $path: '$.a' }, 'omit');
    expect(omitted).toEqual({ $path: '$.a', missing: 'omit' });
    expect(withMissing(omitted, 'error')).toEqual({ $path: '$.a', missing: 'error' });
    expect(withMissing(omitted, undefined)).toEqual({ $path: '$.a' });
    expect(withMissing({ $path: '$.a' }, { default: 0 })).toEqual({
      $path: '$.a',
      missing: { default: 0 },
    });
  });

  it('changes nothing about a literal', () => {
    expect(withConversion('a', 'number')).toBe('a');
    expect(withMissing(3, 'omit')).toBe(3);
  });

  it('takes null and empty text for unset, but not false and 0', () => {
    expect([undefined, null, '', false, 0].map(isUnset)).toEqual([true, true, true, false, false]);
  });
});

describe('a mapping edited as JSON', () => {
  it('reads back what it wrote', () => {
    const mapping = { a: [1, { $path: '$.b' }] };
    expect(readJson(jsonText(mapping))).toEqual({ ok: true, mapping });
  });

  it('is unset when empty and says why when it is not JSON or not a mapping', () => {
    expect(readJson('  ')).toEqual({ ok: true, mapping: undefined });
    expect(readJson('{"a":')).toMatchObject({ ok: false });
    expect(readJson('{"$pth": 1}')).toMatchObject({ ok: false });
  });
});

describe('the choices of a mapping', () => {
  const all: Mapping = {
    $path: '$.a[*]',
    take: 'first',
    as: 'number',
    missing: { default: 0 },
    empty: 'missing',
  };

  it('are kept when another one is changed', () => {
    expect(withConversion(all, 'string')).toEqual({ ...(all as object), as: 'string' });
    expect(withTake(all, undefined)).toEqual({
      $path: '$.a[*]',
      as: 'number',
      missing: { default: 0 },
      empty: 'missing',
    });
    expect(withEmpty({ $template: '{{a}}', missing: 'omit' }, 'missing')).toEqual({
      $template: '{{a}}',
      missing: 'omit',
      empty: 'missing',
    });
    expect(withTake({ $template: '{{a}}' }, 'first')).toEqual({ $template: '{{a}}' });
  });
});
