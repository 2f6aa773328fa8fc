import type { Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { insertHelper } from './insert-helper.ts';
import { textOf, type Caret } from './mapping-text.ts';

/** The text of the mapping; what is selected stands in brackets. */
function put(mapping: Mapping | undefined, usage: string, caret?: Caret): string {
  const { mapping: next, select } = insertHelper(mapping, usage, caret);
  const text = textOf(next);
  return `${text.slice(0, select.start)}[${text.slice(select.start, select.end)}]${text.slice(select.end)}`;
}

describe('putting a helper into a field', () => {
  it('writes what it needs, and selects the first part to be filled in', () => {
    expect(put(undefined, 'upper text')).toBe('{{upper [text]}}');
    expect(put('Dear ', 'truncate text length end="…"')).toBe('Dear {{truncate [text] length}}');
    expect(put(undefined, 'uuid')).toBe('{{uuid[]}}');
    expect(put(undefined, 'and value other …')).toBe('{{and [value] other}}');
  });

  it('goes around a picked value, which keeps its choices', () => {
    const picked: Mapping = { $path: '$.trigger.body["first name"]', missing: 'omit' };
    expect(put(picked, 'upper text')).toBe('{{upper trigger.body.[first name][]}}');
    expect(put(picked, 'pad text length fill=" "')).toBe(
      '{{pad trigger.body.[first name] [length]}}',
    );
    expect(insertHelper(picked, 'upper text').mapping).toMatchObject({ missing: 'omit' });
  });

  it('takes the place of what is selected, and stays inside of open braces', () => {
    expect(put({ $template: 'a b c' }, 'trim text', { start: 2, end: 3 })).toBe(
      'a {{trim [text]}} c',
    );
    expect(put({ $template: '{{upper }}' }, 'trim text', { start: 8, end: 8 })).toBe(
      '{{upper (trim [text])}}',
    );
    expect(put({ $template: '{{}}' }, 'trim text', { start: 2, end: 2 })).toBe('{{trim [text]}}');
  });

  it('starts anew where a picked value selects many', () => {
    expect(put({ $path: '$..sku' }, 'join list separator=", "')).toBe('{{join [list]}}');
  });
});
