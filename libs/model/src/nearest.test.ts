import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the word that was meant', () => {
  it.each([
    ['conection', ['connection', 'action', 'input'], 'connection'],
    ['MILLRACE_PROT', ['MILLRACE_HOST', 'MILLRACE_PORT'], 'MILLRACE_PORT'],
    ['Equals', ['equals', 'not_equals'], 'equals'],
    ['al', ['all', 'any'], 'all'],
    ['x', ['id', 'kind'], undefined],
    ['colour', ['id', 'kind'], undefined],
    ['name', [], undefined],
    ['', ['id'], undefined],
    ['x', [''], undefined],
    ['x', ['y'], undefined],
    ['id', ['id'], 'id'],
    ['kitten', ['sitting', 'mitten'], 'mitten'],
    ['sitting', ['kitten'], 'kitten'],
    ['n'.repeat(65), ['n'.repeat(64)], undefined],
    ['n'.repeat(64), ['n'.repeat(65)], undefined],
  ])('for %j among %j is %j', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
  });
});
