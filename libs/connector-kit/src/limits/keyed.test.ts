import { describe, expect, it } from 'vitest';
import { Bucket } from './bucket.ts';
import { Keyed } from './keyed.ts';

describe('buckets by key', () => {
  const time = { now: 1_000_000 };
  const make = () => new Bucket({ calls: [{ count: 1, inMs: 60_000 }] }, () => time.now);
  const buckets = (most: number) => {
    const kept = new Keyed<Bucket>(most);
    return {
      get: (key: string) => kept.get(key, make),
      find: (key: string) => kept.find(key),
      size: () => kept.size,
    };
  };

  it('are the same for the same key', () => {
    const kept = buckets(10);
    expect(kept.get('a')).toBe(kept.get('a'));
    expect(kept.get('a').take().ok).toBe(true);
    expect(kept.get('a').take().ok).toBe(false);
    expect(kept.get('b').take().ok).toBe(true);
  });

  it('are not made by looking for one', () => {
    const kept = buckets(10);
    expect(kept.find('a')).toBeUndefined();
    const made = kept.get('a');
    expect(kept.find('a')).toBe(made);
    expect(kept.size()).toBe(1);
  });

  it('are never more than so many, and idle ones go first', () => {
    const kept = buckets(3);
    for (const key of ['a', 'b', 'c']) kept.get(key);
    kept.get('a').take();
    kept.get('c').take();
    kept.get('b');
    kept.get('d').take();
    expect(kept.size()).toBe(3);
    expect(kept.get('a').take().ok).toBe(false);
    for (let key = 0; key < 1_000; key += 1) kept.get(`__proto__${key}`).take();
    expect(kept.size()).toBe(3);
  });
});
