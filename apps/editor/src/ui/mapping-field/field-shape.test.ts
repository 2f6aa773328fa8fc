import type { Field, Mapping } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { fieldShape } from './field-shape.ts';

function field(type: Field['type']): Field {
  return { key: 'k', label: 'K', type, choices: [{ value: 'a', label: 'A' }] };
}

describe('the control of a field', () => {
  it.each<[Field['type'], Mapping | undefined, string]>([
    ['string', undefined, 'text'],
    ['email', 'a@b.test', 'text'],
    ['number', 12, 'text'],
    ['boolean', undefined, 'boolean'],
    ['boolean', true, 'boolean'],
    ['choice', 'a', 'choice'],
    ['list', ['a'], 'list'],
    ['object', { a: 1 }, 'object'],
    ['map', null, 'map'],
    ['json', [1], 'json'],
    ['secret', 'x', 'secret'],
  ])('of type %s holding %j is the one of its type', (type, value, shape) => {
    expect(fieldShape(field(type), value)).toBe(shape);
  });

  it('is a picked value whatever the type', () => {
    for (const type of ['string', 'list', 'object', 'boolean'] as const) {
      expect(fieldShape(field(type), { $path: '$.a' })).toBe('path');
    }
  });

  it('is text for a template, also in a field with fixed choices', () => {
    expect(fieldShape(field('choice'), { $template: '{{a}}' })).toBe('text');
  });

  it('shows a value that does not fit its type instead of losing it', () => {
    expect(fieldShape(field('choice'), 'gone')).toBe('text');
    expect(fieldShape(field('boolean'), 'yes')).toBe('text');
    expect(fieldShape(field('string'), { a: 1 })).toBe('json');
    expect(fieldShape(field('list'), { a: 1 })).toBe('json');
    expect(fieldShape(field('object'), 'text')).toBe('text');
    expect(fieldShape(field('string'), { $literal: { $path: 'x' } })).toBe('json');
    expect(fieldShape(field('string'), { $literal: '$x' })).toBe('text');
  });
});
