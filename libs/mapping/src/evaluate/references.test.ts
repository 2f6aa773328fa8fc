import type { Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { firstName } from './path-inside.ts';
import { conditionReads, mappingReads, referencedPaths } from './references.ts';

const path = ($path: string) => ({ $path });

describe('the paths a mapping reads', () => {
  it.each<[string, Mapping, string[]]>([
    [
      'items of a loop as they lie in the data',
      {
        $each: path('$.input.tags'),
        do: { a: path('$.item.name'), b: { $template: '{{item.id}}' } },
      },
      ['$.input.tags', '$.input.tags[*].name', '$.input.tags[*].id'],
    ],
    [
      'items that a path selects itself',
      { $each: path('$.values[1:]'), as: 'row', do: [path("$['row'][0]"), path('$.input.x')] },
      ['$.values[1:]', '$.values[1:][0]', '$.input.x'],
    ],
    [
      'loops in loops',
      {
        $each: path('$.orders'),
        as: 'order',
        do: { $each: path('$.order.lines'), do: [path('$.item.sku'), path('$.order.id')] },
      },
      ['$.orders', '$.orders[*].lines', '$.orders[*].lines[*].sku', '$.orders[*].id'],
    ],
    [
      'no items of something computed, and no index',
      { $each: { $merge: [path('$.a')] }, do: [path('$.item.x'), path('$.index'), path('$.b')] },
      ['$.a', '$.b'],
    ],
    [
      'conditions of a loop',
      { $each: path('$.a'), do: 1, where: { all: [{ left: path('$.item.x'), op: 'exists' }] } },
      ['$.a', '$.a[*].x'],
    ],
    [
      'keys and values',
      {
        $object: path('$.a'),
        key: path('$.item'),
        value: { $pick: path('$.b'), key: path('$.c') },
      },
      ['$.a', '$.a[*]', '$.b', '$.c'],
    ],
    ['what is encoded', { $encode: 'json', of: { a: path('$.a') } }, ['$.a']],
    [
      'filters that look at other data',
      path('$.ways[?@.to == $.input.status && count($.steps.x[*]) > 1].id'),
      [
        '$.ways[?@.to == $.input.status && count($.steps.x[*]) > 1].id',
        '$.input.status',
        '$.steps.x',
      ],
    ],
    ['an item that is not of a loop as written', path('$.item.id'), ['$.item.id']],
  ])('are %s', (_, mapping, paths) => {
    expect(referencedPaths(mapping)).toEqual(paths);
  });

  it('have places', () => {
    const mapping = { a: [{ $each: path('$.x'), do: { b: path('$.item') } }] };
    expect(mappingReads(mapping)).toEqual([
      { path: '$.x', place: ['a', 0, '$each'] },
      { path: '$.x[*]', place: ['a', 0, 'do', 'b'] },
    ]);
    const condition = {
      not: { any: [{ left: path('$.a'), op: 'equals', right: path('$.b') }] },
    } as const;
    expect(conditionReads({ not: { any: [...condition.not.any] } })).toEqual([
      { path: '$.a', place: ['not', 'any', 0, 'left'] },
      { path: '$.b', place: ['not', 'any', 0, 'right'] },
    ]);
  });

  it('start with a name', () => {
    expect(firstName('$.input.a')).toBe('input');
    expect(firstName('$["input"]')).toBe('input');
    expect(firstName('$[*]')).toBe(undefined);
    expect(firstName('$.')).toBe(undefined);
  });
});
