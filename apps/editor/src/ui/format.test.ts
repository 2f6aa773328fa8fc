import { describe, expect, it } from 'vitest';
import { between, durationText, relativeText, sizeText } from './format.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function ago(ms: number): string {
  return relativeText(new Date(NOW - ms).toISOString(), NOW, 'en');
}

describe('Relative times', () => {
  it.each([
    [0, 'just now'],
    [4_000, 'just now'],
    [42_000, '42 sec. ago'],
    [60_000, '1 min. ago'],
    [59 * 60_000, '59 min. ago'],
    [2 * 3_600_000, '2 hr. ago'],
    [30 * 3_600_000, 'yesterday'],
    [10 * 86_400_000, '10 days ago'],
  ])('say how long ago %d ms are', (ms, words) => {
    expect(ago(ms)).toBe(words);
  });

  it('become a date after four weeks', () => {
    expect(ago(60 * 86_400_000)).toBe('Sep 22, 2026');
  });

  it('forgive a server whose clock is a little ahead', () => {
    expect(ago(-3_000)).toBe('just now');
  });

  it('show what is no instant as it is', () => {
    expect(relativeText('soon', NOW)).toBe('soon');
  });
});

describe('Durations', () => {
  it.each([
    [0.4, '0 ms'],
    [342, '342 ms'],
    [1_340, '1.3 s'],
    [42_000, '42 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [90_000_000, '1 d 1 h'],
  ])('of %d ms are exact where it matters', (ms, words) => {
    expect(durationText(ms)).toBe(words);
  });

  it('are unknown while one end is missing, and never negative', () => {
    expect(between('2026-11-21T12:00:00Z', null)).toBeUndefined();
    expect(between('2026-11-21T12:00:01Z', '2026-11-21T12:00:00Z')).toBe(0);
  });
});

describe('Sizes', () => {
  it.each([
    [12, '12 B'],
    [1_234, '1.2 kB'],
    [45_600, '46 kB'],
    [2_500_000, '2.5 MB'],
  ])('of %d bytes are short', (bytes, words) => {
    expect(sizeText(bytes)).toBe(words);
  });
});
