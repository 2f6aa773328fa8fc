import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeedCache } from './feed-cache.ts';

const feed = { isConnected: true, lostAt: 0 };
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  Object.assign(feed, { isConnected: true, lostAt: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

function cache(absent?: number): FeedCache<{ n: number }> {
  return new FeedCache(feed, absent === undefined ? { values: 10 } : { values: 10, absent });
}

describe('a cache that hears of changes', () => {
  it('looks once, and again after a change', async () => {
    const values = cache();
    let looks = 0;
    const load = () => Promise.resolve({ n: (looks += 1) });
    expect(await values.get('a', load)).toEqual({ n: 1 });
    expect(values.get('a', load)).toEqual({ n: 1 });
    values.forget(({ n }) => n === 1);
    expect(await values.get('a', load)).toEqual({ n: 2 });
  });

  it('does not keep what a change overtook while it was looked up', async () => {
    const values = cache();
    let found: (value: { n: number }) => void = () => undefined;
    const looking = values.get('a', () => new Promise((resolve) => (found = resolve)));
    values.forget(() => false);
    found({ n: 1 });
    await looking;
    expect(await values.get('a', () => Promise.resolve({ n: 2 }))).toEqual({ n: 2 });
  });

  it('remembers what is not there where it is told to, until something changes', async () => {
    const values = cache(10);
    let looks = 0;
    const load = () => {
      looks += 1;
      return Promise.resolve(undefined);
    };
    await values.get('guess', load);
    await values.get('guess', load);
    expect(looks).toBe(1);
    values.forget(() => false);
    await values.get('guess', load);
    expect(looks).toBe(2);
  });
});

describe('a cache that does not hear of changes', () => {
  it('asks every time', async () => {
    const values = cache();
    await values.get('a', () => Promise.resolve({ n: 1 }));
    feed.isConnected = false;
    expect(await values.get('a', () => Promise.resolve({ n: 2 }))).toEqual({ n: 2 });
  });

  it('gives what it knew last while the database is away, for a quarter of an hour', async () => {
    const values = cache();
    await values.get('a', () => Promise.resolve({ n: 1 }));
    Object.assign(feed, { isConnected: false, lostAt: performance.now() });
    const load = () => Promise.reject(away);
    vi.advanceTimersByTime(15 * 60_000);
    expect(await values.get('a', load)).toEqual({ n: 1 });
    await expect(values.get('never seen', load)).rejects.toBe(away);
    vi.advanceTimersByTime(1);
    await expect(values.get('a', load)).rejects.toBe(away);
  });

  it('hides no other error', async () => {
    const values = cache();
    await values.get('a', () => Promise.resolve({ n: 1 }));
    feed.isConnected = false;
    await expect(values.get('a', () => Promise.reject(new Error('bad SQL')))).rejects.toThrow(
      'bad',
    );
  });
});
