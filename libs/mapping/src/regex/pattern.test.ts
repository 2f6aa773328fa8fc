import { isAppError } from '@millrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromIRegexp } from './i-regexp.ts';
import { PATTERN_LIMITS } from './pattern-limits.ts';
import { patternSize } from './pattern-size.ts';
import { compilePattern } from './pattern.ts';

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

describe('a regular expression', () => {
  it('searches a part of a text or matches all of it', () => {
    const pattern = compilePattern('[0-9]+');
    expect([pattern.search('a 17 b'), pattern.search('ab')]).toEqual([true, false]);
    expect([pattern.matches('17'), pattern.matches('a 17')]).toEqual([true, false]);
  });

  it.each(['(a', 'a**', '(?=a)', '(?<!a)b', '(a)\\1', '[z-a]', '*a', '\\8'])(
    'is refused when RE2 does not take it: %s',
    (source) => {
      expect(codeOf(() => compilePattern(source))).toBe('PATTERN_SYNTAX');
    },
  );

  it.each([
    'a'.repeat(PATTERN_LIMITS.length + 1),
    '(a|b){1000}',
    '(((a{10}){10}){10}){10}',
    '(?:\\Q(((\\E){300,400}',
    '[)]{600}[(]{600}',
    '(\\)b){400}',
    '(\\p{Greek}x){600}',
    'a{1001,}',
  ])('is refused when it compiles to too much: %s', (source) => {
    expect(codeOf(() => compilePattern(source))).toBe('PATTERN_LIMIT');
  });

  it('is matched with texts of a bounded length, shorter ones for larger patterns', () => {
    const small = compilePattern('a+$');
    const large = compilePattern('(a|b)*a(a|b){100}[cd]');
    const fits = Math.floor(PATTERN_LIMITS.work / large.size);
    expect(codeOf(() => small.search('b'.repeat(PATTERN_LIMITS.text)))).toBeUndefined();
    expect(codeOf(() => small.search('b'.repeat(PATTERN_LIMITS.text + 1)))).toBe('PATTERN_LIMIT');
    expect(codeOf(() => large.matches('b'.repeat(fits)))).toBeUndefined();
    expect(codeOf(() => large.matches('b'.repeat(fits + 1)))).toBe('PATTERN_LIMIT');
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(50_000)}!`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(8000)],
    ['(.*a){25}', 'a'.repeat(1900)],
    ['\\s+$', `${' '.repeat(99_000)}x`],
    ['(x+x+)+y', 'x'.repeat(50_000)],
  ])('ends soon for %s', (source, text) => {
    const pattern = compilePattern(source);
    expect(pattern.matches(text)).toBe(/^\(\.\*a/.test(source));
  });

  it('answers any text with a pattern or an error of the catalogue', () => {
    const part = fc.constantFrom(
      ...['(', ')', '[', ']', '{2}', '{1,9}', '*', '+', '?', '|', '.', '\\', 'a', '-', '^', '$'],
      ...['(?i)', '(?:', '(?P<n>', '\\Q', '\\E', '\\p{L}', '[[:alpha:]]', ',', '}', '😀', '\ud800'],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.string(), (parts, text) => {
        try {
          const pattern = compilePattern(parts.join(''));
          expect(pattern.search(text) || !pattern.matches(text)).toBe(true);
          expect(pattern.size).toBeLessThan(4 * patternSize(parts.join('')) + 20);
        } catch (error) {
          expect(isAppError(error)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('an I-Regexp', () => {
  it.each([
    ['', ''],
    ['a.b', 'a[^\\n\\r]b'],
    ['a\\.b', 'a\\.b'],
    ['[.]', '[.]'],
    ['(a|b)*c{2,3}d{4,}e?', '(a|b)*c{2,3}d{4,}e?'],
    ['[^a-z\\p{Lu}-]', '[^a-z\\p{Lu}-]'],
    ['[-a]', '[-a]'],
    ['\\P{Nd}\\n\\t\\\\', '\\P{Nd}\\n\\t\\\\'],
    ['😀+', '😀+'],
  ])('%s is %s for RE2', (source, translated) => {
    expect(fromIRegexp(source)).toBe(translated);
    expect(codeOf(() => compilePattern(translated))).toBeUndefined();
  });

  it.each([
    ...['(', ')', '(a', 'a)', '*', 'a**', 'a{', '{2}', 'a{,2}', '[', '[]', '[a', 'a]', '\\'],
    ...['\\d', '\\b', '\\1', '\\u0041', '(?:a)', '(?i)a', '\\p{Greek}', '[[:alpha:]]', '\ud800'],
    ...['[a\ud800]', '|*', '(*)'],
  ])('is not %j', (source) => {
    expect(fromIRegexp(source)).toBeUndefined();
  });
});
