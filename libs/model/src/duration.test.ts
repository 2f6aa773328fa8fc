import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_PATTERN, parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
  ])('of %s is %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', 's', '5 s', '-5s', '1.5h', '5w', '5S', '5s ', '1234567890s', '5s5s'])(
    'is not written as %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is read whenever the schema lets it pass, and never otherwise', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,10}[a-z]{0,2}$/), (text) => {
        expect(parseDuration(text) !== undefined).toBe(DURATION_PATTERN.test(text));
      }),
    );
  });
});
