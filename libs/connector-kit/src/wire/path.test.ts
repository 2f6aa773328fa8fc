import fc from 'fast-check';
import { parseJson, type JsonObject } from '@millrace/model';
import { describe, expect, it } from 'vitest';
import { compilePathTemplate } from './path.ts';

const filled = (template: string, values: JsonObject): string =>
  compilePathTemplate(template).fill(values);

describe('a path with values', () => {
  it('encodes each value as one segment, and keeps slashes where it says so', () => {
    const template = '/lists/{list_id}/members/{+key}';
    expect(compilePathTemplate(template).names).toEqual(['list_id', 'key']);
    const path = filled(template, { list_id: 'a/b?c#d', key: 'docs/März 1.pdf' });
    expect(path).toBe('/lists/a%2Fb%3Fc%23d/members/docs/M%C3%A4rz%201.pdf');
  });

  it('takes numbers with all their digits, booleans, and pieces of a segment', () => {
    const { id } = parseJson('{"id":8202522731445525542}') as JsonObject;
    expect(filled('/v{v}/values/{id}:append/{on}', { v: 4, id: id ?? null, on: true })).toBe(
      '/v4/values/8202522731445525542:append/true',
    );
  });

  const escapes = ['', '.', '..', '%2e', '%2E%2e', '.%2e', '%252e%252e', '%25252e.'];
  it.each([
    ...escapes,
    '../x',
    'a/..',
    'a\\..\\b',
    'a%2f..',
    'a%5C%2e%2e',
    'a\r\nb',
    '\0',
    '\ud800',
  ])('refuses %j in both forms', (x) => {
    for (const template of ['/a/{x}/b', '/a/{+x}/b', '/a{x}', '/{x}.json']) {
      expect(() => filled(template, { x })).toThrow(/"x" (is|holds)/);
    }
  });

  it('refuses an empty part between slashes that are kept', () => {
    for (const x of ['/a', 'a/', 'a//b', '//evil.example']) {
      expect(() => filled('/a/{+x}', { x })).toThrow(/empty part/);
    }
  });

  it('refuses what is missing and what is no plain value', () => {
    for (const x of [null, [], ['a'], {}]) {
      expect(() => filled('/{x}', { x })).toThrow(
        '"/{x}" is not a URL that can be called: "x" is missing',
      );
    }
    expect(() => filled('/{x}', {})).toThrow(/"x" is missing/);
    expect(() => filled('/{toString}', {})).toThrow(/"toString" is missing/);
  });

  it.each([
    'lists',
    '//evil.example/x',
    '{x}/a',
    '/a/../b',
    '/a/%2e%2E',
    '/a?b={x}',
    '/a#b',
    '/a\\b',
    '/a b',
    '/%2{x}',
    '/a/{',
    '/{x',
    '/x}',
    '/{}',
    '/{a.b}',
    '/{{x}}',
    '/ä',
    'https://evil.example/',
  ])('refuses the template %s', (template) => {
    expect(() => compilePathTemplate(template)).toThrow(
      expect.objectContaining({ code: 'URL_INVALID' }),
    );
  });

  it('never changes host, depth or query of an address, whatever the value', () => {
    const { fill } = compilePathTemplate('/a/{x}/b');
    const pieces = fc.constantFrom(
      '.',
      '..',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%',
      '?',
      '#',
      '@',
      ':',
      '\n',
      ' ',
      'é',
      'a',
    );
    const hostile = fc.oneof(
      fc.array(pieces).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(hostile, (x) => {
        let path: string;
        try {
          path = fill({ x });
        } catch {
          return;
        }
        const url = new URL(`https://api.example.com${path}`);
        expect([url.host, url.search, url.hash, url.pathname]).toEqual([
          'api.example.com',
          '',
          '',
          path,
        ]);
        expect(path.split('/')).toHaveLength(4);
        expect(decodeURIComponent(path.split('/')[2] ?? '')).toBe(x);
      }),
      { numRuns: 2_000 },
    );
  });
});
