import { describe, expect, it } from 'vitest';
import { durationParts, durationWords } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['10m', '10 minutes'],
    ['1h', '1 hour'],
    ['30d', '30 days'],
    ['1ms', '1 millisecond'],
    ['soon', 'soon'],
  ])('%s is said as %s', (text, words) => {
    expect(durationWords(text)).toBe(words);
  });

  it('is taken apart, unless it is none', () => {
    expect(durationParts('90s')).toEqual({ amount: 90, unit: 's' });
    expect(durationParts('1w')).toBeUndefined();
  });
});
