import { describe, expect, it } from 'vitest';
import { BoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  it('makes a value once while it is in use', () => {
    const cache = new BoundedCache<object>(2);
    const first = cache.get('a', () => ({}));
    expect(cache.get('a', () => ({}))).toBe(first);
  });

  it('forgets the value unused longest', () => {
    const cache = new BoundedCache<object>(2);
    const first = cache.get('a', () => ({}));
    const second = cache.get('b', () => ({}));
    cache.get('a', () => ({}));
    cache.get('c', () => ({}));
    expect(cache.get('a', () => ({}))).toBe(first);
    expect(cache.get('b', () => ({}))).not.toBe(second);
  });

  it('never grows past its bound, whatever is asked', () => {
    const cache = new BoundedCache<number>(100);
    for (let index = 0; index < 100_000; index += 1) cache.get(`$.a${index}`, () => index);
    expect(cache.size).toBe(100);
  });

  it('keeps nothing of a value that could not be made', () => {
    const cache = new BoundedCache<number>(2);
    expect(() =>
      cache.get('a', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(cache.get('a', () => 1)).toBe(1);
  });
});
