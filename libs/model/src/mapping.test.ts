import { describe, expect, it } from 'vitest';
import {
  faultsOf,
  isBuiltMapping,
  isLiteralMapping,
  isPathMapping,
  isTemplateMapping,
  mappingForm,
  manifestConditionSchema,
  manifestMappingSchema,
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

/** Loops inside one another. */
function loops(levels: number): unknown {
  return levels === 0 ? 1 : { $each: [], do: loops(levels - 1) };
}

function meant(key: string, other: string): string {
  return `"${key}" is not known here. Did you mean "${other}"? Data with such a key stands in $literal.`;
}

describe('the form of a mapping', () => {
  it.each([
    [{ $path: '$.a' }, 'path'],
    [{ $template: 'x' }, 'template'],
    [{ $literal: { $path: 1 } }, 'literal'],
    [{ $each: [], do: 1 }, 'each'],
    [{ $object: [], key: 1, value: 1 }, 'entries'],
    [{ $merge: [] }, 'merge'],
    [{ $pick: [], key: 1 }, 'pick'],
    [{ $encode: 'json', of: 1 }, 'encode'],
    [{ a: 1 }, 'object'],
    [{ $filter: 1 }, 'object'],
    [[1], 'list'],
    ['$.a', 'value'],
    [null, 'value'],
  ])('of %j is %s', (mapping, form) => {
    expect(mappingForm(mapping)).toBe(form);
    expect(isPathMapping(mapping)).toBe(form === 'path');
    expect(isTemplateMapping(mapping)).toBe(form === 'template');
    expect(isLiteralMapping(mapping)).toBe(form === 'literal');
    expect(isBuiltMapping(mapping)).toBe(
      ['each', 'entries', 'merge', 'pick', 'encode'].includes(form),
    );
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
    ['data with other $ keys', { $filter: 'a eq 1', $top: 5, $set: { $push: { $path: '$.a' } } }],
    ['a list made of each item', { $each: { $path: '$.a' }, do: { $path: '$.item' } }],
    [
      'the same with a name and a condition',
      {
        $each: { $path: '$.a' },
        as: 'row',
        where: { all: [{ left: { $path: '$.row.b' }, op: 'exists' }] },
        do: { $path: '$.row' },
      },
    ],
    [
      'an object made of items',
      { $object: { $path: '$.a' }, key: { $path: '$.item' }, value: { $path: '$.index' } },
    ],
    ['objects put together', { $merge: [{ $path: '$.a' }, { b: 1 }] }],
    ['a picked member', { $pick: { $path: '$.a' }, key: { $path: '$.b' }, missing: 'null' }],
    ['loops 3 deep, one after another', { a: loops(3), b: { $each: loops(3), do: loops(2) } }],
  ])('may be %s', (_, mapping) => {
    expect(faults(mapping)).toEqual([]);
  });

  const TAKE = 'Use first or last, or leave it out for a list of all.';
  it.each([
    ['a mistyped $ key', { a: { $pth: '$.a' } }, '/a/$pth', meant('$pth', '$path')],
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
    ['a slip in a longer $ key', { $tempalte: 'x' }, '/$tempalte', meant('$tempalte', '$template')],
    ['a $ key in other case', { $Each: [], do: 1 }, '/$Each', meant('$Each', '$each')],
    [
      'a mistyped key of a form',
      { $each: [], do: 1, wher: {} },
      '/wher',
      '"wher" is not known here. Did you mean "where"?',
    ],
    ['$each without do', { $each: [] }, '/do', 'Give "do".'],
    ['$object without its key', { $object: [], value: 1 }, '/key', 'Give "key".'],
    ['$merge of no list', { $merge: { $path: '$.a' } }, '/$merge', 'Give a list of mappings.'],
    [
      'a mistyped mapping inside of a form',
      { $each: [], do: [{ $pick: { $pth: '$.a' }, key: 1 }] },
      '/do/0/$pick/$pth',
      meant('$pth', '$path'),
    ],
    [
      'a condition that is none',
      { $each: [], do: 1, where: { left: 1, op: 'equal', right: 1 } },
      '/where/op',
      '"equal" is not known here. Did you mean "equals"?',
    ],
    [
      'a name that other data has',
      { $each: [], do: 1, as: 'steps' },
      '/as',
      'Other data has this name. Give another one, such as row.',
    ],
    [
      'a name that is none',
      { $each: [], do: 1, as: '__proto__' },
      '/as',
      'Give a name such as row: letters, digits and _.',
    ],
    ['loops 4 deep', loops(4), '/do/do/do', '$each and $object nest at most 3 deep.'],
    [
      'a loop too deep in a condition',
      { $each: [], do: 1, where: { left: loops(3), op: 'exists' } },
      '/where/left/do/do',
      '$each and $object nest at most 3 deep.',
    ],
    [
      'encoding in a flow',
      { a: { $encode: 'json', of: 1 } },
      '/a/$encode',
      '"$encode" is known in manifests of connectors only, not in flows.',
    ],
    ['keys beside a literal', { $literal: 1, as: 'text' }, '/as', '"as" is not known here.'],
    ['a tree 33 deep', nested(33), '/a'.repeat(33), 'Mappings nest at most 32 deep.'],
    ['what is not JSON', { a: undefined }, '/a', 'Give a value, a $path or a $template.'],
    ['a number without end', Infinity, '', 'Give a value, a $path or a $template.'],
  ])('refuses %s', (_, mapping, path, message) => {
    expect(faults(mapping)).toEqual([[path, message]]);
  });
});

describe('a mapping of a manifest', () => {
  const faultsIn = (mapping: unknown) => {
    const { error } = manifestMappingSchema.safeParse(mapping);
    return error === undefined ? [] : faultsOf(error).map(({ path, message }) => [path, message]);
  };

  it('may encode, also deep inside and in conditions', () => {
    const encoded = { $encode: 'mime', of: { to: { $path: '$.input.to' } }, as: 'base64url' };
    const where = { left: encoded, op: 'exists' };
    expect(faultsIn({ $merge: [{ raw: encoded }, { $each: [], do: encoded, where }] })).toEqual([]);
    expect(manifestConditionSchema.safeParse({ not: where }).success).toBe(true);
  });

  it('is refused for a codec or form that does not exist', () => {
    expect(faultsIn({ $encode: 'bas64', of: 1 })).toEqual([
      ['/$encode', '"bas64" is not known here. Did you mean "base64"?'],
    ]);
    expect(faultsIn({ $encode: 'json', of: 1, as: 'bytes' })).toEqual([
      ['/as', '"bytes" is not known here. Use text, base64, base64url or file.'],
    ]);
    expect(faultsIn({ $encode: 'json' })).toEqual([['/of', 'Give "of".']]);
  });
});
