import { describe, expect, it } from 'vitest';
import { rateLimitOf } from './rate-limit.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const IN_30 = NOW.getTime() / 1_000 + 30;
const read = (status: number, headers: Record<string, string>) =>
  rateLimitOf({ status, headers }, NOW);

describe('a limit of calls', () => {
  it.each<[string, number, Record<string, string>, number | undefined]>([
    ['429 alone', 429, {}, undefined],
    ['420 alone', 420, {}, undefined],
    ['Retry-After in seconds', 429, { 'retry-after': '7' }, 7_000],
    ['403 with Retry-After', 403, { 'retry-after': '1' }, 1_000],
    ['400 with Retry-After', 400, { 'retry-after': '2' }, 2_000],
    ['Retry-After with a fraction', 429, { 'retry-after': '0.35' }, 350],
    ['Retry-After as a date', 403, { 'retry-after': 'Sat, 21 Nov 2026 08:00:30 GMT' }, 30_000],
    [
      'the date form of RFC 850',
      429,
      { 'retry-after': 'Saturday, 21-Nov-26 08:00:30 GMT' },
      30_000,
    ],
    ['a date that has passed', 429, { 'retry-after': 'Sat, 21 Nov 2026 07:00:00 GMT' }, 0],
    ['Retry-After as a Unix time', 429, { 'retry-after': String(IN_30) }, 30_000],
    ['retry-after-ms', 429, { 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
    ['x-ms-retry-after-ms', 429, { 'x-ms-retry-after-ms': '20' }, 20],
    ['X-Retry-After', 503, { 'x-retry-after': '4', 'x-ratelimit-remaining': '0' }, 4_000],
    [
      'nothing left, reset as a Unix time',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(IN_30) },
      30_000,
    ],
    [
      'nothing left, reset as a Unix time in milliseconds',
      400,
      { 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': `${IN_30}000` },
      30_000,
    ],
    [
      'nothing left, reset in seconds',
      503,
      { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' },
      30_000,
    ],
    [
      'nothing left, reset as a date',
      403,
      { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '2026-11-21T08:00:30Z' },
      30_000,
    ],
    [
      'reset after, with a fraction',
      429,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' },
      1_500,
    ],
    [
      'two limits of which one is used up',
      429,
      {
        'x-ratelimit-remaining-requests': '9',
        'x-ratelimit-reset-requests': '1h0m0s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      360_000,
    ],
    ['a duration in milliseconds', 429, { 'retry-after': '20ms' }, 20],
    ['only a reset', 429, { 'x-ratelimit-reset': '12' }, 12_000],
    ['draft 7', 403, { ratelimit: 'limit=100, remaining=0, reset=50' }, 50_000],
    ['draft 8', 403, { ratelimit: '"default";r=0;t=30' }, 30_000],
    ['draft 8 with two', 503, { ratelimit: '"burst";r=0;t=3, "day";r=0;t=9, "y";r=1;t=99' }, 9_000],
    ['a time too far away', 429, { 'retry-after': '999999' }, 86_400_000],
  ])('is told by %s', (_, status, headers, afterMs) => {
    expect(read(status, headers)).toEqual({ limited: true, afterMs });
  });

  it.each<[string, number, Record<string, string>]>([
    ['403 alone', 403, {}],
    ['403 with calls left', 403, { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': '30' }],
    ['404 as the last call', 404, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }],
    ['422 as the last call', 422, { ratelimit: '"default";r=0;t=30' }],
    ['a success as the last call', 200, { 'x-ratelimit-remaining': '0' }],
    ['403 with a time that is none', 403, { 'retry-after': 'soon' }],
    ['403 with a negative time', 403, { 'retry-after': '-5' }],
  ])('is not told by %s', (_, status, headers) => {
    expect(read(status, headers)).toEqual({ limited: false, afterMs: undefined });
  });

  it('is not what 503 says, which names a time all the same', () => {
    expect(read(503, { 'retry-after': '3' })).toEqual({ limited: false, afterMs: 3_000 });
  });
});
