import { describe, expect, it } from 'vitest';
import {
  faultsOf,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  mappingForm,
  mappingSchema,
  MAX_PATH_LENGTH,
  MAX_TEMPLATE_LENGTH,
} from './index.ts';

function faults(mapping: unknown): unknown[] {
  const { error } = mappingSchema.safeParse(mapping);
  return error === undefined ? [] : faultsOf(error).map(({ path, message }) => [path, message]);
}

function nested(depth: number): unknown {
  return depth === 0 ? 'x' : { a: nested(depth - 1) };
}

describe('the form of a mapping', () => {
  it.each([
    [{ $path: '$.a' }, 'path'],
    [{ $template: 'x' }, 'template'],
    [{ $literal: { $path: 1 } }, 'literal'],
    [{ a: 1 }, 'object'],
    [[1], 'list'],
    ['$.a', 'value'],
    [null, 'value'],
  ])('of %j is %s', (mapping, form) => {
    expect(mappingForm(mapping)).toBe(form);
    expect(isPathMapping(mapping)).toBe(form === 'path');
    expect(isTemplateMapping(mapping)).toBe(form === 'template');
    expect(isLiteralMapping(mapping)).toBe(form === 'literal');
  });
});

describe('a mapping', () => {
  it.each([
    ['a text', 'text'],
    ['a list of mappings', [1, { $path: '$.a' }, [true, null]]],
    ['a path with everything', { $path: '$.a', as: 'number', missing: { default: [{ $x: 1 }] } }],
    ['the first of many', { $path: '$.a[*]', take: 'first', empty: 'missing' }],
    ['a template, nothing when empty', { $template: '{{a}}', empty: 'missing' }],
    ['a template', { $template: '{{a}}', missing: 'omit' }],
    ['a literal of any keys', { $literal: { $path: 1, $x: [] } }],
    ['a tree 32 deep', nested(32)],
  ])('may be %s', (_, mapping) => {
    expect(faults(mapping)).toEqual([]);
  });

  const TAKE = 'Use first or last, or leave it out for a list of all.';
  const USE = 'Use $path, $template or $literal.';
  it.each([
    ['unknown $ keys', { a: { $pth: '$.a' } }, '/a/$pth', `"$pth" is not known here. ${USE}`],
    [
      'a path without $',
      { $path: 'a.b' },
      '/$path',
      'A path starts with $, for example $.trigger.body.email.',
    ],
    ['another choice of many', { $path: '$.a', take: 'all' }, '/take', TAKE],
    [
      'a template of many',
      { $template: '{{a}}', take: 'first' },
      '/take',
      '"take" is not known here.',
    ],
    ['empty as it is', { $path: '$.a', empty: 'value' }, '/empty', 'Use missing, or leave it out.'],
    ['a path that is no text', [{ $path: 5 }], '/0/$path', 'Expected text, not 5.'],
    [
      'a long path',
      { $path: `$${'a'.repeat(MAX_PATH_LENGTH)}` },
      '/$path',
      'Give at most 512 characters.',
    ],
    [
      'a long template',
      { $template: 'a'.repeat(MAX_TEMPLATE_LENGTH + 1) },
      '/$template',
      'Give at most 20000 characters.',
    ],
    [
      'keys beside a path',
      { $path: '$.a', ass: 'number' },
      '/ass',
      '"ass" is not known here. Did you mean "as"?',
    ],
    [
      'a path beside a template',
      { $path: '$.a', $template: 'x' },
      '/$template',
      '"$template" is not known here.',
    ],
    [
      'an unknown conversion',
      { $path: '$.a', as: 'nubmer' },
      '/as',
      '"nubmer" is not known here. Did you mean "number"?',
    ],
    [
      'an unknown way with what is missing',
      { $path: '$.a', missing: 'skip' },
      '/missing',
      'Use error, omit, null or { default: … }.',
    ],
    ['keys beside a literal', { $literal: 1, as: 'text' }, '/as', '"as" is not known here.'],
    ['a tree 33 deep', nested(33), '/a'.repeat(33), 'Mappings nest at most 32 deep.'],
    ['what is not JSON', { a: undefined }, '/a', 'Give a value, a $path or a $template.'],
    ['a number without end', Infinity, '', 'Give a value, a $path or a $template.'],
  ])('refuses %s', (_, mapping, path, message) => {
    expect(faults(mapping)).toEqual([[path, message]]);
  });
});
